"""A badge from unknown to revoked: a real central on loopback, a real terminal's database and worker before it."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.badge.port import BadgeKind
from devices.badge.simulated import SimulatedBadgeReader, badge_called
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import AskPin, Away, Present, Why
from kiosk.volunteers.trail import AuditTrail
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from sync.central.fleet.codes import make_code
from sync.central.fleet.terminals import revoke as shut_out
from sync.central.people.audit import AuditFilter, lines
from sync.central.people.badge_waits import begin_wait, waits
from sync.central.people.badges import NewBadge, badges, issue, revoke
from sync.protocol import badges as wire
from sync.protocol.badges import Act, BadgeRole
from sync.protocol.pin import PinCost
from sync.terminal.badges import BADGE_MIGRATIONS, KeptBadges
from sync.terminal.badging import EVERY_S, SOON_S, BadgeStep
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.enrolment import enrol
from sync.terminal.identity import Identity
from sync.terminal.outbox import Outbox
from sync.terminal.worker import SyncWorker
from tests.pages.running import RunningCentral, running_central
from tests.sync.central.ticking import TickingClock
from tests.sync.terminal.parts import SMALL_ROOM

CARD = badge_called("volunteer")
TAG = badge_called("tag", BadgeKind.SIMPLE)
NAME = "nuth-1"


class _Terminal:
    """What the composition root builds of it, but for the window; its worker is stepped by the test."""

    def __init__(self, folder: Path, identity: Identity, url: str, clock: TickingClock) -> None:
        self.clock = clock
        self.database = TerminalDatabase.open(
            folder / "terminal.db", (BADGE_MIGRATIONS, VOLUNTEER_MIGRATIONS), room=SMALL_ROOM
        )
        self.outbox = Outbox(self.database, identity, clock)
        client = CentralClient(url, identity, visitor_deadline_s=2.0, batch_timeout_s=5.0)
        badging = BadgeStep(KeptBadges(self.database), client, clock)
        self.worker = SyncWorker(self.outbox, client, clock, badging=badging)
        self.reader = SimulatedBadgeReader()
        trail = AuditTrail(self.outbox, secrets.randbits, clock)
        self.desk = VolunteerDesk(self.reader, badging, PinTries(self.database, clock), trail, clock)
        self.desk.start()

    def sync(self, after_s: float = 0.0) -> None:
        """Let time pass, and the worker do what is due."""
        self.clock.tick(seconds=after_s)
        for _ in range(6):
            if self.worker.step() > 0:
                return

    def why(self) -> Why:
        """Why nobody is there."""
        assert isinstance(self.desk.state, Away), self.desk.state
        return self.desk.state.why

    def close(self) -> None:
        self.desk.close()
        self.database.close()


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def central(tmp_path: Path, clock: TickingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningCentral]:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))
    with running_central(tmp_path / "central", clock) as central:
        yield central


def test_a_badge_from_unknown_to_revoked(central: RunningCentral, tmp_path: Path, clock: TickingClock) -> None:
    services, database = central.services, central.services.database
    identity = _joined(central)
    terminal = _Terminal(tmp_path, identity, central.url, clock)

    terminal.reader.insert(CARD)
    assert terminal.why() is Why.NO_LIST
    terminal.sync()
    assert terminal.why() is Why.UNKNOWN
    with database.write() as connection:
        assert waits(connection, clock.now()) == []
        begin_wait(connection, NAME, "manager", clock.now())
    terminal.reader.insert(CARD)
    terminal.sync(SOON_S)
    with database.read() as connection:
        (wait,) = waits(connection, clock.now())
    assert (wait.key, wait.code) == (CARD.key, terminal.desk.card_code)
    issued = issue(
        database,
        services.random_bits,
        NewBadge(wire.BadgeKind.STRONG, wait.key or "", BadgeRole.COORDINATOR, "kaart 12"),
        "manager",
        clock.now(),
    )
    terminal.sync(SOON_S)
    assert isinstance(terminal.desk.state, Present), "it still lies there, and is known now"
    terminal.desk.acted(Act.CONTACT, reference="K7P4XQ")
    terminal.close()

    away = _Terminal(tmp_path, identity, "http://127.0.0.1:9", clock)  # nobody listens there
    away.reader.insert(CARD)
    away.sync()
    assert isinstance(away.desk.state, Present), "the list is kept for when the network is away"
    assert not away.worker.connected()
    away.close()

    terminal = _Terminal(tmp_path, identity, central.url, clock)
    terminal.reader.insert(CARD)
    with database.write() as connection:
        assert revoke(connection, issued.id, "manager", clock.now())
    terminal.sync()
    assert terminal.why() is Why.REVOKED
    terminal.desk.close()
    terminal.sync(EVERY_S)
    with database.read() as connection:
        found, _ = lines(connection, AuditFilter(badge=issued.id))
        assert [one.label for one in badges(connection)] == ["kaart 12"]
    assert [line.act for line in found if line.by == "manager"] == ["revoke_badge", "issue_badge"]
    told = [line for line in reversed(found) if not line.by]
    assert [(line.event, line.why, line.act, line.reference) for line in told] == [
        ("signed_in", None, None, None),
        ("acted", None, "contact", "K7P4XQ"),
        ("left", "left", None, None),
        ("signed_in", None, None, None),
        ("left", "left", None, None),
        ("signed_in", None, None, None),
        ("left", "revoked", None, None),
    ]
    terminal.close()


def test_a_terminal_that_is_given_up_forgets_who_may_help(
    central: RunningCentral, tmp_path: Path, clock: TickingClock
) -> None:
    services, database = central.services, central.services.database
    tag = NewBadge(wire.BadgeKind.SIMPLE, TAG.key, BadgeRole.VOLUNTEER, "druppel 3", "130571")
    issue(database, services.random_bits, tag, "manager", clock.now())
    terminal = _Terminal(tmp_path, _joined(central), central.url, clock)
    terminal.sync()
    terminal.reader.insert(TAG)
    assert isinstance(terminal.desk.state, AskPin)
    with database.write() as connection:
        shut_out(connection, NAME, clock.now())
    terminal.sync(EVERY_S)
    terminal.reader.insert(TAG)
    assert terminal.why() is Why.NO_LIST
    assert KeptBadges(terminal.database).current() is None
    raw = (tmp_path / "terminal.db").read_bytes()
    terminal.close()
    assert TAG.key.encode() not in raw


def _joined(central: RunningCentral) -> Identity:
    with central.services.database.write() as connection:
        code = make_code(connection, "bibliotheek-nuth", secrets.randbits, central.services.clock.now())
    return enrol(central.url, code, NAME, "test")
