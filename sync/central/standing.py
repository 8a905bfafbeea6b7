"""How far a record is, for its visitor (the wire: sync.protocol.standing): by our own clerks, and where it went to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from sync.central.delivery.port import TargetState
from sync.central.delivery.showing import Shown, deliveries_of
from sync.central.records.keys import KeyRing
from sync.central.records.notes import NoteKind, open_words
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.protocol.seal import SealError
from sync.protocol.standing import RecordStage, RecordStanding

Since = tuple[RecordStage, datetime]


def standing(connection: Connection, keys: KeyRing, reference: str) -> RecordStanding | None:
    """How far the record with this code is; None when there is none (any more).

    Terminals make codes by themselves, so two records may by chance have the same one. Then nobody is told anything:
    the answer to one visitor must not be read by another.
    """
    columns = RECORDS.c
    shown = (columns.id, columns.terminal, columns.state, columns.state_at, columns.corrected_at)
    answer = (columns.answer_sealed, columns.answer_key_id)
    query = select(*shown, *answer).where(columns.reference == reference, columns.deleted_at.is_(None)).limit(2)
    rows: Sequence[Any] = connection.execute(query).all()
    if len(rows) != 1:
        return None
    row = rows[0]
    handed_on = deliveries_of(connection, row.id)
    state, since = stage_of(RecordState(row.state), row.corrected_at, row.state_at, handed_on)
    return RecordStanding(reference=reference, state=state, since=since, words=_words(keys, row))


def stage_of(state: RecordState, made_at: datetime, state_at: datetime | None, handed_on: Iterable[Shown]) -> Since:
    """How far a record is for its visitor, and since when: as far as anybody who works on it says.

    It is dealt with when our clerk says so, or everybody whom it was handed on to.
    """
    handed_on = list(handed_on)
    if state is RecordState.DONE:
        return RecordStage.CLOSED, state_at or made_at
    closed = [one.told_since for one in handed_on if one.told_state == TargetState.CLOSED and one.told_since]
    if closed and len(closed) == len(handed_on) and state is RecordState.NEW:
        return RecordStage.CLOSED, max(closed)
    busy = [one.told_since for one in handed_on if one.told_state == TargetState.BUSY and one.told_since] + closed
    if state is RecordState.IN_PROGRESS:
        busy.append(state_at or made_at)
    if busy:
        return RecordStage.IN_PROGRESS, min(busy)
    delivered = [one.delivered_at for one in handed_on if one.delivered_at]
    return (RecordStage.PASSED_ON, min(delivered)) if delivered else (RecordStage.RECEIVED, made_at)


def _words(keys: KeyRing, row: Any) -> str:
    try:
        return open_words(keys, NoteKind.ANSWER, row.id, row.terminal, row.answer_sealed, row.answer_key_id)
    except SealError:  # the key is not here now; how far it is can be told all the same
        return ""
