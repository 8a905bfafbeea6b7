"""Where a visitor goes when he is not simply helped: to a colleague, aside for a while, back in line, or home."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from sync.central.queue.calling import at_counter
from sync.central.queue.counters import presence_at, see
from sync.central.queue.desk import Desk, Result
from sync.central.queue.rules import Action, counter_of, service_of
from sync.central.queue.steps import open_call, take_step
from sync.central.queue.tables import TICKETS

_IN_LINE_AGAIN = {"counter": None, "called_at": None}


def transfer_to_service(connection: Connection, desk: Desk, ticket: UUID, service: str) -> Result:
    """Have the visitor wait for another service; how long he has waited goes on counting."""
    if service_of(desk.location, service) is None:
        return Result.UNKNOWN
    changes = {"waits_for": service, "counter_wanted": None, **_IN_LINE_AGAIN}
    return at_counter(connection, desk, ticket, Action.TRANSFER, **changes)


def transfer_to_counter(connection: Connection, desk: Desk, ticket: UUID, counter: str) -> Result:
    """Have the visitor wait for one counter, which calls him first; somebody must be there."""
    wanted = counter_of(desk.location, counter)
    if wanted is None or wanted.slug == desk.counter.slug:
        return Result.UNKNOWN
    present = presence_at(connection, desk.location, desk.day).get(wanted.slug)
    if present is None or not present.is_there(desk.now):
        return Result.COUNTER_AWAY
    return at_counter(connection, desk, ticket, Action.TRANSFER, counter_wanted=wanted.slug, **_IN_LINE_AGAIN)


def park(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Set the visitor aside, who has to fetch or fill in something; the counter is free for the next one."""
    return at_counter(connection, desk, ticket, Action.PARK, parked_at=desk.now)


def resume(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Go on with a visitor who was set aside, here or at another counter."""
    see(connection, desk.location.slug, desk.counter.slug, desk.day, desk.host, desk.now)
    if open_call(connection, desk) is not None:
        return Result.STILL_BUSY
    changes = {"counter": desk.counter.slug, "parked_at": None}
    return _anywhere(connection, desk, ticket, Action.RESUME, **changes)


def put_back(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Somebody who did not come when called is here after all: back in line, at the place he had."""
    gone = _ticket(connection, desk, ticket)
    latest = desk.now - timedelta(minutes=desk.rules.return_minutes)
    if gone is not None and gone.ended_at is not None and gone.ended_at < latest:
        return Result.TOO_LATE
    return _anywhere(connection, desk, ticket, Action.RETURN, ended_at=None, **_IN_LINE_AGAIN)


def withdraw(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Somebody who waited has left, and says so."""
    return _anywhere(connection, desk, ticket, Action.WITHDRAW, ended_at=desk.now)


def _anywhere(connection: Connection, desk: Desk, ticket: UUID, action: Action, **changes: Any) -> Result:
    """Do something with a number of this location that is at no counter."""
    found = _ticket(connection, desk, ticket)
    if found is None or not take_step(connection, desk, found, action, **changes):
        return Result.NOT_YOURS
    return Result.OK


def _ticket(connection: Connection, desk: Desk, ticket: UUID) -> Row[Any] | None:
    here = (TICKETS.c.id == ticket, TICKETS.c.location == desk.location.slug, TICKETS.c.day == desk.day)
    return connection.execute(select(TICKETS).where(*here)).one_or_none()
