"""Who stands at the terminal with a badge, as tables: (state, event, second) -> state."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.volunteers.lockout import LONGEST_WAIT_S, wait_after_s
from kiosk.volunteers.session import (
    LIMITS,
    PIN_IDLE_S,
    REFUSALS,
    SHOW_REFUSAL_S,
    VOLUNTEER_IDLE_S,
    WHOLE_SESSION_S,
    Acted,
    AskPin,
    Away,
    Leave,
    Listed,
    PinChecked,
    PinTyped,
    Present,
    Refused,
    Shown,
    Taken,
    Tick,
    Tries,
    VolunteerEvent,
    VolunteerState,
    Why,
    ends_in_s,
    step,
)
from sync.protocol.badges import BadgeEntry, BadgeKind, BadgeRole

NOW_S = 1000.0


def _entry(kind: BadgeKind, pin: bool, number: int = 1, role: BadgeRole = BadgeRole.VOLUNTEER) -> BadgeEntry:
    return BadgeEntry(
        id=UUID(int=number),
        kind=kind,
        lock=f"{number:064x}",
        role=role,
        label=f"kaart {number}",
        pin_hash="scrypt$a-hash" if pin else None,
    )


STRONG = _entry(BadgeKind.STRONG, pin=False)
STRONG_WITH_PIN = _entry(BadgeKind.STRONG, pin=True, number=2)
SIMPLE = _entry(BadgeKind.SIMPLE, pin=True, number=3)
SIMPLE_WITHOUT_PIN = _entry(BadgeKind.SIMPLE, pin=False, number=4)

NOBODY = Away()
PRESENT = Present(STRONG, NOW_S, NOW_S)
SIMPLE_PRESENT = Present(SIMPLE, NOW_S, NOW_S)
ASKED = AskPin(SIMPLE, 0, 0.0, NOW_S)
CHECKING = AskPin(SIMPLE, 0, 0.0, NOW_S, checking=True)
LOCKED = AskPin(SIMPLE, 5, NOW_S + 15, NOW_S)


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        # What a badge opens.
        (NOBODY, Shown(STRONG), PRESENT),
        (NOBODY, Shown(STRONG_WITH_PIN), AskPin(STRONG_WITH_PIN, 0, 0.0, NOW_S)),
        (NOBODY, Shown(SIMPLE), ASKED),
        (NOBODY, Shown(SIMPLE, Tries(5, NOW_S + 15)), LOCKED),
        (NOBODY, Shown(SIMPLE_WITHOUT_PIN), Away(Why.NO_PIN, NOW_S, held=True)),
        (NOBODY, Refused(Why.FOREIGN), Away(Why.FOREIGN, NOW_S, held=True)),
        # PINs: one at a time, none while one has to wait.
        (ASKED, PinTyped(), CHECKING),
        (CHECKING, PinTyped(), CHECKING),
        (LOCKED, PinTyped(), LOCKED),
        (NOBODY, PinTyped(), NOBODY),
        (CHECKING, PinChecked(SIMPLE.id, fits=True), SIMPLE_PRESENT),
        (CHECKING, PinChecked(SIMPLE.id, fits=False, tries=Tries(5, NOW_S + 15)), LOCKED),
        (CHECKING, PinChecked(STRONG.id, fits=True), CHECKING),
        (ASKED, PinChecked(SIMPLE.id, fits=True), ASKED),
        (NOBODY, PinChecked(SIMPLE.id, fits=True), NOBODY),
        # Taking a badge away: only a strong one has to stay.
        (PRESENT, Taken(), Away(Why.TAKEN, NOW_S)),
        (AskPin(STRONG_WITH_PIN, 0, 0.0, NOW_S), Taken(), Away(Why.TAKEN, NOW_S)),
        (SIMPLE_PRESENT, Taken(), SIMPLE_PRESENT),
        (ASKED, Taken(), ASKED),
        (Away(Why.REVOKED, NOW_S, held=True), Taken(), Away(Why.REVOKED, NOW_S)),
        # Something else is held to it meanwhile.
        (SIMPLE_PRESENT, Shown(SIMPLE), SIMPLE_PRESENT),
        (SIMPLE_PRESENT, Shown(STRONG), PRESENT),
        (PRESENT, Shown(SIMPLE), ASKED),
        (PRESENT, Refused(Why.UNKNOWN), Away(Why.UNKNOWN, NOW_S, held=True)),
        (PRESENT, Refused(Why.UNREADABLE), Away(Why.UNREADABLE, NOW_S, held=True)),
        (SIMPLE_PRESENT, Refused(Why.UNREADABLE), SIMPLE_PRESENT),
        (ASKED, Refused(Why.PULLED), ASKED),
        (SIMPLE_PRESENT, Refused(Why.FOREIGN), Away(Why.FOREIGN, NOW_S, held=True)),
        (SIMPLE_PRESENT, Refused(Why.UNKNOWN, on_paper=True), SIMPLE_PRESENT),
        (ASKED, Refused(Why.REVOKED, on_paper=True), ASKED),
        (NOBODY, Refused(Why.UNKNOWN, on_paper=True), Away(Why.UNKNOWN, NOW_S, held=True)),
        # Leaving.
        (PRESENT, Leave(), Away(Why.LEFT, NOW_S, held=True)),
        (ASKED, Leave(), Away(Why.LEFT, NOW_S, held=True)),
        (NOBODY, Leave(), NOBODY),
        # A new list.
        (PRESENT, Listed(STRONG.id, None), Away(Why.REVOKED, NOW_S, held=True)),
        (ASKED, Listed(SIMPLE.id, None, Why.UNKNOWN), Away(Why.UNKNOWN, NOW_S, held=True)),
        (NOBODY, Listed(STRONG.id, None), NOBODY),
        (
            SIMPLE_PRESENT,
            Listed(SIMPLE.id, SIMPLE.model_copy(update={"pin_hash": "x"})),
            Away(Why.NEW_PIN, NOW_S, held=True),
        ),
        (PRESENT, Listed(STRONG.id, STRONG), PRESENT),
        (PRESENT, Listed(SIMPLE.id, None), PRESENT),
        (PRESENT, Listed(SIMPLE.id, SIMPLE), PRESENT),
    ],
)
def test_a_step(state: VolunteerState, event: VolunteerEvent, after: VolunteerState) -> None:
    assert step(state, event, NOW_S) == after


def test_another_role_holds_at_once() -> None:
    promoted = STRONG.model_copy(update={"role": BadgeRole.COORDINATOR})
    assert step(PRESENT, Listed(STRONG.id, promoted), NOW_S) == Present(promoted, NOW_S, NOW_S)


@pytest.mark.parametrize(
    ("state", "after_s", "why"),
    [
        (PRESENT, VOLUNTEER_IDLE_S, Why.IDLE),
        (Present(STRONG, NOW_S - WHOLE_SESSION_S + 1, NOW_S), 1, Why.IDLE),
        (ASKED, PIN_IDLE_S, Why.IDLE),
        (LOCKED, 15 + PIN_IDLE_S, Why.IDLE),
        (replace(LOCKED, tries=12, locked_until_s=NOW_S + 1920), PIN_IDLE_S, Why.IDLE),
        (Away(Why.TAKEN, NOW_S), SHOW_REFUSAL_S, Why.NO_BADGE),
    ],
)
def test_a_state_ends_by_itself_and_not_before(state: VolunteerState, after_s: float, why: Why) -> None:
    assert step(state, Tick(), NOW_S + after_s - 0.1) == state
    ended = step(state, Tick(), NOW_S + after_s)
    assert isinstance(ended, Away)
    assert ended.why is why


@pytest.mark.parametrize("event", [Acted(), Taken(), PinTyped(), Listed(STRONG.id, STRONG), Tick()])
def test_nothing_wakes_a_session_that_is_over(event: VolunteerEvent) -> None:
    assert isinstance(step(PRESENT, event, NOW_S + VOLUNTEER_IDLE_S), Away)


def test_a_badge_that_stays_on_the_reader_keeps_its_refusal_in_sight() -> None:
    refused = Away(Why.REVOKED, NOW_S, held=True)
    assert step(refused, Tick(), NOW_S + 100 * SHOW_REFUSAL_S) == refused


def test_a_pin_that_is_being_checked_outlasts_the_time_to_type_it() -> None:
    assert step(CHECKING, Tick(), NOW_S + 2 * PIN_IDLE_S) == CHECKING


def test_touches_keep_a_session_but_not_for_ever() -> None:
    state: VolunteerState = PRESENT
    now_s = NOW_S
    while isinstance(state, Present):
        now_s += VOLUNTEER_IDLE_S / 2
        state = step(state, Acted(), now_s)
    assert now_s == NOW_S + WHOLE_SESSION_S


def test_the_screen_can_tell_when_a_session_will_end() -> None:
    assert ends_in_s(PRESENT, NOW_S + 10) == VOLUNTEER_IDLE_S - 10
    assert ends_in_s(Present(STRONG, NOW_S - WHOLE_SESSION_S + 5, NOW_S), NOW_S, LIMITS) == 5


def test_a_session_that_came_to_its_end_is_no_refusal() -> None:
    assert {Why.UNKNOWN, Why.REVOKED, Why.FOREIGN, Why.EXPIRED, Why.NOT_GENUINE} <= REFUSALS
    assert not {Why.NO_BADGE, Why.TAKEN, Why.LEFT, Why.IDLE} & REFUSALS


def test_the_wait_after_wrong_pins_doubles_up_to_an_hour() -> None:
    waits = [wait_after_s(tries) for tries in range(30)]
    assert waits[:8] == [0, 0, 0, 0, 0, 15, 30, 60]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S
