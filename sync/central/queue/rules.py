"""The rules of the queue, without a database: states, codes, days, and who serves whom."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from assets.town import Counter, Location, Service, Town


class TicketState(StrEnum):
    """Where a queue number is on its way."""

    WAITING = "waiting"
    CALLED = "called"
    PARKED = "parked"
    DONE = "done"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


class Way(StrEnum):
    """How a visitor came into the line."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    HOST = "host"


class Action(StrEnum):
    """What a host does with a queue number."""

    CALL = "call"
    RECALL = "recall"
    DONE = "done"
    NO_SHOW = "no_show"
    TRANSFER = "transfer"
    PARK = "park"
    RESUME = "resume"
    RETURN = "return"
    NOTE = "note"
    PUT_IN = "put_in"
    WITHDRAW = "withdraw"


class Outcome(StrEnum):
    """How helping a visitor ended: few enough to choose one without thinking."""

    HELPED = "helped"
    APPOINTMENT = "appointment"
    INCOMPLETE = "incomplete"
    REFERRED = "referred"


TRANSITIONS: dict[tuple[TicketState, Action], TicketState] = {
    (TicketState.WAITING, Action.PUT_IN): TicketState.WAITING,
    (TicketState.WAITING, Action.CALL): TicketState.CALLED,
    (TicketState.WAITING, Action.WITHDRAW): TicketState.WITHDRAWN,
    (TicketState.CALLED, Action.RECALL): TicketState.CALLED,
    (TicketState.CALLED, Action.NOTE): TicketState.CALLED,
    (TicketState.CALLED, Action.DONE): TicketState.DONE,
    (TicketState.CALLED, Action.NO_SHOW): TicketState.NO_SHOW,
    (TicketState.CALLED, Action.TRANSFER): TicketState.WAITING,
    (TicketState.CALLED, Action.PARK): TicketState.PARKED,
    (TicketState.PARKED, Action.RESUME): TicketState.CALLED,
    (TicketState.NO_SHOW, Action.RETURN): TicketState.WAITING,
}
"""The whole life of a number; what is not in this table cannot happen, but for taking back the last step."""

LENT = range(501, 1000)
"""The numbers of a service that only terminals give out, from what was lent to them; the central passes them over."""

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


def number_after(last: int, steps: int = 1) -> int:
    """The number that the central itself gives after `last`, or so many numbers further; what is lent does not count.

    >>> number_after(0), number_after(499), number_after(500), number_after(640), number_after(1000)
    (1, 500, 1000, 1000, 1001)
    >>> number_after(450, 100), number_after(0, 100), number_after(1000, 100)
    (1049, 100, 1100)
    """
    if last in LENT:
        last = LENT.start - 1
    number = last + steps
    return number + len(LENT) if last < LENT.start <= number else number


def local_day(now: datetime, timezone: str) -> date:
    """The day it is in the town: numbers start again at its midnight, not at that of UTC.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "Europe/Amsterdam")
    datetime.date(2026, 11, 24)
    """
    return now.astimezone(ZoneInfo(timezone)).date()


def location_of(town: Town, slug: str) -> Location | None:
    """The location of `town` called `slug`, if it has it."""
    return next((place for place in town.locations if place.slug == slug), None)


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
