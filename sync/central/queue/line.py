"""Whom a counter calls, and what the waiting room's board shows of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, bindparam, func, select

from assets.town import Counter, Location, QueueRules
from sync.central.queue.order import InLine, in_turn
from sync.central.queue.rules import HEARD, TicketState
from sync.central.queue.tables import CALLS, TICKETS

LAST_CALLS = 5
"""How many earlier calls a board shows beside the newest."""


_HERE = (CALLS.c.location == bindparam("location"), CALLS.c.day == bindparam("day"))
_NEWEST = (
    select(func.max(CALLS.c.id))
    .where(*_HERE, CALLS.c.action.in_(sorted(HEARD)), CALLS.c.undone_at.is_(None))
    .group_by(CALLS.c.ticket)
)
# Made once: making a statement takes longer than SQLite needs to answer it.
_CALLED: Select[Any] = (
    select(CALLS.c.id, TICKETS.c.code, CALLS.c.counter, CALLS.c.at)
    .join(TICKETS, TICKETS.c.id == CALLS.c.ticket)
    .where(CALLS.c.id.in_(_NEWEST))
    .order_by(CALLS.c.id.desc())
    .limit(LAST_CALLS + 1)
)
_STEPS: Select[Any] = select(func.coalesce(func.max(CALLS.c.id), 0), func.count(CALLS.c.undone_at)).where(*_HERE)
_COUNTS: Select[Any] = (
    select(TICKETS.c.waits_for, func.count())
    .where(
        TICKETS.c.location == bindparam("location"),
        TICKETS.c.day == bindparam("day"),
        TICKETS.c.state == TicketState.WAITING,
    )
    .group_by(TICKETS.c.waits_for)
)


class WhoWaits(InLine, Protocol):
    """Somebody who waits for a service, or for one counter."""

    @property
    def waits_for(self) -> str:
        """The slug of the service."""
        ...

    @property
    def counter_wanted(self) -> str | None:
        """The slug of the counter that he was sent to, if any."""
        ...


Somebody = TypeVar("Somebody", bound=WhoWaits)


@dataclass(frozen=True)
class Call:
    """One call as the waiting room sees it. `order` counts up: a board never goes back to an older one."""

    order: int
    code: str
    counter: str
    at: datetime


def line_of(
    counter: Counter, waiting: Iterable[Somebody], there: Collection[str], now: datetime, rules: QueueRules
) -> list[Somebody]:
    """Who of `waiting` this counter calls, in order: who was sent to it by name first, then by the rule of the town.

    Who was sent to another counter is left to it; unless nobody is there any more (`there` are the counters where
    somebody is), for then he would wait for ever.
    """

    def ours(one: Somebody) -> bool:
        if one.counter_wanted is None or one.counter_wanted not in {*there, counter.slug}:
            return one.waits_for in counter.serves
        return one.counter_wanted == counter.slug

    ordered = in_turn(filter(ours, waiting), now, rules)
    return sorted(ordered, key=lambda one: one.counter_wanted != counter.slug)


def waiting_by_service(connection: Connection, location: Location, day: date) -> dict[str, int]:
    """How many wait for each service of `location`, also where nobody does."""
    known = dict(tuple(row) for row in connection.execute(_COUNTS, {"location": location.slug, "day": day}))
    return {service.slug: known.get(service.slug, 0) for service in location.services}


def last_calls(connection: Connection, location: Location, day: date) -> list[Call]:
    """The newest call and the ones before it, each number once, newest first."""
    return [Call(*row) for row in connection.execute(_CALLED, {"location": location.slug, "day": day})]


def revision_of(connection: Connection, location: Location, day: date) -> int:
    """A count that goes up with every step of a host at `location`, and with every step that is taken back."""
    last, undone = connection.execute(_STEPS, {"location": location.slug, "day": day}).one()
    return int(last + undone)
