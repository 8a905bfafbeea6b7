"""What each day has to lend, and taking its places for a lease: the same cells that bookings take, one holder each."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, select

from assets.lending import Lending
from assets.town import Location, Town
from sync.central.agenda.hours import officials
from sync.central.agenda.places import free_lanes, take, taken_lanes
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import cells_of, lanes_at, starts
from sync.central.agenda.tables import CELLS
from sync.central.leases.policy import DayRoom, may_lend, on_grid
from sync.central.leases.tables import SLOT_LEASES, LeaseState
from sync.protocol.leases import SlotLease

SOONEST = timedelta(hours=3)
"""A place that begins earlier would have to be given back before anybody could take it."""


def day_rooms(
    connection: Connection, town: Town, location: Location, rules: Lending, now: datetime
) -> Mapping[date, DayRoom]:
    """What each day of the horizon has, in the town's own time."""
    zone = ZoneInfo(town.timezone)
    today = now.astimezone(zone).date()
    wanted = _wanted(location.slug, rules.slot_minutes)
    taken = taken_lanes(connection, location.slug, now, now + timedelta(days=rules.horizon_days + 2))
    lent = _lent_by_day(connection, location, zone, now)
    rooms: dict[date, DayRoom] = {}
    for day in (today + timedelta(days=index) for index in range(rules.horizon_days + 1)):
        lanes = dict(starts(town, wanted, day))
        grid = on_grid(lanes, rules.slot_minutes)
        everybody = officials(town, location, day)
        free = [
            start.astimezone(zone)
            for start in grid
            if start >= now + SOONEST and free_lanes(lanes[start], cells_of(town, wanted, start), taken, everybody)
        ]
        capacity = sum(len(lanes[start]) for start in grid)
        rooms[day] = DayRoom(free, may_lend(capacity, lent.get(day, 0), len(free), rules))
    return rooms


def has_hours(town: Town, lease: SlotLease) -> bool:
    """Whether the town still has an official there at that time."""
    return _known(town, lease.location) and bool(lanes_at(town, _wanted(lease.location, lease.minutes), lease.start))


def take_for_lease(connection: Connection, town: Town, lease: SlotLease) -> bool:
    """Take the cells of a lease that has its row; False when no official is free then, or the town has none."""
    if not _known(town, lease.location):
        return False
    wanted = _wanted(lease.location, lease.minutes)
    cells = cells_of(town, wanted, lease.start)
    # Where the hours were changed since, any official will do: the place is lent already.
    lanes = lanes_at(town, wanted, lease.start) or range(town.location(lease.location).appointments_at_once)
    return take(connection, lease.location, lanes, cells, {"lease": lease.id}) is not None


def free_cells(connection: Connection, leases: Iterable[UUID]) -> None:
    """Give the cells of leases back."""
    connection.execute(delete(CELLS).where(CELLS.c.lease.in_(list(leases))))


def _wanted(location: str, minutes: int) -> Wanted:
    """Only the desk is lent: a journey to somebody's home needs to know where, a call by phone a person who is free."""
    return Wanted(product="", location=location, minutes=minutes)


def _known(town: Town, location: str) -> bool:
    return any(place.slug == location and place.takes_appointments for place in town.locations)


def _lent_by_day(connection: Connection, location: Location, zone: ZoneInfo, now: datetime) -> Mapping[date, int]:
    columns = SLOT_LEASES.c
    query = (
        select(columns.start_at, func.count())
        .where(columns.location == location.slug, columns.state == LeaseState.LENT, columns.start_at > now)
        .group_by(columns.start_at)
    )
    lent: dict[date, int] = {}
    for start_at, count in connection.execute(query):
        day = start_at.astimezone(zone).date()
        lent[day] = lent.get(day, 0) + count
    return lent
