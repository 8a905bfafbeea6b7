"""The clerks' side of the records: listing and opening them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from sync.central.records.keys import KeyRing
from sync.central.records.notes import NoteKind, open_words
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORD_WORDS, RECORDS
from sync.protocol.seal import Binding, SealError

PAGE_ROWS = 25


@dataclass(frozen=True)
class Filter:
    """Which records to show; None means all.

    `overdue_at`: those that should have been done by then. `words`: each is the digests that one searched word may
    have (records/words.py); a record fits when it has one of each.
    """

    state: RecordState | None = None
    kind: str | None = None
    location: str | None = None
    reference: str | None = None
    village: str | None = None
    assigned_to: str | None = None
    overdue_at: datetime | None = None
    words: tuple[tuple[bytes, ...], ...] = ()


@dataclass(frozen=True)
class Record:
    """A record as it is kept: whose it is and how far it is, without what is sealed.

    `made_at` is the central's idea of when (sync rule 26). `due_at` is the first moment at which it is too late.
    """

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
    state_at: datetime | None
    village: str | None
    due_at: datetime | None
    assigned_to: str | None
    answered_at: datetime | None
    deposited_on: date | None
    claimed_on: date | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.state is not RecordState.DONE and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True)
class RecordPage:
    """One page of records; `total` counts those on all pages."""

    records: Sequence[Record]
    total: int


@dataclass(frozen=True)
class Opened:
    """What a clerk reads. `content` is None when it does not open: the sealed bytes are kept, `problem` says why.

    `note` is for colleagues, `answer` is what the visitor can read.
    """

    record: Record
    content: Mapping[str, Any] | None
    note: str = ""
    problem: str = ""
    answer: str = ""


_KEPT = [RECORDS.c[name] for name in Record.__dataclass_fields__ if name != "made_at"] + [RECORDS.c.corrected_at]
"""What is sealed is left where it is while a list is sorted: it is many times the size of the rest."""


def list_records(connection: Connection, wanted: Filter = Filter(), page: int = 0) -> RecordPage:
    """The page (from 0) of records that fit, the last received first; of what is late, the longest late first."""
    total = connection.execute(_fitting(select(func.count()), wanted)).scalar_one()
    rows = connection.execute(in_order(wanted).limit(PAGE_ROWS).offset(page * PAGE_ROWS))
    return RecordPage([record_of(row) for row in rows], total)


def in_order(wanted: Filter) -> Select[Any]:
    """The query of all records that fit, the last received first, or what is late longest; for `record_of`."""
    columns = RECORDS.c
    # Order within a terminal is (incarnation, seq), never a clock that may jump (sync rule 26).
    newest_first = (columns.received_at.desc(), columns.terminal, columns.incarnation.desc(), columns.seq.desc())
    longest_late = () if wanted.overdue_at is None else (columns.due_at,)
    return _fitting(select(*_KEPT), wanted).order_by(*longest_late, *newest_first)


def count_by_state(connection: Connection) -> dict[RecordState, int]:
    """How many records stand where."""
    columns = RECORDS.c
    query = (
        select(columns.state, func.count().label("number")).where(columns.deleted_at.is_(None)).group_by(columns.state)
    )
    found = {RecordState(row.state): row.number for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in RecordState}


def count_overdue(connection: Connection, now: datetime) -> int:
    """How many records should have been done by now."""
    number: int = connection.execute(_fitting(select(func.count()), Filter(overdue_at=now))).scalar_one()
    return number


def kinds(connection: Connection) -> list[str]:
    """The kinds of record that there are, also those that this version has never heard of (sync rule 24)."""
    query = select(RECORDS.c.kind).where(RECORDS.c.deleted_at.is_(None)).distinct().order_by(RECORDS.c.kind)
    return list(connection.execute(query).scalars())


def open_record(connection: Connection, keys: KeyRing, record_id: UUID) -> Opened | None:
    """The record with what is sealed in it; None when there is no such record (any more)."""
    return next(iter(open_records(connection, keys, [record_id])), None)


def open_records(connection: Connection, keys: KeyRing, records: Sequence[UUID]) -> list[Opened]:
    """Those of `records` that there (still) are, with what is sealed in them, in the order of `records`."""
    query = select(RECORDS).where(RECORDS.c.id.in_(records), RECORDS.c.deleted_at.is_(None))
    found = {row.id: _opened(keys, row) for row in connection.execute(query)}
    return [found[record] for record in records if record in found]


def record_of(row: Row[Any]) -> Record:
    """The record in a row of `in_order`."""
    kept = {name: getattr(row, name) for name in Record.__dataclass_fields__ if name != "made_at"}
    return Record(**kept | {"made_at": row.corrected_at, "state": RecordState(row.state)})


def _opened(keys: KeyRing, row: Row[Any]) -> Opened:
    record = record_of(row)
    try:
        content = keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
        note = open_words(keys, NoteKind.NOTE, row.id, row.terminal, row.note_sealed, row.note_key_id)
        answer = open_words(keys, NoteKind.ANSWER, row.id, row.terminal, row.answer_sealed, row.answer_key_id)
    except SealError as error:
        return Opened(record, None, problem=str(error))
    return Opened(record, content, note, answer=answer)


def _fitting(query: Select[Any], wanted: Filter) -> Select[Any]:
    columns = RECORDS.c
    query = query.select_from(RECORDS).where(columns.deleted_at.is_(None))
    for column, value in (
        (columns.state, wanted.state),
        (columns.kind, wanted.kind),
        (columns.location, wanted.location),
        (columns.reference, wanted.reference),
        (columns.village, wanted.village),
        (columns.assigned_to, wanted.assigned_to),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.overdue_at is not None:
        query = query.where(columns.due_at <= wanted.overdue_at, columns.state != RecordState.DONE)
    for digests in wanted.words:
        # Not "exists": SQLite would then look at every record, and not go by the word.
        query = query.where(columns.id.in_(select(RECORD_WORDS.c.record).where(RECORD_WORDS.c.word.in_(digests))))
    return query
