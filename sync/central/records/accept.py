"""Accepting records: each one once, whatever is repeated, mixed up or broken on the way. The heart of the central."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.central.fleet.terminals import Terminal, hold
from sync.central.records.batch import ReceivedBatch, ReceivedRecord, Unreadable, read_record
from sync.central.records.clocks import corrected, in_utc, known_of
from sync.central.records.quarantine import Why, keep_aside
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.central.storage.portable import insert_new
from sync.protocol.messages import RecordResult, RecordStatus


@dataclass(frozen=True)
class _Known:
    """What is kept under an id."""

    terminal: str
    sealed_sha256: bytes


def accept_batch(connection: Connection, terminal: Terminal, batch: ReceivedBatch, now: datetime) -> list[RecordResult]:
    """Keep the records of `batch`; one result for each, in their order. `connection` must be a writing one.

    The results acknowledge: tell them to the terminal only after the transaction is committed (sync rule 19).
    Raises sync.central.fleet.terminals.NotLetInError.
    """
    hold(connection, terminal)
    items = [_checked(read_record(item), terminal) for item in batch.records]
    records = [item for item in items if isinstance(item, ReceivedRecord)]
    new = _insert(connection, terminal, batch, records, now)
    known = _known(connection, {record.id for record in records})
    return [_settle(connection, terminal, item, new, known, now) for item in items]


def _checked(item: ReceivedRecord | Unreadable, terminal: Terminal) -> ReceivedRecord | Unreadable:
    # Records of an earlier incarnation are welcome: they were saved from its disk (sync rule 10).
    if isinstance(item, ReceivedRecord) and item.incarnation > terminal.incarnation:
        return Unreadable(item.id, item.model_dump_json().encode(), "this incarnation has never joined")
    return item


def _insert(
    connection: Connection, terminal: Terminal, batch: ReceivedBatch, records: Sequence[ReceivedRecord], now: datetime
) -> set[UUID]:
    # Always in the same order, so that two who insert the same ids never wait for each other in a circle.
    first_of_each = {record.id: record for record in reversed(records)}
    rows = [_row(terminal, batch, first_of_each[record_id], now) for record_id in sorted(first_of_each)]
    return insert_new(connection, RECORDS, rows, RECORDS.c.id)


def _row(terminal: Terminal, batch: ReceivedBatch, record: ReceivedRecord, now: datetime) -> dict[str, Any]:
    as_sent = record.model_dump(
        include={"id", "incarnation", "seq", "kind", "form", "form_version", "reference", "key_id"}
    )
    return as_sent | {
        "terminal": terminal.name,
        "location": terminal.location,
        "sealed": record.sealed,
        "sealed_sha256": record.sealed_sha256,
        "extra": record.extra_json,
        "made_at": in_utc(record.made_at),
        "corrected_at": corrected(record.made, batch.sent, now, known_of(record.made, record.order, batch.heard)),
        "received_at": now,
        "state": RecordState.NEW,
    }


def _known(connection: Connection, ids: set[UUID]) -> Mapping[UUID, _Known]:
    columns = RECORDS.c
    query = select(columns.id, columns.terminal, columns.sealed_sha256).where(columns.id.in_(ids))
    return {row.id: _Known(row.terminal, row.sealed_sha256) for row in connection.execute(query)}


def _settle(
    connection: Connection,
    terminal: Terminal,
    item: ReceivedRecord | Unreadable,
    new: set[UUID],
    known: Mapping[UUID, _Known],
    now: datetime,
) -> RecordResult:
    """The result for one record; `new` loses its id, so that a second one in the same batch is told apart."""
    if isinstance(item, Unreadable):
        return _settle_unreadable(connection, terminal, item, now)
    if known[item.id] != _Known(terminal.name, item.sealed_sha256):
        reason = "another record is kept under this id"
        keep_aside(connection, terminal, Why.CONFLICT, item.id, item.model_dump_json().encode(), reason, now)
        return RecordResult(id=item.id, status=RecordStatus.CONFLICT, reason=reason)
    if item.id in new:
        new.discard(item.id)
        return RecordResult(id=item.id, status=RecordStatus.CREATED)
    return RecordResult(id=item.id, status=RecordStatus.DUPLICATE)


def _settle_unreadable(connection: Connection, terminal: Terminal, item: Unreadable, now: datetime) -> RecordResult:
    why = Why.NEWER if item.newer else Why.REJECTED
    first = keep_aside(connection, terminal, why, item.record_id, item.raw, item.reason, now)
    if item.newer:  # kept as it came, so the terminal need not be upgraded to get rid of it (sync rule 24)
        status = RecordStatus.CREATED if first else RecordStatus.DUPLICATE
        return RecordResult(id=item.record_id, status=status)
    return RecordResult(id=item.record_id, status=RecordStatus.REJECTED, reason=item.reason)
