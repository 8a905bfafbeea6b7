"""Giving out appointments: each place once, each request one answer, in whatever order things arrive."""

from collections.abc import Container
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from assets.town import Location, Town
from sync.central.agenda.rules import Refusal, cells, refusal
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.storage.portable import insert_if_new, insert_new
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus


class KeptStatus(StrEnum):
    """What a kept booking is: what the terminal was told, or withdrawn by it since."""

    DECIDING = "deciding"
    CONFIRMED = "confirmed"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def book(
    connection: Connection, booking: Booking, terminal: str, town: Town, products: Container[str], now: datetime
) -> BookingAnswer:
    """Book a place at one of the officials of the location; asked again by the same id, the same answer.

    `products` are the slugs that can be booked.
    """
    # Claiming the id first makes a second request, or a withdrawal, wait until this one has been decided.
    if insert_if_new(connection, BOOKINGS, _row(booking, terminal, now)):
        refused = _refusal(booking, town, products, now)
        if refused is not None:
            _settle(connection, booking.id, KeptStatus.REFUSED, refused)
        elif _take_cells(connection, booking, town.location(booking.location)):
            _settle(connection, booking.id, KeptStatus.CONFIRMED)
        else:
            _settle(connection, booking.id, KeptStatus.TAKEN)
    kept = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == booking.id)).one()
    return _answer(booking, terminal, kept)


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
    connection.execute(CELLS.delete().where(CELLS.c.booking == booking))
    return True


def _refusal(booking: Booking, town: Town, products: Container[str], now: datetime) -> Refusal | None:
    location = next((place for place in town.locations if place.slug == booking.location), None)
    if location is None:
        return Refusal.UNKNOWN_LOCATION
    if booking.product not in products:
        return Refusal.UNKNOWN_PRODUCT
    return refusal(town, location, booking.start, booking.minutes, now)


def _take_cells(connection: Connection, booking: Booking, location: Location) -> bool:
    """Take all cells with one official, or none.

    Everybody takes cells in the same order (official, time), so that two who wait for each other cannot be.
    """
    wanted = cells(booking.start, booking.minutes)
    for lane in range(location.appointments_at_once):
        part = connection.begin_nested()
        rows: list[dict[str, Any]] = [
            {"location": location.slug, "lane": lane, "starts_at": cell, "booking": booking.id} for cell in wanted
        ]
        if len(insert_new(connection, CELLS, rows, CELLS.c.starts_at)) == len(wanted):
            part.commit()
            return True
        part.rollback()
    return False


def _settle(connection: Connection, booking: UUID, status: KeptStatus, reason: str = "") -> None:
    change: dict[str, Any] = {"status": status, "reason": reason}
    if status is not KeptStatus.CONFIRMED:
        change["sealed"] = None
    connection.execute(BOOKINGS.update().where(BOOKINGS.c.id == booking).values(**change))


def _row(booking: Booking, terminal: str, now: datetime) -> dict[str, Any]:
    return {
        "id": booking.id,
        "terminal": terminal,
        "location": booking.location,
        "product": booking.product,
        "start_at": booking.start,
        "minutes": booking.minutes,
        "reference": booking.reference,
        "key_id": booking.key_id,
        "sealed": booking.sealed,
        "status": KeptStatus.DECIDING,
        "reason": "",
        "received_at": now,
    }


def _answer(booking: Booking, terminal: str, kept: Row[Any]) -> BookingAnswer:
    if kept.terminal == terminal and kept.status == KeptStatus.WITHDRAWN:
        return BookingAnswer(id=booking.id, status=BookingStatus.REFUSED, reason=Refusal.WITHDRAWN)
    asked = (terminal, booking.location, booking.product, booking.start, booking.minutes, booking.reference)
    if asked != (kept.terminal, kept.location, kept.product, kept.start_at, kept.minutes, kept.reference):
        return BookingAnswer(id=booking.id, status=BookingStatus.REFUSED, reason=Refusal.ID_REUSED)
    start = kept.start_at if kept.status == KeptStatus.CONFIRMED else None
    return BookingAnswer(id=booking.id, status=BookingStatus(kept.status), reason=kept.reason, start=start)
