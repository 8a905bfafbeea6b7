"""One exchange with a terminal: what it holds and gives back comes in, what it is lent on top goes out.

The same request asked again gets the same leases (sync rule 23). A request that arrives after a later one, or that was
written in an epoch that is over, changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from assets.town import Town
from sync.central.fleet.restoring import frozen_since, thaw
from sync.central.fleet.tables import LEASE_REPORTS
from sync.central.fleet.terminals import Terminal, hold
from sync.central.leases.claims import settle_claims
from sync.central.leases.granting import block_of, grant_numbers, grant_slots, slot_of, wanted_back
from sync.central.leases.reporting import Report, not_its_own, take_in
from sync.central.leases.tables import NUMBER_LEASES, SLOT_LEASES, LeaseState
from sync.central.storage.identity import Identity, identity_of
from sync.central.storage.metadata import IDENTITY
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.ids import RandomBits
from sync.protocol.leases import LeaseAnswer, LeaseRequest


@dataclass(frozen=True)
class Lender:
    """What lending needs to know. `lends_slots`: the agenda is our own, and we know what it has given out."""

    town: Town
    lends_slots: bool
    random_bits: RandomBits


def exchange(
    connection: Connection, lender: Lender, terminal: Terminal, request: LeaseRequest, now: datetime
) -> LeaseAnswer:
    """Answer a request, in one writing transaction; raises NotLetInError for a replaced or revoked terminal."""
    hold(connection, terminal)
    one_at_a_time(connection)
    identity = identity_of(connection)
    told = _last_report(connection, terminal)
    awaited = frozen_since(connection) is not None and (told is None or told.epoch != identity.epoch)
    report = Report(terminal, request, awaited, now)
    repeated = told is not None and told.request == request.id
    if not repeated and request.epoch == identity.epoch and not _is_stale(told, terminal, request):
        _take_report(connection, lender, report, identity)
        if frozen_since(connection) is None:
            _grant(connection, lender, report)
    return _answer(connection, lender, report, identity)


def one_at_a_time(connection: Connection) -> None:
    """Whoever lends, takes in promises or takes away waits for the others who do, on PostgreSQL too.

    They are few and quick; without this two could wait for each other's cells in a circle.
    """
    connection.execute(locked(select(IDENTITY.c.number))).all()


def _last_report(connection: Connection, terminal: Terminal) -> Row[Any] | None:
    return connection.execute(select(LEASE_REPORTS).where(LEASE_REPORTS.c.terminal == terminal.name)).one_or_none()


def _is_stale(told: Row[Any] | None, terminal: Terminal, request: LeaseRequest) -> bool:
    """Order is (terminal, incarnation, sequence), never arrival (sync rule 26)."""
    return told is not None and told.incarnation == terminal.incarnation and request.seq < told.seq


def _take_report(connection: Connection, lender: Lender, report: Report, identity: Identity) -> None:
    take_in(connection, lender.town, report)
    note = {
        "incarnation": report.terminal.incarnation,
        "seq": report.request.seq,
        "request": report.request.id,
        "reported_at": report.now,
    }
    if report.request.complete:
        note["epoch"] = identity.epoch
    mine = LEASE_REPORTS.c.terminal == report.terminal.name
    if not insert_if_new(connection, LEASE_REPORTS, {"terminal": report.terminal.name, "epoch": None} | note):
        connection.execute(update(LEASE_REPORTS).where(mine).values(note))
    if thaw(connection, report.now):
        settle_claims(connection, lender.town, report.now)


def _grant(connection: Connection, lender: Lender, report: Report) -> None:
    asked = (lender.town, report.terminal, report.request.id, report.now, lender.random_bits)
    if lender.lends_slots:
        grant_slots(connection, *asked)
    grant_numbers(connection, *asked)


def _answer(connection: Connection, lender: Lender, report: Report, identity: Identity) -> LeaseAnswer:
    known = report.request.epoch == identity.epoch
    back = wanted_back(connection, lender.town, report.terminal, lender.lends_slots, report.now) if known else ()
    return LeaseAnswer(
        central_id=identity.central_id,
        epoch=identity.epoch,
        request=report.request.id,
        now=report.now,
        slots=tuple(slot_of(row) for row in _granted(connection, SLOT_LEASES, report)),
        numbers=tuple(block_of(row, lender.town) for row in _granted(connection, NUMBER_LEASES, report)),
        # What was written in another epoch was not taken in: the terminal says it again.
        returned=report.request.returned if known else (),
        void=not_its_own(connection, report) if known else (),
        asked_back=tuple(sorted(set(back) & report.listed)),
    )


def _granted(connection: Connection, table: Any, report: Report) -> Sequence[Row[Any]]:
    columns = table.c
    mine = (
        columns.request == report.request.id,
        columns.terminal == report.terminal.name,
        columns.incarnation == report.terminal.incarnation,
        columns.state == LeaseState.LENT,
    )
    order = (columns.start_at,) if table is SLOT_LEASES else (columns.service, columns.first)
    return connection.execute(select(table).where(*mine).order_by(*order, columns.id)).all()
