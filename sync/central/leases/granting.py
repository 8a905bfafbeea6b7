"""Lending more: places where the terminal's visitors make appointments, and numbers of its own services."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select

from assets.lending import Lending
from assets.town import Location, Service, Town
from sync.central.fleet.terminals import Terminal
from sync.central.leases.demand import appointments_made, numbers_given
from sync.central.leases.policy import Range, choose, next_range, numbers_wanted, shared_out, slots_wanted
from sync.central.leases.rooms import SOONEST, day_rooms, has_hours, take_for_lease
from sync.central.leases.tables import LENT_CURSORS, NUMBER_LEASES, SLOT_LEASES, LeaseState
from sync.central.queue.rules import LENT, local_day
from sync.central.queue.tables import TICKETS
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.ids import RandomBits, uuid7
from sync.protocol.leases import NumberLease, SlotLease

VOID_RESTS = timedelta(days=30)
"""After a manager has taken numbers away, somebody may still hold one of them on paper: they rest so long."""


def grant_slots(
    connection: Connection, town: Town, terminal: Terminal, request: UUID, now: datetime, random_bits: RandomBits
) -> None:
    """Lend as many places as the terminal has too few. The leases name the `request` that they answer (rule 23)."""
    rules = town.lending_at(terminal.location)
    wanted = _wanted_places(connection, town, terminal, rules, now)
    held = _held(connection, terminal, now + SOONEST)
    for location, count in wanted.items():
        starts = [lease.start_at.astimezone(ZoneInfo(town.timezone)) for lease in held if lease.location == location]
        if count > len(starts):
            rooms = day_rooms(connection, town, town.location(location), rules, now)
            for start in choose(rooms, count - len(starts), starts):
                lease = SlotLease(
                    id=uuid7(now, random_bits), location=location, start=start, minutes=rules.slot_minutes
                )
                _lend_slot(connection, town, terminal, lease, request, now)


def wanted_back(connection: Connection, town: Town, terminal: Terminal, lends: bool, now: datetime) -> tuple[UUID, ...]:
    """Which places the terminal should return: at times that the town has closed since, and far more than it needs."""
    rules = town.lending_at(terminal.location)
    held = sorted(_held(connection, terminal, now + SOONEST), key=lambda lease: (lease.start_at, lease.id))
    if not lends:
        return tuple(lease.id for lease in held)
    closed = [lease.id for lease in held if not has_hours(town, slot_of(lease))]
    kept = [lease.id for lease in held if lease.id not in closed]
    wanted = sum(_wanted_places(connection, town, terminal, rules, now).values())
    # Not at once: what people do goes up and down, and places should not go to and fro with it.
    too_many = kept[wanted:] if len(kept) > wanted + rules.slots_at_least else []
    return tuple(closed + too_many)


def grant_numbers(
    connection: Connection, town: Town, terminal: Terminal, request: UUID, now: datetime, random_bits: RandomBits
) -> None:
    """Lend a block of each service of which the terminal has too few numbers left."""
    location = next((place for place in town.locations if place.slug == terminal.location), None)
    rules = town.lending_at(terminal.location)
    given = numbers_given(connection, terminal.location, rules, now)
    for service in location.services if location else ():
        wanted = numbers_wanted(given.get(service.slug, 0), rules)
        if _numbers_left(connection, terminal, service) <= rules.low_water * wanted and location is not None:
            _lend_block(connection, town, terminal, location, service, wanted, request, now, random_bits)


def slot_of(row: Row[Any]) -> SlotLease:
    """A lent place as it goes over the wire."""
    return SlotLease(id=row.id, location=row.location, start=row.start_at, minutes=row.minutes)


def block_of(row: Row[Any], town: Town) -> NumberLease:
    """A lent block as it goes over the wire, with the letter that the service has now."""
    services = {(place.slug, service.slug): service.letter for place in town.locations for service in place.services}
    return NumberLease(
        id=row.id,
        location=row.location,
        service=row.service,
        first=row.first,
        last=row.last,
        next=row.next,
        letter=services.get((row.location, row.service), ""),
    )


def _wanted_places(
    connection: Connection, town: Town, terminal: Terminal, rules: Lending, now: datetime
) -> Mapping[str, int]:
    """How many places at which location. Without any experience: at its own, or wherever appointments are taken."""
    takers = [place.slug for place in town.locations if place.takes_appointments]
    made = appointments_made(connection, terminal.name, rules, now)
    weights = {slug: made.get(slug, 0) for slug in takers}
    if not any(weights.values()):
        weights = dict.fromkeys([terminal.location] if terminal.location in takers else takers, 1)
    return shared_out(slots_wanted(sum(made.values()), rules), weights)


def _held(connection: Connection, terminal: Terminal, since: datetime) -> Sequence[Row[Any]]:
    columns = SLOT_LEASES.c
    mine = (columns.terminal == terminal.name, columns.state == LeaseState.LENT, columns.unsure.is_(False))
    return connection.execute(select(SLOT_LEASES).where(*mine, columns.start_at >= since)).all()


def _lend_slot(
    connection: Connection, town: Town, terminal: Terminal, lease: SlotLease, request: UUID, now: datetime
) -> None:
    with connection.begin_nested() as part:
        connection.execute(SLOT_LEASES.insert().values(slot_row(lease, terminal, request, now)))
        if not take_for_lease(connection, town, lease):
            # Somebody who books online was quicker by an instant.
            part.rollback()


def slot_row(lease: SlotLease, terminal: Terminal, request: UUID, now: datetime) -> dict[str, Any]:
    """The row of a place that is lent."""
    return _row(lease.id, terminal, request, now) | {
        "location": lease.location,
        "start_at": lease.start,
        "minutes": lease.minutes,
    }


def block_row(lease: NumberLease, terminal: Terminal, request: UUID, now: datetime) -> dict[str, Any]:
    """The row of a block that is lent."""
    names = ("location", "service", "first", "last", "next")
    return _row(lease.id, terminal, request, now) | {name: getattr(lease, name) for name in names}


def _row(lease: UUID, terminal: Terminal, request: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": lease,
        "terminal": terminal.name,
        "incarnation": terminal.incarnation,
        "state": LeaseState.LENT,
        "request": request,
        "lent_at": now,
        "unsure": False,
    }


def _numbers_left(connection: Connection, terminal: Terminal, service: Service) -> int:
    columns = NUMBER_LEASES.c
    query = select(func.coalesce(func.sum(columns.last - columns.next + 1), 0)).where(
        columns.terminal == terminal.name,
        columns.location == terminal.location,
        columns.service == service.slug,
        columns.state == LeaseState.LENT,
        columns.unsure.is_(False),
    )
    return int(connection.execute(query).scalar_one())


def _lend_block(
    connection: Connection,
    town: Town,
    terminal: Terminal,
    location: Location,
    service: Service,
    size: int,
    request: UUID,
    now: datetime,
    random_bits: RandomBits,
) -> None:
    here = {"location": location.slug, "service": service.slug}
    insert_if_new(connection, LENT_CURSORS, here | {"next": LENT.start})
    cursor = (LENT_CURSORS.c.location == location.slug, LENT_CURSORS.c.service == service.slug)
    start = connection.execute(locked(select(LENT_CURSORS.c.next).where(*cursor))).scalar_one()
    resting = _resting(connection, town, location, service, now)
    found = next_range(LENT, start, size, resting)
    if found is None:
        return
    first, last = found
    lease = NumberLease(id=uuid7(now, random_bits), first=first, last=last, next=first, **here)
    connection.execute(NUMBER_LEASES.insert().values(block_row(lease, terminal, request, now)))
    connection.execute(LENT_CURSORS.update().where(*cursor).values(next=last + 1))


def _resting(connection: Connection, town: Town, location: Location, service: Service, now: datetime) -> list[Range]:
    """The numbers that may not be lent yet (sync rule 29).

    Those that are lent; those that were taken away less than 30 days ago; those that came back today, or of which not
    every number that was given out has been heard of; and every one that somebody has today, whoever gave it.
    """
    today = local_day(now, town.timezone)
    columns = NUMBER_LEASES.c
    heard = select(func.count()).where(TICKETS.c.lease == columns.id).correlate(NUMBER_LEASES).scalar_subquery()
    leases = select(NUMBER_LEASES, heard.label("heard")).where(
        columns.location == location.slug, columns.service == service.slug
    )
    ranges = [(row.first, row.last) for row in connection.execute(leases) if _rests(row, town, now)]
    tickets = select(TICKETS.c.number).where(
        TICKETS.c.location == location.slug,
        TICKETS.c.service == service.slug,
        TICKETS.c.day >= today,
        TICKETS.c.number.between(LENT.start, LENT.stop - 1),
    )
    return ranges + [(number, number) for number in connection.execute(tickets).scalars()]


def _rests(row: Row[Any], town: Town, now: datetime) -> bool:
    if row.state == LeaseState.LENT or row.closed_at is None:
        return True
    if row.closed_at < now - VOID_RESTS:
        return False
    all_heard = row.heard >= row.next - row.first
    today = local_day(now, town.timezone)
    return row.state == LeaseState.VOID or not all_heard or local_day(row.closed_at, town.timezone) >= today
