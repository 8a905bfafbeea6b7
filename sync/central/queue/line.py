"""Reading the queue: who waits, and what the waiting room's board shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from assets.town import Location
from sync.central.queue.rules import HEARD, TicketState
from sync.central.queue.tables import CALLS, IN_TURN, TICKETS

LAST_CALLS = 5
"""How many earlier calls a board shows beside the newest."""


@dataclass(frozen=True)
class Waiting:
    """One who waits: only what a host has to know."""

    id: UUID
    code: str
    service: str
    product: str | None
    language: str
    taken_at: datetime


@dataclass(frozen=True)
class Call:
    """One call as the waiting room sees it. `order` counts up: a board never goes back to an older one."""

    order: int
    code: str
    counter: str
    at: datetime


def waiting_list(
    connection: Connection, location: Location, day: date, services: tuple[str, ...] = ()
) -> list[Waiting]:
    """Who waits at `location`, in the order of arrival; only for `services` where given."""
    query = (
        select(*(TICKETS.c[name] for name in Waiting.__dataclass_fields__))
        .where(
            TICKETS.c.location == location.slug,
            TICKETS.c.day == day,
            TICKETS.c.state == TicketState.WAITING,
        )
        .order_by(*IN_TURN)
    )
    if services:
        query = query.where(TICKETS.c.waits_for.in_(services))
    return [Waiting(*row) for row in connection.execute(query)]


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
