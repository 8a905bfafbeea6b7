"""Giving a terminal up: it is shut out, what it holds is free, and what it may have promised is told to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from assets.town import Location, Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from sync.central.fleet.restoring import thaw
from sync.central.fleet.terminals import revoke
from sync.central.leases.claims import settle_claims, settle_clashes
from sync.central.leases.exchange import one_at_a_time
from sync.central.leases.granting import VOID_RESTS
from sync.central.leases.rooms import free_cells
from sync.central.leases.tables import NUMBER_LEASES, SLOT_LEASES, LeaseState
from sync.central.queue.rules import local_day

# Made once, for every page of a desk asks: making a statement takes longer than SQLite needs to answer it.
_PLACES: Select[Any] = (
    select(SLOT_LEASES)
    .where(SLOT_LEASES.c.state == bindparam("state"), SLOT_LEASES.c.start_at > bindparam("now"))
    .order_by(SLOT_LEASES.c.start_at, SLOT_LEASES.c.id)
)
_BLOCKS: Select[Any] = (
    select(NUMBER_LEASES)
    .where(
        NUMBER_LEASES.c.state == bindparam("state"),
        NUMBER_LEASES.c.next <= NUMBER_LEASES.c.last,
        NUMBER_LEASES.c.closed_at.is_(None) | (NUMBER_LEASES.c.closed_at > bindparam("rested_since")),
    )
    .order_by(NUMBER_LEASES.c.location, NUMBER_LEASES.c.service, NUMBER_LEASES.c.next)
)


@dataclass(frozen=True)
class Place:
    """A place in the agenda that a terminal holds, or held."""

    location: str
    start_at: datetime
    minutes: int
    lent_at: datetime
    unsure: bool


@dataclass(frozen=True)
class Block:
    """Queue numbers that a terminal holds, or held: those from `next` to `last` nobody is known to have."""

    location: str
    service: str
    next: int
    last: int
    lent_at: datetime
    unsure: bool
    closed_at: datetime | None


@dataclass(frozen=True)
class Holding:
    """What one terminal holds, or held; by time and by number."""

    places: Sequence[Place] = ()
    blocks: Sequence[Block] = ()

    @property
    def since(self) -> datetime | None:
        """When the oldest of it was lent."""
        moments = [place.lent_at for place in self.places] + [block.lent_at for block in self.blocks]
        return min(moments, default=None)

    @property
    def numbers(self) -> int:
        """How many numbers are left in the blocks."""
        return sum(block.last - block.next + 1 for block in self.blocks)


@dataclass(frozen=True)
class Clash:
    """An appointment that was promised on paper although its place had been given to somebody else."""

    location: str
    start_at: datetime
    reference: str
    terminal: str


def revoke_terminal(connection: Connection, town: Town, name: str, now: datetime) -> Holding | None:
    """Shut a terminal out and take back what it holds; that, or None when there is no such terminal.

    From now on nobody knows what the terminal has promised from it: visitors may come with a paper that the central
    has never heard of. If the terminal joins again and hands its records in, those are kept, and clash where the
    place has been given to others since.
    """
    if not revoke(connection, name, now):
        return None
    one_at_a_time(connection)
    held = holding(connection, name, now)
    for table in (SLOT_LEASES, NUMBER_LEASES):
        mine = (table.c.terminal == name, table.c.state == LeaseState.LENT)
        taken = update(table).where(*mine).values(state=LeaseState.VOID, closed_at=now).returning(table.c.id)
        gone: set[UUID] = set(connection.execute(taken).scalars())
        if table is SLOT_LEASES:
            free_cells(connection, gone)
    if thaw(connection, now):
        settle_claims(connection, town, now)
    else:
        settle_clashes(connection, town, now)
    return held


def holding(connection: Connection, name: str, now: datetime) -> Holding:
    """What a terminal holds."""
    return _holding(connection, LeaseState.LENT, now).get(name, Holding())


def all_holdings(connection: Connection, now: datetime) -> dict[str, Holding]:
    """What each terminal holds; those that hold nothing are left out."""
    return _holding(connection, LeaseState.LENT, now)


def perhaps_promised(connection: Connection, now: datetime) -> dict[str, Holding]:
    """What was taken back from each terminal and may have been promised, as long as somebody can come with it."""
    return _holding(connection, LeaseState.VOID, now)


def perhaps_promised_today(connection: Connection, town: Town, location: Location, now: datetime) -> Holding:
    """What a host at `location` may meet today, of all terminals together.

    Numbers are told on the day on which they were taken back: a visitor keeps one for a day.
    """
    today = local_day(now, town.timezone)
    held = perhaps_promised(connection, now).values()
    places = [one for holding in held for one in holding.places if local_day(one.start_at, town.timezone) == today]
    blocks = [
        one
        for holding in held
        for one in holding.blocks
        if one.closed_at is not None and local_day(one.closed_at, town.timezone) == today
    ]
    here = location.slug
    return Holding(
        sorted((one for one in places if one.location == here), key=lambda one: one.start_at),
        sorted((one for one in blocks if one.location == here), key=lambda one: (one.service, one.next)),
    )


def clashes(connection: Connection, now: datetime) -> Sequence[Clash]:
    """The appointments to come that clash, by time."""
    columns = BOOKINGS.c
    query = select(columns.location, columns.start_at, columns.reference, columns.terminal).where(
        columns.clash.is_(True), columns.status == KeptStatus.CONFIRMED, columns.start_at > now
    )
    return [Clash(*row) for row in connection.execute(query.order_by(columns.start_at, columns.id))]


def _holding(connection: Connection, state: LeaseState, now: datetime) -> dict[str, Holding]:
    found: dict[str, Holding] = {}
    for row in connection.execute(_PLACES, {"state": state, "now": now}):
        known = found.get(row.terminal, Holding())
        found[row.terminal] = Holding((*known.places, _place(row)), known.blocks)
    for row in connection.execute(_BLOCKS, {"state": state, "rested_since": now - VOID_RESTS}):
        known = found.get(row.terminal, Holding())
        found[row.terminal] = Holding(known.places, (*known.blocks, _block(row)))
    return found


def _place(row: Row[Any]) -> Place:
    return Place(row.location, row.start_at, row.minutes, row.lent_at, row.unsure)


def _block(row: Row[Any]) -> Block:
    return Block(row.location, row.service, row.next, row.last, row.lent_at, row.unsure, row.closed_at)
