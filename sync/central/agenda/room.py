"""Reading the agenda: where there is room, and who is expected."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, bindparam, select

from assets.town import Location, Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.hours import officials
from sync.central.agenda.places import free_lanes, taken_lanes
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import CELL, HORIZON, bookable_days, cells_of, notice_refuses, starts
from sync.central.agenda.tables import BOOKINGS
from sync.central.fleet.restoring import frozen_since
from sync.protocol.messages import SlotDay, Slots


@dataclass(frozen=True)
class Expected:
    """An appointment as a host sees it: no name, no contact.

    `village` is where the official goes to. A `clash` was promised on paper although its place was given to another.
    `by` is "volunteer" when one has helped to make it.
    """

    id: UUID
    start_at: datetime
    minutes: int
    product: str
    reference: str
    meeting: str
    village: str | None
    clash: bool
    arrived_at: datetime | None
    by: str | None


_EXPECTED: Select[Any] = (
    select(*(BOOKINGS.c[name] for name in Expected.__dataclass_fields__))
    .where(
        BOOKINGS.c.location == bindparam("location"),
        BOOKINGS.c.status == KeptStatus.CONFIRMED,
        BOOKINGS.c.start_at >= bindparam("midnight"),
        BOOKINGS.c.start_at < bindparam("next_midnight"),
    )
    .order_by(BOOKINGS.c.start_at, BOOKINGS.c.reference)
)


def free_slots(connection: Connection, town: Town, wanted: Wanted, now: datetime) -> Slots:
    """Every start within the horizon that an official still has room for, by day; days without room are left out.

    None at all while the central does not know yet what was promised before it was restored (sync rule 22).
    """
    location = town.location(wanted.location)
    taken = taken_lanes(connection, location.slug, now - CELL, now + HORIZON + timedelta(days=2), wanted.moving)
    zone = ZoneInfo(town.timezone)
    days: list[SlotDay] = []
    for day in bookable_days(now, town.timezone) if frozen_since(connection) is None else ():
        everybody = officials(town, location, day)
        free = tuple(
            start.astimezone(zone)
            for start, lanes in starts(town, wanted, day)
            if notice_refuses(town, wanted, start, now) is None
            and free_lanes(lanes, cells_of(town, wanted, start), taken, everybody)
        )
        if free:
            days.append(SlotDay(day=day, starts=free))
    return Slots(
        product=wanted.product,
        location=location.slug,
        minutes=wanted.minutes,
        meeting=wanted.meeting,
        days=tuple(days),
    )


def expected_on(connection: Connection, town: Town, location: Location, day: date) -> list[Expected]:
    """The appointments that stand at `location` on the town's own `day`, by time."""
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo(town.timezone))
    next_midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(town.timezone))
    here = {"location": location.slug, "midnight": midnight, "next_midnight": next_midnight}
    return [Expected(*row) for row in connection.execute(_EXPECTED, here)]


def sealed_booking(connection: Connection, location: Location, booking: UUID) -> Row[Any] | None:
    """The row of an appointment that stands at `location`, with its sealed contact."""
    return connection.execute(
        select(BOOKINGS).where(
            BOOKINGS.c.id == booking,
            BOOKINGS.c.location == location.slug,
            BOOKINGS.c.status == KeptStatus.CONFIRMED,
        )
    ).one_or_none()
