"""Whose turn it is: calling, and what follows at the counter. Two hosts at once never get the same visitor."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select

from sync.central.queue.counters import presence_at, see
from sync.central.queue.desk import Desk, Result
from sync.central.queue.line import line_of
from sync.central.queue.rules import Action, Outcome, TicketState
from sync.central.queue.steps import open_call, take_step
from sync.central.queue.tables import TICKETS

_ASKED = (
    *("id", "version", "state", "number", "service", "waits_for", "counter_wanted"),
    *("taken_at", "appointment_at", "counter", "called_at"),
)
_WAITING = select(*(TICKETS.c[name] for name in _ASKED)).where(
    TICKETS.c.location == bindparam("location"),
    TICKETS.c.day == bindparam("day"),
    TICKETS.c.state == TicketState.WAITING,
)


def call_next(connection: Connection, desk: Desk) -> Result:
    """Call whoever is next for this counter: who was sent to it by name first, then in the order of the town's rule.

    Another host may take somebody between our reading and our calling; then it is the turn of the one behind. First
    nobody is waited for; only when all were being taken at this instant, we wait to see what became of it.
    """
    # From here on a second window of this counter waits, and then finds the open call.
    if see(connection, desk.location.slug, desk.counter.slug, desk.day, desk.host, desk.now).paused_at is not None:
        return Result.PAUSED
    if open_call(connection, desk) is not None:
        return Result.STILL_BUSY
    line = who_may_be_called(connection, desk)
    for skip in (True, False):
        for ticket in line:
            called = {"counter": desk.counter.slug, "called_at": desk.now}
            if take_step(connection, desk, ticket, Action.CALL, skip=skip, **called):
                return Result.OK
    return Result.NOBODY_WAITS


def who_may_be_called(connection: Connection, desk: Desk) -> list[Row[Any]]:
    """The line of this counter, the next one first."""
    waiting = connection.execute(_WAITING, {"location": desk.location.slug, "day": desk.day}).all()
    there: frozenset[str] = frozenset()
    if any(one.counter_wanted for one in waiting):
        present = presence_at(connection, desk.location, desk.day)
        there = frozenset(slug for slug, one in present.items() if one.is_there(desk.now))
    line: list[Row[Any]] = line_of(desk.counter, waiting, there, desk.now, desk.rules)
    return line


def recall(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """Call the visitor of this counter once more."""
    return at_counter(connection, desk, ticket, Action.RECALL, called_at=desk.now)


def done(connection: Connection, desk: Desk, ticket: UUID, outcome: Outcome = Outcome.HELPED) -> Result:
    """The visitor of this counter has been helped."""
    return at_counter(connection, desk, ticket, Action.DONE, ended_at=desk.now, outcome=outcome.value)


def no_show(connection: Connection, desk: Desk, ticket: UUID) -> Result:
    """The visitor who was called to this counter did not come."""
    return at_counter(connection, desk, ticket, Action.NO_SHOW, ended_at=desk.now)


def at_counter(connection: Connection, desk: Desk, ticket: UUID, action: Action, **changes: Any) -> Result:
    """Do something with the number that is at this counter."""
    here = open_call(connection, desk)
    if here is None or here.id != ticket:
        return Result.NOT_YOURS
    return Result.OK if take_step(connection, desk, here, action, **changes) else Result.NOT_YOURS
