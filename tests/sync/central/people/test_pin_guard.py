"""A badge of which PINs are guessed at one terminal after the other."""

from uuid import UUID

import pytest

from sync.central.people.audit import AuditFilter, lines
from sync.central.people.badge_list import list_for
from sync.central.people.badges import NewBadge, badges, issue, renew_pin
from sync.central.people.pin_guard import MOST_WRONG_PINS, heard
from sync.central.storage.database import Database
from sync.protocol.badges import BLOCKED, BadgeKind, BadgeList, BadgeRole
from sync.protocol.pin import PinCost
from tests.sync.central.ticking import TickingClock
from tests.sync.terminal.parts import seeded

TAG = NewBadge(BadgeKind.SIMPLE, "cd" * 32, BadgeRole.VOLUNTEER, "druppel 3")
OTHER = NewBadge(BadgeKind.SIMPLE, "ef" * 32, BadgeRole.VOLUNTEER, "druppel 4")


class Town:
    """A central with two badges, at which terminals tell of wrong and right PINs."""

    def __init__(self, database: Database, clock: TickingClock) -> None:
        self.database = database
        self.clock = clock
        self.badge = issue(database, seeded(1), TAG, "anna", clock.now()).id
        self.other = issue(database, seeded(2), OTHER, "anna", clock.now()).id

    def tells(self, event: str, badge: UUID | None = None, times: int = 1) -> None:
        with self.database.write() as connection:
            for _ in range(times):
                heard(connection, badge or self.badge, event, self.clock.now())

    def listed(self) -> BadgeList:
        with self.database.read() as connection:
            return list_for(connection, "hal-1", self.clock.now())


@pytest.fixture
def town(database: Database, clock: TickingClock, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))
    return Town(database, clock)


def test_too_many_wrong_pins_at_all_terminals_block_a_badge_until_it_has_a_new_one(town: Town) -> None:
    before = town.listed().version
    town.tells("pin_wrong", times=MOST_WRONG_PINS - 1)
    assert town.listed().version == before
    town.tells("pin_locked", times=3)
    listed = town.listed()
    assert listed.version != before
    assert [entry.label for entry in listed.badges] == ["druppel 4"]
    assert [(one.id, one.why) for one in listed.revoked] == [(town.badge, BLOCKED)]
    with town.database.read() as connection:
        told = [line for line in lines(connection, AuditFilter(managers=True))[0] if line.act == "block_badge"]
        assert [(line.by, line.about, line.badge) for line in told] == [("infopunt", "druppel 3", town.badge)]
        assert [one.label for one in badges(connection) if one.blocked_at] == ["druppel 3"]
    renew_pin(town.database, seeded(3), town.badge, None, town.clock.now(), "anna")
    assert len(town.listed().badges) == 2
    town.tells("pin_wrong", times=MOST_WRONG_PINS - 1)
    assert len(town.listed().badges) == 2


def test_a_right_pin_begins_the_count_anew_and_nobody_elses_wrong_ones_count(town: Town) -> None:
    town.tells("pin_wrong", times=MOST_WRONG_PINS - 1)
    town.tells("pin_wrong", town.other)
    town.tells("signed_in", town.other)
    town.tells("left")
    town.tells("signed_in")
    town.tells("pin_wrong", times=MOST_WRONG_PINS - 1)
    assert town.listed().revoked == ()
    town.tells("pin_wrong")
    assert [one.why for one in town.listed().revoked] == [BLOCKED]
