"""Taking in what a terminal says of its leases: what it gives back, what it still holds, what a restore made us forget.

Silence says nothing here (sync rule 28): a lease that a terminal does not mention stays lent. With one exception: after
a restore from backup, a terminal that has told everything in the new epoch, and all its promises before that, holds
what it lists and nothing else (sync rule 22).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select, update

from assets.town import Town
from sync.central.agenda.rules import HORIZON
from sync.central.fleet.terminals import Terminal
from sync.central.leases.granting import block_row, slot_row
from sync.central.leases.rooms import free_cells, take_for_lease
from sync.central.leases.tables import NUMBER_LEASES, SLOT_LEASES, LeaseState
from sync.central.queue.rules import LENT, location_of, service_of
from sync.central.storage.portable import insert_if_new
from sync.protocol.leases import LeaseRequest, NumberLease, SlotLease

_BOTH = (SLOT_LEASES, NUMBER_LEASES)


@dataclass(frozen=True)
class Report:
    """A terminal's request as it came in, and whether the terminal is waited for after a restore."""

    terminal: Terminal
    request: LeaseRequest
    awaited: bool
    now: datetime

    @property
    def listed(self) -> frozenset[UUID]:
        """Every lease that it holds, or does not know what became of."""
        slots = {lease.id for lease in self.request.slots}
        numbers = {lease.id for lease in self.request.numbers}
        return frozenset(slots | numbers | set(self.request.unsure))


def take_in(connection: Connection, town: Town, report: Report) -> None:
    """Note all that the report says. The caller holds the terminal's lock."""
    if report.awaited:
        _take_back_forgotten(connection, town, report)
    give_back(connection, report.terminal, report.request.returned, report.now)
    _note_progress(connection, report)
    for table in _BOTH:
        mine = _mine(table, report.terminal)
        # A newer incarnation of the same terminal says that it has them: they came with its disk (sync rule 23).
        connection.execute(
            update(table).where(*mine, _among(table, report.listed)).values(incarnation=report.terminal.incarnation)
        )
        connection.execute(update(table).where(*mine, _among(table, report.request.unsure)).values(unsure=True))
    if report.awaited and report.request.complete:
        _free_unlisted(connection, report)


def not_its_own(connection: Connection, report: Report) -> tuple[UUID, ...]:
    """Which of the listed leases the terminal must not use: promised already, taken away, or never lent to it."""
    own: set[UUID] = set()
    for table in _BOTH:
        query = select(table.c.id).where(*_mine(table, report.terminal), _among(table, report.listed))
        own.update(connection.execute(query).scalars())
    return tuple(sorted(report.listed - own))


def give_back(connection: Connection, terminal: Terminal, leases: Collection[UUID], now: datetime) -> None:
    """The terminal returns these: it has not promised them, and will not."""
    back: set[UUID] = set()
    for table in _BOTH:
        changed = (
            update(table)
            .where(*_mine(table, terminal), _among(table, leases))
            .values(state=LeaseState.RETURNED, closed_at=now)
            .returning(table.c.id)
        )
        back.update(connection.execute(changed).scalars())
    free_cells(connection, back)


def _take_back_forgotten(connection: Connection, town: Town, report: Report) -> None:
    """Lent after the backup was made, so that the restored tables do not know it: it is lent (sync rule 22).

    Where something that is out of date still has the place, the lease waits for it until the freeze ends.
    """
    for slot in sorted(filter(partial(_could_be_lent, town, report), report.request.slots), key=lambda lease: lease.id):
        row = slot_row(slot, report.terminal, report.request.id, report.now) | {"request": slot.id}
        if insert_if_new(connection, SLOT_LEASES, row):
            take_for_lease(connection, town, slot)
    for block in filter(partial(_could_be_numbers, town), report.request.numbers):
        row = block_row(block, report.terminal, report.request.id, report.now) | {"request": block.id}
        insert_if_new(connection, NUMBER_LEASES, row)


def _could_be_lent(town: Town, report: Report, slot: SlotLease) -> bool:
    """A place of ours that is to come; no central lends further ahead than anybody can book."""
    return location_of(town, slot.location) is not None and report.now < slot.start <= report.now + HORIZON


def _could_be_numbers(town: Town, block: NumberLease) -> bool:
    """A block of one of our services, within what is lent: anything else would keep those from everybody else."""
    location = location_of(town, block.location)
    known = location is not None and service_of(location, block.service) is not None
    return known and LENT.start <= block.first <= block.next <= block.last + 1 <= LENT.stop


def _note_progress(connection: Connection, report: Report) -> None:
    """How far the terminal is in its blocks; never back (sync rule 29)."""
    columns = NUMBER_LEASES.c
    for block in report.request.numbers:
        mine = (*_mine(NUMBER_LEASES, report.terminal), columns.id == block.id)
        ahead = (columns.next < block.next, columns.last >= block.next)
        connection.execute(update(NUMBER_LEASES).where(*mine, *ahead).values(next=block.next))


def _free_unlisted(connection: Connection, report: Report) -> None:
    """What the backup says is lent, and the terminal neither holds nor has promised: it came back after the backup.

    Not what an earlier incarnation held: its disk may be gone, and what it promised with it (sync rule 23).
    """
    for table in _BOTH:
        this_life = table.c.incarnation == report.terminal.incarnation
        query = select(table.c.id).where(*_mine(table, report.terminal), this_life)
        gone = set(connection.execute(query).scalars()) - report.listed
        give_back(connection, report.terminal, gone, report.now)


def _mine(table: Table, terminal: Terminal) -> tuple[Any, ...]:
    return (table.c.terminal == terminal.name, table.c.state == LeaseState.LENT)


def _among(table: Table, leases: Iterable[UUID]) -> Any:
    return table.c.id.in_(sorted(leases))
