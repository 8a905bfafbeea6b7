"""The rules of the queue, without a database: states, codes, days, and who serves whom."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from assets.town import Counter, Location, Service


class TicketState(StrEnum):
    """Where a queue number is on its way."""

    WAITING = "waiting"
    CALLED = "called"
    DONE = "done"
    NO_SHOW = "no_show"


class Action(StrEnum):
    """What a host does with a queue number."""

    CALL = "call"
    RECALL = "recall"
    DONE = "done"
    NO_SHOW = "no_show"


TRANSITIONS: dict[tuple[TicketState, Action], TicketState] = {
    (TicketState.WAITING, Action.CALL): TicketState.CALLED,
    (TicketState.CALLED, Action.RECALL): TicketState.CALLED,
    (TicketState.CALLED, Action.DONE): TicketState.DONE,
    (TicketState.CALLED, Action.NO_SHOW): TicketState.NO_SHOW,
}
"""The whole life of a number; what is not in this table cannot happen."""

HEARD = frozenset({Action.CALL, Action.RECALL})
"""The actions that the waiting room sees and hears."""


def states_that_allow(action: Action) -> tuple[TicketState, ...]:
    """The states from which `action` may be done.

    >>> states_that_allow(Action.RECALL)
    (<TicketState.CALLED: 'called'>,)
    """
    return tuple(state for state, known in TRANSITIONS if known is action)


def state_after(action: Action) -> TicketState:
    """The state that `action` leads to; every action has exactly one."""
    (state,) = {after for (_, known), after in TRANSITIONS.items() if known is action}
    return state


def code_of(letter: str, number: int) -> str:
    """What is printed and called.

    >>> code_of("A", 7), code_of("B", 1000)
    ('A007', 'B1000')
    """
    return f"{letter}{number:03d}"


def local_day(now: datetime, timezone: str) -> date:
    """The day it is in the town: numbers start again at its midnight, not at that of UTC.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "Europe/Amsterdam")
    datetime.date(2026, 11, 24)
    """
    return now.astimezone(ZoneInfo(timezone)).date()


def service_of(location: Location, slug: str) -> Service | None:
    """The service of `location` called `slug`, if it has it."""
    return next((service for service in location.services if service.slug == slug), None)


def counter_of(location: Location, slug: str) -> Counter | None:
    """The counter of `location` called `slug`, if it has it."""
    return next((counter for counter in location.counters if counter.slug == slug), None)


def competing_services(location: Location, service: str) -> Collection[str]:
    """The services whose visitors may be called before those of `service`: they share a counter with it.

    Counting them gives the most that can be ahead of a visitor, never fewer than there are.
    """
    shared = {slug for counter in location.counters if service in counter.serves for slug in counter.serves}
    return shared | {service}
