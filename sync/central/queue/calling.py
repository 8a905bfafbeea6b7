"""Whose turn it is: what a host does at a counter. Two hosts at once never get the same visitor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from assets.town import Counter, Location
from sync.central.queue.rules import Action, TicketState, local_day, state_after, states_that_allow
from sync.central.queue.tables import CALLS, IN_TURN, TICKETS
from sync.central.storage.portable import locked


class Result(StrEnum):
    """How an action of a host ended."""

    OK = "ok"
    NOBODY_WAITS = "nobody_waits"
    STILL_BUSY = "still_busy"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True)
class Desk:
    """Where and by whom an action is done: a counter of a location, on the town's own day."""

    location: Location
    counter: Counter
    host: str
    day: date
    now: datetime

    @classmethod
    def at(cls, location: Location, counter: Counter, host: str, timezone: str, now: datetime) -> "Desk":
        """The desk at the moment `now` (aware)."""
        return cls(location, counter, host, local_day(now, timezone), now)


def call_next(connection: Connection, desk: Desk) -> Result:
    """Call whoever has waited longest among the services of the counter.

    A row that another host is taking at this instant is passed over, not waited for; the compare-and-set and the
    unique index on open calls hold even if the lock did not.
    """
    if open_call(connection, desk) is not None:
        return Result.STILL_BUSY
    while ticket := connection.execute(locked(_longest_waiting(desk), skip=True)).one_or_none():
        try:
            # Two windows of one counter can get here together: the second's own index entry is refused.
            with connection.begin_nested():
                taken = _move(connection, desk, ticket.id, Action.CALL, counter=desk.counter.slug, called_at=desk.now)
        except IntegrityError:
            return Result.STILL_BUSY
        if taken:
            return Result.OK
    return Result.NOBODY_WAITS


def recall(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Call the visitor of this counter once more."""
    return _act(connection, desk, ticket, Action.RECALL, called_at=desk.now)


def done(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """The visitor of this counter has been helped."""
    return _act(connection, desk, ticket, Action.DONE, ended_at=desk.now)


def no_show(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """The visitor who was called to this counter did not come."""
    return _act(connection, desk, ticket, Action.NO_SHOW, ended_at=desk.now)


def open_call(connection: Connection, desk: Desk) -> Row[Any] | None:
    """The number that this counter is busy with, if any."""
    return connection.execute(
        select(TICKETS).where(
            TICKETS.c.location == desk.location.slug,
            TICKETS.c.day == desk.day,
            TICKETS.c.counter == desk.counter.slug,
            TICKETS.c.state == TicketState.CALLED,
        )
    ).one_or_none()


def _longest_waiting(desk: Desk) -> Any:
    return (
        select(TICKETS.c.id)
        .where(
            TICKETS.c.location == desk.location.slug,
            TICKETS.c.day == desk.day,
            TICKETS.c.state == TicketState.WAITING,
            TICKETS.c.waits_for.in_(desk.counter.serves),
        )
        .order_by(*IN_TURN)
        .limit(1)
    )


def _act(connection: Connection, desk: Desk, ticket: UUID, action: Action, **changes: Any) -> Result:
    moved = _move(connection, desk, ticket, action, TICKETS.c.counter == desk.counter.slug, **changes)
    return Result.OK if moved else Result.NOT_YOURS


def _move(connection: Connection, desk: Desk, ticket: UUID, action: Action, *only: Any, **changes: Any) -> bool:
    """Compare-and-set: `action` happens only from a state that allows it, and is written down with it."""
    moved = connection.execute(
        TICKETS.update()
        .where(
            TICKETS.c.id == ticket,
            TICKETS.c.location == desk.location.slug,
            TICKETS.c.state.in_(states_that_allow(action)),
            *only,
        )
        .values(state=state_after(action), version=TICKETS.c.version + 1, **changes)
    )
    if moved.rowcount != 1:
        return False
    connection.execute(
        CALLS.insert().values(
            ticket=ticket,
            location=desk.location.slug,
            day=desk.day,
            counter=desk.counter.slug,
            action=action,
            host=desk.host,
            at=desk.now,
        )
    )
    return True
