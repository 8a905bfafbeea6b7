"""Promises and leases that have no place yet: after a restore, because something out of date still had it.

Nobody is refused. As soon as a place comes free, and when the freeze ends at the latest, each gets its own again; what
then still has none was promised although somebody else has the place, which hosts and the manager see as a clash.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from assets.meeting import Meeting
from assets.town import Town
from sync.central.agenda.booking import KeptStatus, take_place
from sync.central.agenda.port import Wanted
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.leases.granting import slot_of
from sync.central.leases.rooms import take_for_lease
from sync.central.leases.tables import SLOT_LEASES, LeaseState


def settle_claims(connection: Connection, town: Town, now: datetime) -> int:
    """Give every promise that is to come its place, and then every lease; how many promises clash."""
    clashes = 0
    for row in _placeless(connection, now):
        clash = not claim(connection, town, row)
        clashes += clash
        connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == row.id).values(clash=clash))
    for lease in _placeless_leases(connection, now):
        if not take_for_lease(connection, town, slot_of(lease)):
            gone = {"state": LeaseState.VOID, "closed_at": now}
            connection.execute(update(SLOT_LEASES).where(SLOT_LEASES.c.id == lease.id).values(gone))
    return clashes


def settle_clashes(connection: Connection, town: Town, now: datetime) -> None:
    """A place has come free: whoever was promised it as well has it now."""
    clashing = (BOOKINGS.c.clash.is_(True), BOOKINGS.c.status == KeptStatus.CONFIRMED, BOOKINGS.c.start_at > now)
    for row in connection.execute(select(BOOKINGS).where(*clashing).order_by(BOOKINGS.c.id)).all():
        if claim(connection, town, row):
            connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == row.id).values(clash=False))


def claim(connection: Connection, town: Town, row: Row[Any]) -> bool:
    """Take the place of a confirmed appointment; False when no official is free then."""
    if row.location not in {place.slug for place in town.locations}:
        return False
    wanted = Wanted(row.product, row.location, row.minutes, Meeting(row.meeting), row.village)
    try:
        return take_place(connection, town, wanted, row.start_at, row.id)
    except KeyError:  # a village that the town has no more
        return False


def _placeless(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    held = exists().where(CELLS.c.booking == BOOKINGS.c.id)
    columns = BOOKINGS.c
    query = select(BOOKINGS).where(
        columns.status == KeptStatus.CONFIRMED, columns.start_at > now, columns.system.is_(None), ~held
    )
    # Who was promised it first comes first.
    return connection.execute(query.order_by(columns.received_at, columns.id)).all()


def _placeless_leases(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    held = exists().where(CELLS.c.lease == SLOT_LEASES.c.id)
    columns = SLOT_LEASES.c
    query = select(SLOT_LEASES).where(columns.state == LeaseState.LENT, columns.start_at > now, ~held)
    return connection.execute(query.order_by(columns.id)).all()
