"""Bookings at the town hall, on the day after the Monday on which the tests happen."""

from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from assets.meeting import EVERY_WAY
from assets.town import Town
from sync.central.agenda.booking import book
from sync.central.agenda.tables import CELLS
from sync.protocol.ids import new_reference
from sync.protocol.messages import Booking, BookingAnswer
from tests.sync.central.demo_town import TOWN

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE).astimezone(UTC)
TUESDAY_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
OFFERS = {"paspoort": EVERY_WAY}


def code(seed: int) -> str:
    """The reference of the booking with this seed."""
    return new_reference(Random(seed).getrandbits)


def booking(seed: int, start: datetime = TUESDAY_NINE, minutes: int = 15, **changes: Any) -> Booking:
    """A booking at the town hall."""
    plain = {
        "id": UUID(int=seed, version=4),
        "product": "paspoort",
        "location": "gemeentehuis",
        "start": start,
        "minutes": minutes,
        "reference": code(seed),
        "key_id": "key",
        "sealed": b"sealed",
    }
    return Booking.model_validate(plain | changes)


def ask(
    connection: Connection, asked: Booking, terminal: str = "t1", now: datetime = NOW, town: Town = TOWN
) -> BookingAnswer:
    """Book it."""
    return book(connection, asked, terminal, town, OFFERS, now)


def taken(connection: Connection) -> list[tuple[int, str]]:
    """All cells that are taken: official, and time of day in the town."""
    rows = connection.execute(select(CELLS.c.lane, CELLS.c.starts_at).order_by(CELLS.c.lane, CELLS.c.starts_at))
    return [(row.lane, f"{row.starts_at.astimezone(ZONE):%H:%M}") for row in rows]
