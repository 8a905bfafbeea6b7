"""Whether anything that was lent is lost: every cell and every number is accounted for at one end, or at both."""

from typing import Any

from sqlalchemy import Connection, Row, select

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.leases.tables import NUMBER_LEASES, SLOT_LEASES, LeaseState
from tests.simulation.terminals import Box
from tests.simulation.violations import Property, Violation
from tests.simulation.world_view import View


def check_lent(view: View, connection: Connection) -> None:
    """Raise Violation for the first thing that nobody holds, or that somebody holds without knowing it."""
    boxes = {box.name: box for box in view.boxes}
    now = view.witness.now()
    slots = {row.id: row for row in connection.execute(select(SLOT_LEASES).where(SLOT_LEASES.c.start_at > now))}
    for cell in connection.execute(select(CELLS).where(CELLS.c.starts_at > now)):
        if cell.lease is not None:
            # A lease that has begun may reach into the future.
            if cell.lease in slots:
                _check_known(view, boxes, slots[cell.lease], "lease_slot")
        else:
            _check_booked(connection, cell)
    for block in connection.execute(select(NUMBER_LEASES).where(NUMBER_LEASES.c.state == LeaseState.LENT)):
        _check_known(view, boxes, block, "lease_block")


def _check_booked(connection: Connection, cell: Row[Any]) -> None:
    row = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == cell.booking)).one()
    if row.status != KeptStatus.CONFIRMED or row.location != cell.location:
        raise Violation(Property.NOTHING_LOST, f"{cell} belongs to a booking that is {row.status}")


def _check_known(view: View, boxes: dict[str, Box], lease: Row[Any], table: str) -> None:
    """Its holder has it in its own table, in a state in which it is used, given back or told of."""
    if lease.state != LeaseState.LENT:
        raise Violation(Property.NOTHING_LOST, f"a cell belongs to a lease that is over: {lease}")
    box = boxes[lease.terminal]
    card_lost_at = view.card_lost_at.get(lease.terminal)
    if card_lost_at is not None and lease.lent_at <= card_lost_at:
        return  # it comes back when its time is past, or when a manager says so (sync rule 28)
    if box.program is None:
        raise Violation(Property.NOTHING_LOST, f"{box.name} is off: {lease}")
    query = f"SELECT state FROM {table} WHERE id = ?"  # noqa: S608 - our own table names
    rows = box.program.database.query(query, (str(lease.id),))
    if not rows or rows[0][0] not in {"held", "returning", "unsure"}:
        raise Violation(Property.NOTHING_LOST, f"{[tuple(row) for row in rows]} at {box.name}: {lease}")
