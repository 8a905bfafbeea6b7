"""Reading each record once as it comes in, by the machine: for its village, its deadline, and its words as digests.

What clerks write about a record later, a note or an answer, is read for its words too.

The rest of what is in it stays sealed until a clerk opens it, and that is written down. A record that does not open
is no less a record: it is listed without a village, and read when its key is back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from assets.form import Form
from assets.text import DEFAULT_LANGUAGE
from assets.town import Town
from assets.working_days import due_day
from sync.central.records.keys import KeyRing
from sync.central.records.notes import NoteKind, open_words
from sync.central.records.tables import RECORD_WORDS, RECORDS
from sync.central.records.words import MOST_WORDS, digests, words_in
from sync.protocol.answers import Answers, AnswerValue, Photos, Place, read_answers, words_of
from sync.protocol.kinds import FOUND_ITEM
from sync.protocol.seal import Binding, SealError

READER = 1
"""Counts up when more is read from a record; what an older one has read is then read again."""

UNOPENED = -1
_AT_ONCE = 200
_CLERKS_WORDS = ("note_sealed", "note_key_id", "answer_sealed", "answer_key_id")
_NEEDED = [
    RECORDS.c[name]
    for name in ("id", "kind", "form", "terminal", "reference", "sealed", "key_id", "corrected_at", *_CLERKS_WORDS)
]
_HANDED_IN = ({"handling": "hand-in"}, {"handed-in": "yes"})
"""The answers, in this and in older forms, that say that a found item is with us."""


@dataclass(frozen=True)
class Reader:
    """What is needed to understand a record."""

    keys: KeyRing
    forms: Mapping[str, Form]
    town: Town


@dataclass(frozen=True)
class _Read:
    """What one record says. `words` is None when it did not open."""

    village: str | None
    deposited_on: date | None
    words: list[bytes] | None


def read_records(connection: Connection, reader: Reader, records: Iterable[UUID]) -> int:
    """Read those of `records` that are not emptied; how many were read. `connection` must be a writing one."""
    columns = RECORDS.c
    query = select(*_NEEDED).where(columns.id.in_(list(records)), columns.deleted_at.is_(None))
    found: Sequence[Any] = connection.execute(query).all()
    rows = [(row, _read(reader, row)) for row in found]
    if not rows:
        return 0
    statement = update(RECORDS).where(columns.id == bindparam("record"))
    named: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("village", "deposited_on", "due_at", "indexed")
    }
    connection.execute(statement.values(named), [_columns(reader, row, read) for row, read in rows])
    _keep_words(connection, rows)
    return len(rows)


def read_words_again(connection: Connection, reader: Reader, record: UUID) -> None:
    """Let a record be found by what a clerk has just written about it. What else was read of it stays as it is: a clerk
    may have changed that too.
    """
    columns = RECORDS.c
    query = select(*_NEEDED).where(columns.id == record, columns.deleted_at.is_(None))
    row: Any = connection.execute(query).one_or_none()
    if row is not None and (read := _read(reader, row)).words is not None:
        _keep_words(connection, [(row, read)])


def _keep_words(connection: Connection, rows: Sequence[tuple[Any, _Read]]) -> None:
    words = [{"word": word, "record": row.id} for row, read in rows for word in read.words or ()]
    connection.execute(delete(RECORD_WORDS).where(RECORD_WORDS.c.record.in_([row.id for row, _ in rows])))
    if words:
        connection.execute(insert(RECORD_WORDS), words)


def read_left_over(connection: Connection, reader: Reader) -> int:
    """Read some of what came in before this reader was here; how many, 0 when all are read."""
    columns = RECORDS.c
    unread = (columns.indexed >= 0, columns.indexed < READER, columns.deleted_at.is_(None))
    found = connection.execute(select(columns.id).where(*unread).limit(_AT_ONCE)).scalars().all()
    return read_records(connection, reader, found)


def try_unopened_again(connection: Connection) -> None:
    """A key may have been put back since: what did not open is read again."""
    connection.execute(update(RECORDS).where(RECORDS.c.indexed == UNOPENED).values(indexed=0))


def due_at(form: Form | None, made_at: datetime, town: Town) -> datetime | None:
    """The first moment at which a record is too late: the midnight after its last day. None when nothing is promised.

    Counted from when it was made, in working days of the town.
    """
    if form is None or form.due_working_days is None:
        return None
    zone = ZoneInfo(town.timezone)
    last = due_day(made_at.astimezone(zone).date(), form.due_working_days, town)
    return datetime.combine(last + timedelta(days=1), time.min, zone)


def village_in(answers: Answers, town: Town) -> str | None:
    """The village that a record is about, when it is one of the town's."""
    villages = {village.name for village in town.villages}
    for answer in answers.values():
        if isinstance(answer, Place) and answer.village in villages:
            return answer.village
    named = words_of(answers, "village")
    return named if named in villages else None


def _read(reader: Reader, row: Any) -> _Read:
    try:
        payload = reader.keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
    except SealError:
        return _Read(None, None, None)
    answers = read_answers(payload)
    words = [row.reference.casefold(), *words_in(" ".join(_texts(answers, reader.forms.get(row.form))))]
    private_key = reader.keys.private_keys[row.key_id]
    kept = digests(private_key, dict.fromkeys(words[:MOST_WORDS]))
    kept += [digest for kind in NoteKind for digest in _clerks_words(reader, row, kind)]
    return _Read(village_in(answers, reader.town), _deposited_on(reader, row, answers), list(dict.fromkeys(kept)))


def _clerks_words(reader: Reader, row: Any, kind: NoteKind) -> list[bytes]:
    """The words of a note or an answer, under the key that it is sealed to; none where it does not open."""
    sealed, key_id = getattr(row, f"{kind}_sealed"), getattr(row, f"{kind}_key_id")
    try:
        words = words_in(open_words(reader.keys, kind, row.id, row.terminal, sealed, key_id))
    except SealError:
        return []
    return digests(reader.keys.private_keys[key_id], words[:MOST_WORDS]) if words else []


def _columns(reader: Reader, row: Any, read: _Read) -> dict[str, Any]:
    return {
        "record": row.id,
        "new_village": read.village,
        "new_deposited_on": read.deposited_on,
        "new_due_at": due_at(reader.forms.get(row.form), row.corrected_at, reader.town),
        "new_indexed": UNOPENED if read.words is None else READER,
    }


def _deposited_on(reader: Reader, row: Any, answers: Answers) -> date | None:
    if row.kind != FOUND_ITEM:
        return None
    given = any(words_of(answers, name) == word for one in _HANDED_IN for name, word in one.items())
    day: date = row.corrected_at.astimezone(ZoneInfo(reader.town.timezone)).date()
    return day if given else None


def _texts(answers: Answers, form: Form | None) -> Iterable[str]:
    fields = {field.name: field for field in form.fields} if form else {}
    for name, answer in answers.items():
        field = fields.get(name)
        option = field.option(answer) if field and isinstance(answer, str) else None
        yield option.label[DEFAULT_LANGUAGE] if option else _in_words(answer)


def _in_words(answer: AnswerValue) -> str:
    if isinstance(answer, Photos):
        return ""
    return answer.in_words() if isinstance(answer, Place) else answer
