"""Moving and cancelling an appointment that another system keeps: what is written before and after it is asked.

The order of a move is: book the new place, then give up the old one. Wherever it is cut off, the visitor has a place:
before the new one stands, the old one does; after it, both may for a while, and the finisher, or a person, takes the
superfluous one away. The price: a new time that overlaps the old one is taken, by ourselves.

A cancellation is ours at once and theirs soon: from then on it is owed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from assets.town import Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.changing import FOUND_FOR, as_appointment, change_refused, next_revision, the_one
from sync.central.agenda.port import AgendaSilentError
from sync.central.agenda.rules import HORIZON, SHORTEST_NOTICE, Refusal
from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.attempts import Attempt, State, begin, latest, owe, standing, step
from sync.central.connectors.claiming import Claim
from sync.central.connectors.concluding import Moved
from sync.central.connectors.system import Declined, Made, Unclear
from sync.central.storage.portable import locked
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus
from sync.protocol.messages import UNCLEAR


@dataclass(frozen=True)
class Begun:
    """A move that is written down: the booking as it is until then, and what to go on with."""

    row: Row[Any]
    claim: Claim


def with_code(connection: Connection, reference: str, now: datetime) -> Row[Any] | None:
    """The booking with this code."""
    return the_one(connection, _with_code(reference, now), now)


def begin_move(
    connection: Connection,
    town: Town,
    system: str,
    reference: str,
    start: datetime,
    revision: int | None,
    now: datetime,
) -> Begun | ChangeAnswer | None:
    """Write down that the new place is going to be asked for; or the answer that is known already.

    A move that was asked before and stayed unclear is found out about, and never asked again. Raises AgendaSilentError
    while another change is under way.
    """
    row = the_one(connection, locked(_with_code(reference, now)), now)
    if row is None:
        return None
    if row.status == KeptStatus.CONFIRMED and row.start_at == start:
        return _answer(ChangeStatus.DONE, row, now)
    if refused := _move_refused(row, town, start, revision, now):
        return _answer(ChangeStatus.REFUSED, row, now, refused)
    _nobody_else_asks(connection, row, now)
    before = latest(connection, row.id, start)
    if before is None or before.state not in (State.FREE, State.ASKING, State.UNCLEAR) or before.seen:
        return Begun(row, Claim(begin(connection, row.id, system, start, now), ask=True))
    if not step(connection, before, before.state, State.ASKING, now, asked_at=now):
        raise AgendaSilentError("the other system is being asked")
    return Begun(row, Claim(before, ask=before.state is State.FREE))


def moved_answer(moved: Moved, now: datetime) -> ChangeAnswer:
    """What the visitor is told of a move."""
    if moved.overtaken:
        return _answer(ChangeStatus.REFUSED, moved.row, now, Refusal.CHANGED)
    match moved.outcome:
        case Made():
            return _answer(ChangeStatus.DONE, moved.row, now)
        case Declined(taken=True):
            return _answer(ChangeStatus.TAKEN, moved.row, now)
        case Declined(reason=reason):
            return _answer(ChangeStatus.REFUSED, moved.row, now, reason)
        case Unclear():
            return _answer(ChangeStatus.REFUSED, moved.row, now, UNCLEAR)


def begin_cancel(
    connection: Connection, town: Town, system: str, reference: str, now: datetime, revision: int | None = None
) -> tuple[ChangeAnswer, list[Attempt]] | None:
    """Cancel it with us; also what is owed in the other system from now on.

    Where we do not know under what name it stands there (it came back with a terminal's record after a restore), a
    person has to take it away. Raises AgendaSilentError while a move is under way.
    """
    row = the_one(connection, locked(_with_code(reference, now)), now)
    if row is None:
        return None
    if row.status == KeptStatus.CANCELLED:
        return _answer(ChangeStatus.DONE, row, now), []
    overtaken = Refusal.CHANGED if revision not in (None, row.revision) else None
    if refused := overtaken or change_refused(row, town, town.appointments.cancel_until_minutes, now):
        return _answer(ChangeStatus.REFUSED, row, now, refused), []
    _nobody_else_asks(connection, row, now)
    there = standing(connection, row.id)
    for attempt in there:
        owe(connection, attempt, "cancelled", now)
    if not there:
        unknown = begin(connection, row.id, system, row.start_at, now)
        step(connection, unknown, State.ASKING, State.UNCLEAR, now, why="cancelled")
    changed = _change(connection, row, now, status=KeptStatus.CANCELLED, sealed=None)
    return _answer(ChangeStatus.DONE, changed, now), [replace(attempt, state=State.OWED) for attempt in there]


def as_it_stands(connection: Connection, row: Row[Any], there: Made | None, now: datetime) -> Appointment:
    """The appointment as the other system has it (`there`; None: it says there is none), where that differs from ours.

    Somebody may have moved it there: that is kept. That it is gone is told, and not kept: an address that is wrong for
    an hour would otherwise cancel everybody's.
    """
    if there is None:
        return as_appointment(row, now).model_copy(update={"status": AppointmentStatus.CANCELLED})
    if there.start != row.start_at:
        row = _change(connection, row, now, start_at=there.start)
    return as_appointment(row, now)


def _with_code(reference: str, now: datetime) -> Select[Any]:
    standing_or_cancelled = BOOKINGS.c.status.in_((KeptStatus.CONFIRMED, KeptStatus.CANCELLED))
    here = (BOOKINGS.c.reference == reference, standing_or_cancelled, BOOKINGS.c.start_at > now - FOUND_FOR)
    return select(BOOKINGS).where(*here).order_by(BOOKINGS.c.start_at, BOOKINGS.c.id)


def _move_refused(row: Row[Any], town: Town, start: datetime, revision: int | None, now: datetime) -> Refusal | None:
    if row.status == KeptStatus.CANCELLED:
        return Refusal.CANCELLED
    if revision not in (None, row.revision):
        return Refusal.CHANGED
    if start < now + SHORTEST_NOTICE:
        return Refusal.TOO_SOON
    if start > now + HORIZON:
        return Refusal.TOO_FAR
    return change_refused(row, town, town.appointments.move_until_minutes, now)


def _nobody_else_asks(connection: Connection, row: Row[Any], now: datetime) -> None:
    last = latest(connection, row.id)
    if last is not None and last.state is State.ASKING and not last.is_old(now):
        raise AgendaSilentError("another change of this appointment is under way")


def _change(connection: Connection, row: Row[Any], now: datetime, **values: Any) -> Row[Any]:
    changes = values | {"revision": next_revision(connection, row.revision), "changed_at": now}
    query = update(BOOKINGS).where(BOOKINGS.c.id == row.id).values(**changes)
    return connection.execute(query.returning(*BOOKINGS.c)).one()


def _answer(status: ChangeStatus, row: Row[Any], now: datetime, reason: str = "") -> ChangeAnswer:
    return ChangeAnswer(status=status, appointment=as_appointment(row, now), reason=reason)
