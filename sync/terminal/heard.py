"""What the central said of the time, boot by boot: whatever the wall clock says, it tells when a record was made.

A terminal without a battery, or with a clock that somebody set, does not know the time until it reaches the central.
Within one boot one answer of the central is enough for all records of that boot, those made before it too (sync rule
26). Kept on disk, so that it is still known when the records are sent after another start.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sync.protocol.clock import Clock
from sync.protocol.messages import MAX_HEARD, Heard

_AGAIN_AFTER = timedelta(minutes=15)
"""The monotonic clock runs well enough, and a card does not last for ever."""

_NOTE = """
    INSERT INTO heard (at, monotonic_s, boot_id, incarnation, seq)
    SELECT :at, :monotonic_s, :boot_id, incarnation, last_seq FROM owner WHERE true
    ON CONFLICT (boot_id) DO UPDATE SET at = excluded.at, monotonic_s = excluded.monotonic_s,
        incarnation = excluded.incarnation, seq = excluded.seq
    WHERE heard.at < :not_since
"""
_BRING_OVER = (
    "INSERT OR IGNORE INTO heard (at, monotonic_s, boot_id, incarnation, seq)"
    " VALUES (:at, :monotonic_s, :boot_id, :incarnation, :seq)"
)
_FORGET = "DELETE FROM heard WHERE position NOT IN (SELECT position FROM heard ORDER BY position DESC LIMIT ?)"


def note_heard(connection: sqlite3.Connection, at: datetime, clock: Clock) -> None:
    """The central has just said that it is `at`; in a boot without a name that would tell nothing."""
    boot_id = clock.boot_id()
    if not boot_id:
        return
    values = {
        "at": _text(at),
        "not_since": _text(at - _AGAIN_AFTER),
        "monotonic_s": clock.monotonic_s(),
        "boot_id": boot_id,
    }
    if connection.execute(_NOTE, values).rowcount == 1:
        connection.execute(_FORGET, (MAX_HEARD,))


def bring_over(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    """Note what a damaged database still tells; rows that make no sense are left out."""
    for row in rows:
        with suppress(ValueError, TypeError):
            heard = heard_of(row)
            connection.execute(_BRING_OVER, heard.model_dump() | {"at": _text(heard.at)})
    # Several damaged databases may tell of more boots than one batch takes.
    connection.execute(_FORGET, (MAX_HEARD,))


def heard_of(row: sqlite3.Row) -> Heard:
    """What a row of the table says."""
    names = ("monotonic_s", "boot_id", "incarnation", "seq")
    return Heard(at=datetime.fromisoformat(row["at"]), **{name: row[name] for name in names})


def _text(moment: datetime) -> str:
    """As text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
