"""Reading the queue: who waits, who is aside, and what the waiting room's board shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, func, select

from assets.town import Counter, Location, QueueRules
from sync.central.queue.order import InLine, in_turn
from sync.central.queue.rules import HEARD, TicketState
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.storage.metadata import Moment

LAST_CALLS = 5
"""How many earlier calls a board shows beside the newest."""


@dataclass(frozen=True)
class Waiting:
    """One who waits: only what a host has to know."""

    id: UUID
    code: str
    number: int
    service: str
    waits_for: str
    counter_wanted: str | None
    product: str | None
    language: str
    taken_at: datetime
    appointment_at: datetime | None


@dataclass(frozen=True)
class Aside:
    """One who is at no counter and may come back: set aside, or called without coming; `since` is when that was."""

    id: UUID
    code: str
    waits_for: str
    state: TicketState
    counter: str | None
    since: datetime


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


def waiting_list(
    connection: Connection, location: Location, day: date, now: datetime, rules: QueueRules
) -> list[Waiting]:
    """Who waits at `location`, in the order of the town's rule."""
    query = select(*(TICKETS.c[name] for name in Waiting.__dataclass_fields__)).where(
        TICKETS.c.location == location.slug,
        TICKETS.c.day == day,
        TICKETS.c.state == TicketState.WAITING,
    )
    return in_turn([Waiting(*row) for row in connection.execute(query)], now, rules)


def aside_list(connection: Connection, location: Location, day: date, now: datetime, rules: QueueRules) -> list[Aside]:
    """Who was set aside, and who did not come and can still be put back; the longest ago first."""
    columns = TICKETS.c
    gone_since = now - timedelta(minutes=rules.return_minutes)
    query = select(
        columns.id,
        columns.code,
        columns.waits_for,
        columns.state,
        columns.counter,
        func.coalesce(columns.parked_at, columns.ended_at, type_=Moment),
    ).where(
        columns.location == location.slug,
        columns.day == day,
        (columns.state == TicketState.PARKED)
        | ((columns.state == TicketState.NO_SHOW) & (columns.ended_at >= gone_since)),
    )
    found = [Aside(row[0], row[1], row[2], TicketState(row[3]), *row[4:]) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.state is not TicketState.PARKED, one.since))


def checked_in(connection: Connection, location: Location, day: date) -> dict[UUID, str]:
    """The numbers of those who came for an appointment today, by its id."""
    here = (TICKETS.c.location == location.slug, TICKETS.c.day == day, TICKETS.c.appointment.is_not(None))
    query = select(TICKETS.c.appointment, TICKETS.c.code).where(*here, TICKETS.c.state != TicketState.WITHDRAWN)
    return {row.appointment: row.code for row in connection.execute(query)}


def waiting_by_service(connection: Connection, location: Location, day: date) -> dict[str, int]:
    """How many wait for each service of `location`, also where nobody does."""
    counts: Any = connection.execute(
        select(TICKETS.c.waits_for, func.count())
        .where(TICKETS.c.location == location.slug, TICKETS.c.day == day, TICKETS.c.state == TicketState.WAITING)
        .group_by(TICKETS.c.waits_for)
    )
    known = dict(tuple(row) for row in counts)
    return {service.slug: known.get(service.slug, 0) for service in location.services}


def last_calls(connection: Connection, location: Location, day: date) -> list[Call]:
    """The newest call and the ones before it, each number once, newest first."""
    newest = (
        select(func.max(CALLS.c.id))
        .where(
            CALLS.c.location == location.slug,
            CALLS.c.day == day,
            CALLS.c.action.in_(sorted(HEARD)),
            CALLS.c.undone_at.is_(None),
        )
        .group_by(CALLS.c.ticket)
    )
    query = (
        select(CALLS.c.id, TICKETS.c.code, CALLS.c.counter, CALLS.c.at)
        .join(TICKETS, TICKETS.c.id == CALLS.c.ticket)
        .where(CALLS.c.id.in_(newest))
        .order_by(CALLS.c.id.desc())
        .limit(LAST_CALLS + 1)
    )
    return [Call(*row) for row in connection.execute(query)]


def revision_of(connection: Connection, location: Location, day: date) -> int:
    """A count that goes up with every step of a host at `location`, and with every step that is taken back."""
    steps = select(func.coalesce(func.max(CALLS.c.id), 0), func.count(CALLS.c.undone_at)).where(
        CALLS.c.location == location.slug, CALLS.c.day == day
    )
    last, undone = connection.execute(steps).one()
    return int(last + undone)
