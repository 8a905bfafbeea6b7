"""Places in the agenda: the cells of officials, taken by one holder each or free."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select

from sync.central.agenda.hours import Officials
from sync.central.agenda.rules import CELL
from sync.central.agenda.tables import CELLS
from sync.central.storage.portable import insert_new

Taken = Mapping[datetime, set[int]]
"""The officials that are taken in each cell, whoever holds them."""


def taken_lanes(
    connection: Connection, location: str, since: datetime, until: datetime, besides: UUID | None = None
) -> Taken:
    """Who is taken in the cells from `since` up to `until`; what the booking `besides` holds counts as free."""
    query = select(CELLS.c.starts_at, CELLS.c.lane).where(
        CELLS.c.location == location,
        CELLS.c.starts_at >= since,
        CELLS.c.starts_at < until,
    )
    if besides is not None:
        query = query.where(CELLS.c.booking.is_distinct_from(besides))
    taken: dict[datetime, set[int]] = defaultdict(set)
    for starts_at, lane in connection.execute(query):
        taken[starts_at].add(lane)
    return taken


def free_lanes(lanes: Iterable[int], wanted: Sequence[datetime], taken: Taken, everybody: Officials) -> tuple[int, ...]:
    """The ones of `lanes` that have all `wanted` cells free; none where as many are taken as officials are there.

    That happens when a town has fewer officials than before: those who are left then have their hands full.
    """
    for cell in wanted:
        there = sum(any(begin < cell + CELL and cell < end for begin, end in hours) for hours in everybody.values())
        if len(taken.get(cell, ())) >= there:
            return ()
    busy = {lane for cell in wanted for lane in taken.get(cell, ())}
    return tuple(lane for lane in lanes if lane not in busy)


def take(
    connection: Connection,
    location: str,
    lanes: Iterable[int],
    wanted: Sequence[datetime],
    holder: Mapping[str, Any],
    held: Container[tuple[int, datetime]] = (),
) -> int | None:
    """Take all `wanted` cells of one of `lanes` for `holder` (a column and its value), or none; whose they are.

    Cells that the holder has already, `held`, need not be taken. Everybody takes cells in the same order (official,
    time) and gives others back only after that, so that two who wait for each other cannot be.
    """
    for lane in sorted(lanes):
        missing = [cell for cell in wanted if (lane, cell) not in held]
        rows = [{"location": location, "lane": lane, "starts_at": cell, **holder} for cell in missing]
        part = connection.begin_nested()
        if len(insert_new(connection, CELLS, rows, CELLS.c.starts_at)) == len(missing):
            part.commit()
            return lane
        part.rollback()
    return None


def held_by(connection: Connection, booking: UUID) -> set[tuple[int, datetime]]:
    """The cells that a booking holds: official and time."""
    query = select(CELLS.c.lane, CELLS.c.starts_at).where(CELLS.c.booking == booking)
    return {(row.lane, row.starts_at) for row in connection.execute(query)}


def give_back(connection: Connection, booking: UUID, lane: int | None = None, keep: Iterable[datetime] = ()) -> None:
    """Free the cells of a booking, but not those of the official `lane` that are in `keep`."""
    mine = delete(CELLS).where(CELLS.c.booking == booking)
    kept = (CELLS.c.lane == lane) & CELLS.c.starts_at.in_(list(keep))
    connection.execute(mine if lane is None else mine.where(~kept))
