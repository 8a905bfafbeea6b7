"""An appointment after it was made: found with the code on its ticket, moved, cancelled, and its visitor checked in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select, update

from assets.meeting import Meeting
from assets.town import Town
from sync.central.agenda.booking import KeptStatus, take_place
from sync.central.agenda.places import give_back
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import Refusal, change_until, when_refuses
from sync.central.agenda.tables import BOOKINGS
from sync.central.fleet.restoring import epoch_floor, frozen_since
from sync.central.storage.portable import locked
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus

FOUND_FOR = timedelta(days=7)
"""So long after its start an appointment can still be found: whoever comes on the wrong day is told so."""


def find(connection: Connection, reference: str, now: datetime) -> Appointment | None:
    """The appointment with this code, as whoever holds the code may see it."""
    row = the_one(connection, _with_code(reference, now), now)
    return None if row is None else as_appointment(row, now)


def hold(connection: Connection, reference: str, now: datetime) -> Appointment | None:
    """As `find`, and nobody moves or cancels it until the transaction ends. `connection` must be a writing one."""
    row = the_one(connection, locked(_with_code(reference, now)), now)
    return None if row is None else as_appointment(row, now)


def move(
    connection: Connection, town: Town, reference: str, start: datetime, revision: int | None, now: datetime
) -> ChangeAnswer | None:
    """Take the new place and give the old one back, or change nothing. `connection` must be a writing one."""
    row = the_one(connection, locked(_with_code(reference, now)), now)
    if row is None:
        return None
    refused = _moving_refused(row, town, start, revision, now)
    if refused is None and row.start_at != start and frozen_since(connection) is not None:
        refused = Refusal.RESTORING
    if refused is not None:
        return _answer(ChangeStatus.REFUSED, row, now, refused)
    if row.start_at == start:
        return _answer(ChangeStatus.DONE, row, now)
    if not take_place(connection, town, wanted_of(row), start, row.id):
        return _answer(ChangeStatus.TAKEN, row, now)
    changed = _change(connection, row, now, start_at=start, clash=False)
    return _answer(ChangeStatus.DONE, changed, now)


def cancel(
    connection: Connection, town: Town, reference: str, now: datetime, revision: int | None = None
) -> ChangeAnswer | None:
    """Give the place back, and forget whom it was for. `connection` must be a writing one.

    With a `revision`, only if it has not been changed since: a request that was late on its way cancels no other time.
    """
    row = the_one(connection, locked(_with_code(reference, now)), now)
    if row is None:
        return None
    if row.status == KeptStatus.CANCELLED:
        return _answer(ChangeStatus.DONE, row, now)
    refused = change_refused(row, town, town.appointments.cancel_until_minutes, now)
    if revision not in (None, row.revision):
        refused = Refusal.CHANGED
    if refused is not None:
        return _answer(ChangeStatus.REFUSED, row, now, refused)
    give_back(connection, row.id)
    changed = _change(connection, row, now, status=KeptStatus.CANCELLED, sealed=None)
    return _answer(ChangeStatus.DONE, changed, now)


def arrive(connection: Connection, booking: UUID, now: datetime) -> bool:
    """Note that the visitor is here; from then on nobody can move or cancel it. False when it does not stand.

    In the transaction that makes the ticket: of a check-in and a change at the same moment one comes first, and the
    other knows of it.
    """
    standing = (BOOKINGS.c.id == booking, BOOKINGS.c.status == KeptStatus.CONFIRMED)
    first = func.coalesce(BOOKINGS.c.arrived_at, now)
    return connection.execute(update(BOOKINGS).where(*standing).values(arrived_at=first)).rowcount == 1


def next_revision(connection: Connection, revision: int) -> int:
    """The number of the change after `revision`: beyond all that were made before a restore, and may be forgotten."""
    return max(revision + 1, epoch_floor(connection))


def wanted_of(row: Row[Any], moving: UUID | None = None) -> Wanted:
    """What a kept booking is for."""
    return Wanted(row.product, row.location, row.minutes, Meeting(row.meeting), row.village, moving)


def not_arrived(connection: Connection, booking: UUID) -> None:
    """Checking in was a mistake of the desk: the appointment can be moved and cancelled again."""
    connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == booking).values(arrived_at=None))


def as_appointment(row: Row[Any], now: datetime) -> Appointment:
    """A kept booking as whoever holds its code may see it."""
    status = AppointmentStatus.CONFIRMED
    if row.status == KeptStatus.CANCELLED:
        status = AppointmentStatus.CANCELLED
    elif _ends_at(row) <= now:
        status = AppointmentStatus.PAST
    return Appointment(
        id=row.id,
        reference=row.reference,
        status=status,
        product=row.product,
        location=row.location,
        start=row.start_at,
        minutes=row.minutes,
        meeting=Meeting(row.meeting),
        village=row.village,
        revision=row.revision,
        arrived=row.arrived_at is not None,
    )


def _with_code(reference: str, now: datetime) -> Select[Any]:
    return (
        select(BOOKINGS)
        .where(
            BOOKINGS.c.reference == reference,
            BOOKINGS.c.status.in_((KeptStatus.CONFIRMED, KeptStatus.CANCELLED)),
            BOOKINGS.c.start_at > now - FOUND_FOR,
            BOOKINGS.c.system.is_(None),
        )
        .order_by(BOOKINGS.c.start_at, BOOKINGS.c.id)
    )


def the_one(connection: Connection, query: Select[Any], now: datetime) -> Row[Any] | None:
    """The appointment that is meant: the one that stands, else the last one that did.

    Two that stand under one code (one of them was made offline) open for nobody: a host has to sort them out.
    """
    rows = connection.execute(query).all()
    standing = [row for row in rows if row.status == KeptStatus.CONFIRMED and _ends_at(row) > now]
    if len(standing) > 1 or not rows:
        return None
    return standing[0] if standing else rows[-1]


def _moving_refused(row: Row[Any], town: Town, start: datetime, revision: int | None, now: datetime) -> Refusal | None:
    if row.status == KeptStatus.CANCELLED:
        return Refusal.CANCELLED
    if row.start_at == start:
        return None
    if revision not in (None, row.revision):
        return Refusal.CHANGED
    return (
        change_refused(row, town, town.appointments.move_until_minutes, now)
        or _place_gone(row, town)
        or (when_refuses(town, wanted_of(row), start, now))
    )


def change_refused(row: Row[Any], town: Town, until_minutes: int, now: datetime) -> Refusal | None:
    """Why the visitor cannot change it any more, whatever the change."""
    if row.arrived_at is not None:
        return Refusal.ARRIVED
    return Refusal.TOO_LATE if now > change_until(town, wanted_of(row), row.start_at, until_minutes) else None


def _place_gone(row: Row[Any], town: Town) -> Refusal | None:
    """The town may have changed since the appointment was made; that its product is gone does no harm."""
    if row.location not in {location.slug for location in town.locations}:
        return Refusal.UNKNOWN_LOCATION
    gone = row.meeting == Meeting.HOME and row.village not in {village.name for village in town.villages}
    return Refusal.VILLAGE if gone else None


def _change(connection: Connection, row: Row[Any], now: datetime, **values: Any) -> Row[Any]:
    changes = values | {"revision": next_revision(connection, row.revision), "changed_at": now}
    query = update(BOOKINGS).where(BOOKINGS.c.id == row.id).values(**changes)
    return connection.execute(query.returning(*BOOKINGS.c)).one()


def _answer(status: ChangeStatus, row: Row[Any], now: datetime, reason: str = "") -> ChangeAnswer:
    return ChangeAnswer(status=status, appointment=as_appointment(row, now), reason=reason)


def _ends_at(row: Row[Any]) -> datetime:
    ends: datetime = row.start_at + timedelta(minutes=row.minutes)
    return ends
