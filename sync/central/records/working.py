"""What clerks do with a record: move it on, give it to somebody, answer it, empty it. Each change is written down.

Two clerks never overwrite each other: a change is made to the record as the clerk saw it, or not at all.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, or_, update

from sync.central.records.attachments import delete_photos
from sync.central.records.events import What, write_down
from sync.central.records.inbox import Record
from sync.central.records.keys import KeyRing
from sync.central.records.notes import NoteKind, seal_words
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORD_MATCHES, RECORD_WORDS, RECORDS


class RecordMovedError(Exception):
    """Somebody else changed the record in the meantime; look again."""


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

    Whoever takes up a record that is nobody's has it from then on. Raises RecordMovedError.
    """
    changed: dict[str, Any] = {"state": state.value, "outcome": outcome}
    changed |= seal_words(keys, NoteKind.NOTE, record.id, record.terminal, note)
    if state is not record.state:
        changed["state_at"] = now
    if state is RecordState.IN_PROGRESS and record.assigned_to is None:
        changed["assigned_to"] = by
    _change(connection, record, changed, by, now)
    if state is record.state:
        write_down(connection, [record.id], What.NOTED, by, now)
    else:
        write_down(connection, [record.id], What.STATE, by, now, outcome or state.value)


def assign(connection: Connection, record: Record, to: str | None, by: str, now: datetime) -> None:
    """Give `record`, as the clerk saw it, to a colleague, or to nobody. Raises RecordMovedError."""
    _change(connection, record, {"assigned_to": to}, by, now)
    write_down(connection, [record.id], What.ASSIGNED, by, now, to or "")


def answer_visitor(connection: Connection, keys: KeyRing, record: Record, words: str, by: str, now: datetime) -> None:
    """What whoever types the code reads from now on; no words take the answer back. Raises RecordMovedError."""
    changed: dict[str, Any] = dict(seal_words(keys, NoteKind.ANSWER, record.id, record.terminal, words))
    _change(connection, record, changed | {"answered_at": now if words else None}, by, now)
    write_down(connection, [record.id], What.ANSWERED, by, now)


def deposit(connection: Connection, record: Record, on: date | None, by: str, now: datetime) -> None:
    """A found item is with the municipality since `on`, or is not (any more). Raises RecordMovedError."""
    _change(connection, record, {"deposited_on": on}, by, now)
    write_down(connection, [record.id], What.DEPOSITED, by, now, on.isoformat() if on else "")


def claim(connection: Connection, record: Record, on: date | None, by: str, now: datetime) -> None:
    """The owner of a found item was told on this day what it costs, or was not after all. Raises RecordMovedError."""
    _change(connection, record, {"claimed_on": on}, by, now)
    write_down(connection, [record.id], What.CLAIMED, by, now, on.isoformat() if on else "")


def delete_record(connection: Connection, record_id: UUID, by: str, now: datetime) -> bool:
    """Empty a record, photos too, for good. Its id stays: a late repeat is not taken for a new one (sync rule 5)."""
    columns = RECORDS.c
    sealed = ("sealed", "note_sealed", "note_key_id", "answer_sealed", "answer_key_id")
    emptied: dict[str, Any] = dict.fromkeys(
        (*sealed, "extra", "outcome", "village", "due_at", "deposited_on", "claimed_on")
    )
    emptied |= {"deleted_at": now, "handled_by": by, "handled_at": now}
    connection.execute(delete(RECORD_WORDS).where(RECORD_WORDS.c.record == record_id))
    delete_photos(connection, record_id, now)
    both = or_(RECORD_MATCHES.c.found == record_id, RECORD_MATCHES.c.lost == record_id)
    connection.execute(delete(RECORD_MATCHES).where(both))
    statement = update(RECORDS).where(columns.id == record_id, columns.deleted_at.is_(None)).values(emptied)
    return connection.execute(statement).rowcount == 1


def _change(connection: Connection, record: Record, changed: dict[str, Any], by: str, now: datetime) -> None:
    columns = RECORDS.c
    as_seen = (
        columns.id == record.id,
        columns.deleted_at.is_(None),
        columns.handled_at.is_not_distinct_from(record.handled_at),
    )
    values = changed | {"handled_by": by, "handled_at": now}
    if connection.execute(update(RECORDS).where(*as_seen).values(values)).rowcount != 1:
        raise RecordMovedError
