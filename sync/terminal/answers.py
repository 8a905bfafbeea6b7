"""What an answer of the central changes in the outbox, as one step inside a transaction."""

import logging
import sqlite3
from datetime import datetime

from sync.protocol.messages import BatchAnswer, RecordResult, RecordStatus
from sync.terminal import attachments
from sync.terminal.timestamp import timestamp

TO_WAITING = "state = 'waiting', status = NULL, reason = '', answered_at = NULL"
"""The SET clause that makes a record go again."""

_MAX_REASON_CHARACTERS = 200
_STATE_OF = {
    RecordStatus.CREATED: "acknowledged",
    RecordStatus.DUPLICATE: "acknowledged",
    RecordStatus.CONFLICT: "quarantined",
    RecordStatus.REJECTED: "quarantined",
}
_log = logging.getLogger(__name__)


def note_answer(connection: sqlite3.Connection, answer: BatchAnswer) -> None:
    """Give each answered record its state; when the central has a new epoch, let the older ones go again first."""
    resent = _resend_since_epoch(connection, answer)
    if resent:
        _log.warning("the central has a new epoch: %d records go again", resent)
    for result in answer.results:
        if result.status in _STATE_OF:
            _settle(connection, result, answer.now)


def _resend_since_epoch(connection: sqlite3.Connection, answer: BatchAnswer) -> int:
    """A restored central may lack all it acknowledged before: send it again (sync rule 20); returns how many.

    What it rejected goes again too, since another central may take it (sync rule 15); a conflict needs a person.
    """
    changed = connection.execute("UPDATE owner SET epoch = ?1 WHERE epoch <> ?1", (str(answer.epoch),)).rowcount
    if not changed:
        return 0
    attachments.send_again(connection)
    rejected = RecordStatus.REJECTED.value
    return connection.execute(
        f"UPDATE outbox SET {TO_WAITING} WHERE state = 'acknowledged' OR status = ?",  # noqa: S608 - our own words
        (rejected,),
    ).rowcount


def _settle(connection: sqlite3.Connection, result: RecordResult, central_now: datetime) -> None:
    state = _STATE_OF[result.status]
    changed = connection.execute(
        "UPDATE outbox SET state = ?, status = ?, reason = ?, answered_at = ? WHERE id = ? AND state = 'waiting'",
        (state, result.status.value, _shortened(result), timestamp(central_now), str(result.id)),
    ).rowcount
    if changed and state == "quarantined":
        # Id and status only: a reason is for the clerk and may quote (design.md, idea 5).
        _log.error("record %s is quarantined: %s", result.id, result.status.value)


def _shortened(result: RecordResult) -> str:
    return result.reason[:_MAX_REASON_CHARACTERS]
