"""The clerks' side of the records: listing, opening, working on them, deleting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select, update

from sync.central.records.keys import KeyRing
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.protocol.seal import Binding, SealError, seal

PAGE_ROWS = 25
_NOTE_KIND = "note"


@dataclass(frozen=True)
class Filter:
    """Which records to show; None means all."""

    state: RecordState | None = None
    kind: str | None = None
    location: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Record:
    """A record as it is kept: whose it is and how far it is, without what is sealed."""

    id: UUID
    kind: str
    reference: str
    terminal: str
    location: str
    form: str
    form_version: int
    made_at: datetime
    received_at: datetime
    state: RecordState
    outcome: str | None
    handled_by: str | None
    handled_at: datetime | None
    """`made_at` is the central's idea of when (sync rule 26)."""


@dataclass(frozen=True)
class RecordPage:
    """One page of records; `total` counts those on all pages."""

    records: Sequence[Record]
    total: int


@dataclass(frozen=True)
class Opened:
    """What a clerk reads. `content` is None when it does not open: the sealed bytes are kept, `problem` says why."""

    record: Record
    content: Mapping[str, Any] | None
    note: str = ""
    problem: str = ""


class RecordMovedError(Exception):
    """Somebody else changed the record in the meantime; look again."""


def list_records(connection: Connection, wanted: Filter = Filter(), page: int = 0) -> RecordPage:
    """The page (from 0) of records that fit, the last received first."""
    columns = RECORDS.c
    fitting = _fitting(select(RECORDS), wanted)
    total = connection.execute(select(func.count()).select_from(fitting.subquery())).scalar_one()
    # Order within a terminal is (incarnation, seq), never a clock that may jump (sync rule 26).
    newest_first = (columns.received_at.desc(), columns.terminal, columns.incarnation.desc(), columns.seq.desc())
    rows = connection.execute(fitting.order_by(*newest_first).limit(PAGE_ROWS).offset(page * PAGE_ROWS))
    return RecordPage([_record(row) for row in rows], total)


def count_by_state(connection: Connection) -> dict[RecordState, int]:
    """How many records stand where."""
    columns = RECORDS.c
    query = (
        select(columns.state, func.count().label("number")).where(columns.deleted_at.is_(None)).group_by(columns.state)
    )
    found = {RecordState(row.state): row.number for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in RecordState}


def kinds(connection: Connection) -> list[str]:
    """The kinds of record that there are, also those that this version has never heard of (sync rule 24)."""
    query = select(RECORDS.c.kind).where(RECORDS.c.deleted_at.is_(None)).distinct().order_by(RECORDS.c.kind)
    return list(connection.execute(query).scalars())


def open_record(connection: Connection, keys: KeyRing, record_id: UUID) -> Opened | None:
    """The record with what is sealed in it; None when there is no such record (any more)."""
    columns = RECORDS.c
    row = connection.execute(select(RECORDS).where(columns.id == record_id, columns.deleted_at.is_(None))).one_or_none()
    if row is None:
        return None
    record = _record(row)
    try:
        content = keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
        note = _open_note(keys, row)
    except SealError as error:
        return Opened(record, None, problem=str(error))
    return Opened(record, content, note)


def move_record(
    connection: Connection,
    keys: KeyRing,
    record: Record,
    state: RecordState,
    by: str,
    now: datetime,
    outcome: str | None = None,
    note: str = "",
) -> None:
    """Move `record`, as the clerk saw it, to `state`; the note is sealed like what it is about.

    Raises RecordMovedError when it is no longer as the clerk saw it.
    """
    binding = Binding(record.id, _NOTE_KIND, record.terminal)
    sealed = seal({"note": note}, binding, keys.current_public_key) if note else None
    changed: dict[str, Any] = {"state": state.value, "outcome": outcome, "handled_by": by, "handled_at": now}
    changed |= {"note_sealed": sealed, "note_key_id": keys.current_id if sealed else None}
    columns = RECORDS.c
    as_seen = (
        columns.id == record.id,
        columns.deleted_at.is_(None),
        columns.handled_at.is_not_distinct_from(record.handled_at),
    )
    if connection.execute(update(RECORDS).where(*as_seen).values(changed)).rowcount != 1:
        raise RecordMovedError


def delete_record(connection: Connection, record_id: UUID, by: str, now: datetime) -> bool:
    """Empty a record for good. Its id stays, so that a late repeat is not taken for a new one (sync rule 5)."""
    columns = RECORDS.c
    emptied: dict[str, Any] = {"sealed": None, "note_sealed": None, "note_key_id": None, "extra": None, "outcome": None}
    emptied |= {"deleted_at": now, "handled_by": by, "handled_at": now}
    statement = update(RECORDS).where(columns.id == record_id, columns.deleted_at.is_(None)).values(emptied)
    return connection.execute(statement).rowcount == 1


def _fitting(query: Select[Any], wanted: Filter) -> Select[Any]:
    columns = RECORDS.c
    query = query.where(columns.deleted_at.is_(None))
    for column, value in (
        (columns.state, wanted.state),
        (columns.kind, wanted.kind),
        (columns.location, wanted.location),
        (columns.reference, wanted.reference),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        kind=row.kind,
        reference=row.reference,
        terminal=row.terminal,
        location=row.location,
        form=row.form,
        form_version=row.form_version,
        made_at=row.corrected_at,
        received_at=row.received_at,
        state=RecordState(row.state),
        outcome=row.outcome,
        handled_by=row.handled_by,
        handled_at=row.handled_at,
    )


def _open_note(keys: KeyRing, row: Row[Any]) -> str:
    if row.note_sealed is None:
        return ""
    return str(keys.open(row.note_sealed, row.note_key_id, Binding(row.id, _NOTE_KIND, row.terminal))["note"])
