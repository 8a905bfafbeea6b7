"""Appointments that a terminal has confirmed on paper: each is an appointment here, or becomes one. Never refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, select, update

from assets.town import Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.places import give_back
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import cells_of
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.fleet.restoring import frozen_since
from sync.central.fleet.terminals import Terminal
from sync.central.leases.changes import settle_change
from sync.central.leases.claims import claim
from sync.central.leases.tables import SLOT_LEASES, LeaseState
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.printed import PrintedAppointment

_YEARS = range(2000, 2200)
"""Beyond these a moment is a mistake, and it could not be moved to another time zone."""

_ENDED = (KeptStatus.WITHDRAWN, KeptStatus.CANCELLED)
_NOT_KEPT = (KeptStatus.TAKEN, KeptStatus.REFUSED)


def keep_promised_appointment(
    connection: Connection,
    town: Town,
    terminal: Terminal,
    record: Row[Any],
    payload: Mapping[str, Any],
    now: datetime,
    system: str | None = None,
) -> str | None:
    """Keep the appointment that `record` tells of; where it is, or None when a person has to look at the record.

    `system` is the other system that confirmed it, where the agenda is not our own: its place is there, not here.
    """
    try:
        promised = PrintedAppointment.model_validate(payload)
    except ValidationError:
        return None
    if promised.start.tzinfo is None or promised.start.year not in _YEARS:
        return None
    if promised.location not in {place.slug for place in town.locations}:
        return None
    row = _row(terminal, record, promised, now) | {"system": system if promised.lease is None else None}
    new = insert_if_new(connection, BOOKINGS, row)
    kept = connection.execute(locked(select(BOOKINGS).where(BOOKINGS.c.id == record.id))).one()
    if kept.terminal != terminal.name:
        return None
    if kept.system is not None:
        settle_change(connection, town, record.id, now)
        return promised.location
    if new or _promised_otherwise(kept, promised):
        _keep(connection, town, terminal, record, promised, now)
    else:
        _close_lease(connection, terminal, promised, now, record)
    settle_change(connection, town, record.id, now)
    return promised.location


def _promised_otherwise(kept: Row[Any], promised: PrintedAppointment) -> bool:
    """Whether the central decided something else under this id, which never reached the terminal: the paper counts.

    What came after the paper (moved with its code, cancelled, taken back) stays.
    """
    if kept.status in _ENDED or kept.revision > 0:
        return False
    return kept.status in _NOT_KEPT or (kept.start_at, kept.location) != (promised.start, promised.location)


def _keep(
    connection: Connection,
    town: Town,
    terminal: Terminal,
    record: Row[Any],
    promised: PrintedAppointment,
    now: datetime,
) -> None:
    row = _row(terminal, record, promised, now)
    connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == record.id).values(row | {"clash": False}))
    give_back(connection, record.id)
    if _use_lease(connection, town, terminal, record, promised, now):
        return
    kept = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == record.id)).one()
    placed = claim(connection, town, kept)
    # After a restore something out of date may have the place: who really has it shows when all have told.
    clash = not placed and promised.start > now and frozen_since(connection) is None
    connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == record.id).values(clash=clash))


def _use_lease(
    connection: Connection,
    town: Town,
    terminal: Terminal,
    record: Row[Any],
    promised: PrintedAppointment,
    now: datetime,
) -> bool:
    """The cells of the lent place become the appointment's, and those that it does not need are free; False without."""
    if not _close_lease(connection, terminal, promised, now, record, free=False):
        return False
    wanted = Wanted(promised.product, promised.location, promised.minutes)
    needed = cells_of(town, wanted, promised.start)
    lent = CELLS.c.lease == promised.lease
    mine = update(CELLS).where(lent, CELLS.c.location == promised.location, CELLS.c.starts_at.in_(needed))
    taken = connection.execute(mine.values(booking=record.id, lease=None)).rowcount
    connection.execute(delete(CELLS).where(lent))
    return taken == len(needed)


def _close_lease(
    connection: Connection,
    terminal: Terminal,
    promised: PrintedAppointment,
    now: datetime,
    record: Row[Any],
    free: bool = True,
) -> bool:
    """The lease that the promise was made from is used up; False when it was not, or no longer, lent to it."""
    if promised.lease is None:
        return False
    columns = SLOT_LEASES.c
    lent = (columns.id == promised.lease, columns.terminal == terminal.name, columns.state == LeaseState.LENT)
    used = {"state": LeaseState.USED, "closed_at": now, "booking": record.id}
    if connection.execute(update(SLOT_LEASES).where(*lent).values(used)).rowcount != 1:
        return False
    if free:
        connection.execute(delete(CELLS).where(CELLS.c.lease == promised.lease))
    return True


def _row(terminal: Terminal, record: Row[Any], promised: PrintedAppointment, now: datetime) -> dict[str, Any]:
    return {
        "id": record.id,
        "terminal": terminal.name,
        "location": promised.location,
        "product": promised.product,
        "start_at": promised.start,
        "asked_start_at": promised.start,
        "meeting": promised.meeting,
        "village": promised.village,
        "by": promised.by,
        "minutes": promised.minutes,
        "reference": promised.reference,
        "key_id": record.key_id,
        "sealed": record.sealed,
        "status": KeptStatus.CONFIRMED,
        "reason": "",
        "received_at": now,
    }
