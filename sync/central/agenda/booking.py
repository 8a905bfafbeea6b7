"""Giving out appointments: each place once, each request one answer, in whatever order things arrive."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from assets.town import Town
from sync.central.agenda.hours import officials
from sync.central.agenda.places import free_lanes, give_back, held_by, take, taken_lanes
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import CELL, Offers, Refusal, cells_of, lanes_at, what_refuses, when_refuses
from sync.central.agenda.tables import BOOKINGS
from sync.central.fleet.restoring import frozen_since
from sync.central.storage.portable import insert_if_new
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus

STANDS_AT_MOST = timedelta(days=1)
"""So long after its start nobody looks for an appointment any more."""


class KeptStatus(StrEnum):
    """What a kept booking is: what the terminal was told, withdrawn by it since, or cancelled with its code."""

    DECIDING = "deciding"
    CONFIRMED = "confirmed"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


def book(
    connection: Connection, booking: Booking, terminal: str, town: Town, offers: Offers, now: datetime
) -> BookingAnswer:
    """Book a place at one of the officials of the location; asked again by the same id, the same answer."""
    # Claiming the id first makes a second request, or a withdrawal, wait until this one has been decided.
    if insert_if_new(connection, BOOKINGS, booking_row(booking, terminal, now)):
        refused = _refusal(connection, booking, town, offers, now)
        if refused is not None:
            _settle(connection, booking.id, KeptStatus.REFUSED, refused)
        elif take_place(connection, town, wanted_by(booking), booking.start, booking.id):
            _settle(connection, booking.id, KeptStatus.CONFIRMED)
        else:
            _settle(connection, booking.id, KeptStatus.TAKEN)
    kept = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == booking.id)).one()
    return kept_answer(booking, terminal, kept)


def withdraw(connection: Connection, booking: UUID, terminal: str, now: datetime) -> bool:
    """Give a place back that no visitor was told about; False when the booking is another terminal's.

    A withdrawal that overtakes its booking is remembered, and the booking is then refused.
    """
    empty = {"id": booking, "terminal": terminal, "status": KeptStatus.WITHDRAWN, "reason": "", "received_at": now}
    if insert_if_new(connection, BOOKINGS, empty):
        return True
    mine = (BOOKINGS.c.id == booking, BOOKINGS.c.terminal == terminal)
    changed = connection.execute(BOOKINGS.update().where(*mine).values(status=KeptStatus.WITHDRAWN, sealed=None))
    if changed.rowcount != 1:
        return False
    give_back(connection, booking)
    return True


def wanted_by(booking: Booking) -> Wanted:
    """What a booking asks for, without the time."""
    return Wanted(booking.product, booking.location, booking.minutes, booking.meeting, booking.village)


def take_place(connection: Connection, town: Town, wanted: Wanted, start: datetime, booking: UUID) -> bool:
    """Take the cells at `start` for a booking and give back what it held elsewhere; or change nothing."""
    there = cells_of(town, wanted, start)
    taken = taken_lanes(connection, wanted.location, there[0], there[-1] + CELL, besides=booking)
    day = start.astimezone(ZoneInfo(town.timezone)).date()
    everybody = officials(town, town.location(wanted.location), day)
    lanes = free_lanes(lanes_at(town, wanted, start), there, taken, everybody)
    held = held_by(connection, booking)
    lane = take(connection, wanted.location, lanes, there, {"booking": booking}, held)
    if lane is None:
        return False
    if held:
        give_back(connection, booking, lane, there)
    return True


def _refusal(connection: Connection, booking: Booking, town: Town, offers: Offers, now: datetime) -> Refusal | None:
    if frozen_since(connection) is not None:
        return Refusal.RESTORING
    wanted = wanted_by(booking)
    if refused := what_refuses(town, wanted, offers) or when_refuses(town, wanted, booking.start, now):
        return refused
    # Of the codes that terminals make two are the same once in a million bookings; then one would open the other's.
    same_code = (BOOKINGS.c.reference == booking.reference, BOOKINGS.c.status == KeptStatus.CONFIRMED)
    other = select(BOOKINGS.c.id).where(*same_code, BOOKINGS.c.start_at > now - STANDS_AT_MOST)
    return Refusal.REFERENCE_REUSED if connection.execute(other).first() else None


def _settle(connection: Connection, booking: UUID, status: KeptStatus, reason: str = "") -> None:
    change: dict[str, Any] = {"status": status, "reason": reason}
    if status is not KeptStatus.CONFIRMED:
        change["sealed"] = None
    connection.execute(BOOKINGS.update().where(BOOKINGS.c.id == booking).values(**change))


def booking_row(booking: Booking, terminal: str, now: datetime) -> dict[str, Any]:
    """A booking as it is kept before it is decided."""
    return {
        "id": booking.id,
        "terminal": terminal,
        "location": booking.location,
        "product": booking.product,
        "start_at": booking.start,
        "asked_start_at": booking.start,
        "meeting": booking.meeting,
        "village": booking.village,
        "by": booking.by,
        "minutes": booking.minutes,
        "reference": booking.reference,
        "key_id": booking.key_id,
        "sealed": booking.sealed,
        "status": KeptStatus.DECIDING,
        "reason": "",
        "received_at": now,
    }


def same_wish(booking: Booking, terminal: str, kept: Row[Any]) -> bool:
    """Whether the kept booking is what is asked for here, also after it was moved."""
    names = ("terminal", "location", "product", "asked_start_at", "minutes", "reference", "meeting", "village")
    asked = booking_row(booking, terminal, kept.received_at)
    return all(asked[name] == getattr(kept, name) for name in names)


def kept_answer(booking: Booking, terminal: str, kept: Row[Any]) -> BookingAnswer:
    """What the terminal is told about a booking that has been decided."""
    if kept.terminal == terminal and kept.status == KeptStatus.WITHDRAWN:
        return BookingAnswer(id=booking.id, status=BookingStatus.REFUSED, reason=Refusal.WITHDRAWN)
    if not same_wish(booking, terminal, kept):
        return BookingAnswer(id=booking.id, status=BookingStatus.REFUSED, reason=Refusal.ID_REUSED)
    if kept.status == KeptStatus.CANCELLED:
        return BookingAnswer(id=booking.id, status=BookingStatus.REFUSED, reason=Refusal.CANCELLED)
    start = kept.start_at if kept.status == KeptStatus.CONFIRMED else None
    return BookingAnswer(id=booking.id, status=BookingStatus(kept.status), reason=kept.reason, start=start)
