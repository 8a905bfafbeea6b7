"""Reading the agenda: where there is room, and who is expected."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from assets.town import Location, Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.rules import CELL, HORIZON, SHORTEST_NOTICE, bookable_days, cells, starts
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.protocol.messages import SlotDay, Slots


@dataclass(frozen=True)
class Expected:
    """An appointment as a host sees it: no name, no contact."""

    id: UUID
    start_at: datetime
    minutes: int
    product: str
    reference: str


def free_slots(
    connection: Connection, town: Town, location: Location, product: str, minutes: int, now: datetime
) -> Slots:
    """Every start within the horizon that an official still has room for, by day; days without room are left out."""
    taken = _taken_lanes(connection, location, now)
    zone = ZoneInfo(town.timezone)
    days: list[SlotDay] = []
    for day in bookable_days(now, town.timezone) if location.takes_appointments else ():
        free = tuple(
            start.astimezone(zone)
            for start in starts(town, location, day, minutes)
            if now + SHORTEST_NOTICE <= start <= now + HORIZON and _has_room(location, taken, start, minutes)
        )
        if free:
            days.append(SlotDay(day=day, starts=free))
    return Slots(product=product, location=location.slug, minutes=minutes, days=tuple(days))


def expected_on(connection: Connection, town: Town, location: Location, day: date) -> list[Expected]:
    """The appointments that stand at `location` on the town's own `day`, by time."""
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo(town.timezone))
    next_midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(town.timezone))
    query = (
        select(*(BOOKINGS.c[name] for name in Expected.__dataclass_fields__))
        .where(
            BOOKINGS.c.location == location.slug,
            BOOKINGS.c.status == KeptStatus.CONFIRMED,
            BOOKINGS.c.start_at >= midnight,
            BOOKINGS.c.start_at < next_midnight,
        )
        .order_by(BOOKINGS.c.start_at, BOOKINGS.c.reference)
    )
    return [Expected(*row) for row in connection.execute(query)]


def sealed_booking(connection: Connection, location: Location, booking: UUID) -> Row[Any] | None:
    """The row of an appointment that stands at `location`, with its sealed contact."""
    return connection.execute(
        select(BOOKINGS).where(
            BOOKINGS.c.id == booking,
            BOOKINGS.c.location == location.slug,
            BOOKINGS.c.status == KeptStatus.CONFIRMED,
        )
    ).one_or_none()


def _taken_lanes(connection: Connection, location: Location, now: datetime) -> dict[datetime, set[int]]:
    """Which officials are taken in each cell, from now to the horizon."""
    query = select(CELLS.c.starts_at, CELLS.c.lane).where(
        CELLS.c.location == location.slug,
        CELLS.c.starts_at > now - CELL,
        CELLS.c.starts_at < now + HORIZON + timedelta(days=1),
    )
    taken: dict[datetime, set[int]] = defaultdict(set)
    for starts_at, lane in connection.execute(query):
        taken[starts_at].add(lane)
    return taken


def _has_room(location: Location, taken: dict[datetime, set[int]], start: datetime, minutes: int) -> bool:
    busy = {lane for cell in cells(start, minutes) for lane in taken.get(cell, ())}
    return any(lane not in busy for lane in range(location.appointments_at_once))
