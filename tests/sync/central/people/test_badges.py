"""Badges at the central: issuing, PINs, taking back, and the list that terminals get."""

from datetime import timedelta

import pytest

from sync.central.people.badge_list import list_for
from sync.central.people.badge_waits import WAIT_LASTS, begin_wait, end_wait, forget_past, keep_shown, waits
from sync.central.people.badges import BadgeError, BadgeProblem, Issued, NewBadge, badges, issue, renew_pin, revoke
from sync.central.storage.database import Database
from sync.protocol.badges import BadgeKind, BadgeList, BadgeRole, ShownBadge, card_code, lock_of
from sync.protocol.pin import PinCost, pin_fits
from tests.sync.central.ticking import TickingClock
from tests.sync.terminal.parts import seeded

KEY = "ab" * 32
OTHER = "cd" * 32
CARD = NewBadge(BadgeKind.STRONG, KEY, BadgeRole.COORDINATOR, "kaart 12")
TAG = NewBadge(BadgeKind.SIMPLE, OTHER, BadgeRole.VOLUNTEER, "druppel 3")


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))


def _issue(database: Database, clock: TickingClock, new: NewBadge, seed: int = 1) -> Issued:
    return issue(database, seeded(seed), new, "anna", clock.now())


def _list(database: Database, clock: TickingClock, terminal: str = "nuth-1") -> BadgeList:
    with database.read() as connection:
        return list_for(connection, terminal, clock.now())


def test_a_list_names_locks_roles_and_bound_pins_and_no_key(database: Database, clock: TickingClock) -> None:
    assert _issue(database, clock, CARD).pin is None
    pin = _issue(database, clock, TAG, 2).pin
    assert pin is not None
    listed = _list(database, clock)
    card, tag = sorted(listed.badges, key=lambda entry: entry.label, reverse=True)
    assert (card.lock, card.role, card.pin_hash) == (lock_of(KEY), BadgeRole.COORDINATOR, None)
    assert tag.pin_hash is not None
    assert pin_fits(pin, OTHER, tag.pin_hash)
    body = listed.model_dump_json()
    assert KEY not in body
    assert OTHER not in body
    assert "anna" not in body


def test_the_same_list_has_the_same_version_and_any_change_another(database: Database, clock: TickingClock) -> None:
    versions = [_list(database, clock).version]
    _issue(database, clock, CARD)
    tag = _issue(database, clock, TAG, 2)
    versions.append(_list(database, clock).version)
    assert _list(database, clock).version == versions[-1]
    renew_pin(database, seeded(3), tag.id, None, clock.now(), "anna")
    versions.append(_list(database, clock).version)
    with database.write() as connection:
        begin_wait(connection, "nuth-1", "anna", clock.now())
    versions.append(_list(database, clock).version)
    with database.write() as connection:
        assert revoke(connection, tag.id, "anna", clock.now())
    versions.append(_list(database, clock).version)
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (NewBadge(BadgeKind.STRONG, "12", BadgeRole.VOLUNTEER, "a"), BadgeProblem.KEY),
        (NewBadge(BadgeKind.STRONG, "ef" * 32, BadgeRole.VOLUNTEER, " "), BadgeProblem.LABEL),
        (NewBadge(BadgeKind.STRONG, "ef" * 32, BadgeRole.VOLUNTEER, "x" * 41), BadgeProblem.LABEL),
        (NewBadge(BadgeKind.STRONG, "ef" * 32, BadgeRole.VOLUNTEER, "Kaart 12"), BadgeProblem.LABEL_TAKEN),
        (NewBadge(BadgeKind.SIMPLE, KEY, BadgeRole.VOLUNTEER, "another"), BadgeProblem.KNOWN),
        (NewBadge(BadgeKind.STRONG, "ef" * 32, BadgeRole.VOLUNTEER, "a", "123"), BadgeProblem.PIN),
        (NewBadge(BadgeKind.STRONG, "ef" * 32, BadgeRole.VOLUNTEER, "a", "4321"), BadgeProblem.PIN_EASY),
    ],
)
def test_what_is_not_issued(database: Database, clock: TickingClock, new: NewBadge, problem: BadgeProblem) -> None:
    _issue(database, clock, CARD)
    with pytest.raises(BadgeError) as raised:
        _issue(database, clock, new, 2)
    assert raised.value.problem is problem
    with database.read() as connection:
        assert len(badges(connection)) == 1


def test_a_revoked_badge_is_told_so_and_issued_again_is_the_same_one(database: Database, clock: TickingClock) -> None:
    first = _issue(database, clock, TAG)
    with database.write() as connection:
        assert revoke(connection, first.id, "bert", clock.now())
        assert not revoke(connection, first.id, "bert", clock.now())
    listed = _list(database, clock)
    assert [one.lock for one in listed.revoked] == [lock_of(OTHER)]
    assert listed.badges == ()
    with pytest.raises(BadgeError):
        renew_pin(database, seeded(3), first.id, "1305", clock.now(), "anna")
    again = _issue(database, clock, NewBadge(BadgeKind.SIMPLE, OTHER, BadgeRole.TECHNICIAN, "druppel 3"), 9)
    assert again.id == first.id
    assert [entry.role for entry in _list(database, clock).badges] == [BadgeRole.TECHNICIAN]
    assert _list(database, clock).revoked == ()


def test_a_new_pin_replaces_the_old_one(database: Database, clock: TickingClock) -> None:
    tag = _issue(database, clock, TAG)
    renewed = renew_pin(database, seeded(3), tag.id, "1305", clock.now(), "anna")
    assert (renewed.pin, renewed.label) == ("1305", "druppel 3")
    (entry,) = _list(database, clock).badges
    assert entry.pin_hash is not None
    assert pin_fits("1305", OTHER, entry.pin_hash)
    assert not pin_fits(tag.pin or "", OTHER, entry.pin_hash)


def test_an_unknown_badge_is_kept_only_while_a_manager_waits_at_that_terminal(
    database: Database, clock: TickingClock
) -> None:
    shown = ShownBadge(kind=BadgeKind.SIMPLE, key=OTHER)
    with database.write() as connection:
        assert not keep_shown(connection, "nuth-1", shown, clock.now())
        begin_wait(connection, "nuth-1", "anna", clock.now())
        assert not keep_shown(connection, "hal-1", shown, clock.now())
        assert keep_shown(connection, "nuth-1", shown, clock.now())
        (wait,) = waits(connection, clock.now())
        assert (wait.terminal, wait.kind, wait.key, wait.code) == (
            *("nuth-1", BadgeKind.SIMPLE, OTHER),
            card_code(OTHER),
        )
        begin_wait(connection, "nuth-1", "anna", clock.now())
        assert [one.key for one in waits(connection, clock.now())] == [None]
    clock.tick(seconds=WAIT_LASTS.total_seconds())
    assert not _list(database, clock).wanted
    with database.write() as connection:
        assert not keep_shown(connection, "nuth-1", shown, clock.now())
        assert forget_past(connection, clock.now()) == 1


def test_issuing_the_badge_that_was_held_ends_the_wait(database: Database, clock: TickingClock) -> None:
    with database.write() as connection:
        begin_wait(connection, "nuth-1", "anna", clock.now())
        begin_wait(connection, "hal-1", "anna", clock.now())
        keep_shown(connection, "nuth-1", ShownBadge(kind=BadgeKind.SIMPLE, key=OTHER), clock.now())
    assert _list(database, clock).wanted
    _issue(database, clock, TAG)
    assert not _list(database, clock).wanted
    with database.write() as connection:
        assert not keep_shown(connection, "hal-1", ShownBadge(kind=BadgeKind.SIMPLE, key=OTHER), clock.now())
        end_wait(connection, "hal-1")
        assert waits(connection, clock.now() - timedelta(hours=1)) == []
