"""Photos on their way to the central: sealed, in one transaction with their record, until the central has them.

They are sent, kept and forgotten as records are (sync rules 20, 21, 35), but by themselves: a photo that is still on
its way holds up no record.
"""

import hashlib
import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sync.protocol.attachments import Attachment, AttachmentAnswer, AttachmentState
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFullError
from sync.terminal.timestamp import timestamp

_TO_WAITING = "state = 'waiting', reason = '', answered_at = NULL"

_COLUMNS = "record, sealed_sha256, key_id, state, reason, answered_at, sealed"
SELECT_WHOLE_ATTACHMENTS = f"SELECT {_COLUMNS} FROM attachment"  # noqa: S608 - our own column names
INSERT_WHOLE_ATTACHMENT = f"INSERT OR IGNORE INTO attachment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own column names


@dataclass(frozen=True)
class SealedPhoto:
    """A photo as it may touch the disk."""

    sealed: bytes
    key_id: str

    @property
    def sealed_sha256(self) -> str:
        """What it is called, in hexadecimal."""
        return hashlib.sha256(self.sealed).hexdigest()


@dataclass(frozen=True)
class AttachmentCounts:
    """How many photos wait for the central, and how many it refused."""

    waiting: int
    quarantined: int


def keep(connection: sqlite3.Connection, record_id: UUID, photos: Iterable[SealedPhoto]) -> None:
    """Write down the photos of a record, in its own transaction (sync rule 7)."""
    connection.executemany(
        "INSERT INTO attachment (record, sealed_sha256, key_id, sealed) VALUES (?, ?, ?, ?)",
        [(str(record_id), photo.sealed_sha256, photo.key_id, photo.sealed) for photo in photos],
    )


def send_again(connection: sqlite3.Connection) -> None:
    """A restored central may lack what it acknowledged, and may take what it refused (sync rules 15, 20)."""
    connection.execute(f"UPDATE attachment SET {_TO_WAITING} WHERE state <> 'waiting'")  # noqa: S608 - our own words


def forget(connection: sqlite3.Connection, older_than: datetime, max_bytes: int) -> int:
    """Delete acknowledged photos by age, on the central's clock, and by space (sync rule 21); returns how many."""
    by_age = connection.execute(
        "DELETE FROM attachment WHERE state = 'acknowledged' AND answered_at < ?", (timestamp(older_than),)
    )
    by_space = connection.execute(
        "DELETE FROM attachment WHERE position IN (SELECT position FROM (SELECT position,"
        " sum(length(sealed)) OVER (ORDER BY position DESC) AS bytes FROM attachment WHERE state = 'acknowledged')"
        " WHERE bytes > ?)",
        (max_bytes,),
    )
    return by_age.rowcount + by_space.rowcount


class Attachments:
    """The photos in the terminal's database, for whoever sends them. Safe to use from any thread."""

    def __init__(self, database: TerminalDatabase) -> None:
        self._database = database

    def next_waiting(self, skip: Container[str] = frozenset()) -> Attachment | None:
        """The photo that has waited longest, but none of those in `skip`."""
        rows = self._database.query(
            "SELECT sealed_sha256, length(sealed) AS sealed_bytes, record, key_id FROM attachment"
            " WHERE state = 'waiting' ORDER BY position"
        )
        row = next((row for row in rows if row["sealed_sha256"] not in skip), None)
        return Attachment.model_validate(dict(row)) if row else None

    def is_whole(self, sealed_sha256: str) -> bool:
        """Whether the card still gives the very bytes that were written to it."""
        rows = self._database.query("SELECT sealed FROM attachment WHERE sealed_sha256 = ?", (sealed_sha256,))
        return bool(rows) and hashlib.sha256(rows[0]["sealed"]).hexdigest() == sealed_sha256

    def piece(self, sealed_sha256: str, offset: int, size: int) -> bytes:
        """So many of its bytes from `offset`, or what is left of them."""
        rows = self._database.query(
            "SELECT substr(sealed, ?, ?) AS piece FROM attachment WHERE sealed_sha256 = ?",
            (offset + 1, size, sealed_sha256),
        )
        return bytes(rows[0]["piece"]) if rows else b""

    def note(self, answer: AttachmentAnswer) -> bool:
        """Note how far a photo is; whether the answer is of the epoch that the records know.

        Else nothing is noted: a central that was restored has to be heard by the records first (sync rule 20).
        """
        rows = self._database.query("SELECT 1 FROM owner WHERE epoch = ?", (str(answer.epoch),))
        if rows and answer.state is AttachmentState.COMPLETE:
            self._settle(answer.sealed_sha256, "acknowledged", "", answer.now)
        return bool(rows)

    def refuse(self, sealed_sha256: str, reason: str, now: datetime) -> None:
        """The central does not want it: kept, seen, and in nobody's way (sync rule 15). `reason` is a code."""
        self._settle(sealed_sha256, "quarantined", reason, now)

    def counts(self) -> AttachmentCounts:
        """How they stand."""
        rows = self._database.query("SELECT state, count(*) FROM attachment GROUP BY state")
        states: dict[str, int] = {row[0]: row[1] for row in rows}
        return AttachmentCounts(states.get("waiting", 0), states.get("quarantined", 0))

    def _settle(self, sealed_sha256: str, state: str, reason: str, now: datetime) -> None:
        try:
            self._write_down(sealed_sha256, state, reason, now)
        except DiskFullError:
            # There is always room for what the central says (sync rule 11).
            self._database.use_reserve()
            self._write_down(sealed_sha256, state, reason, now)

    def _write_down(self, sealed_sha256: str, state: str, reason: str, now: datetime) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE attachment SET state = ?, reason = ?, answered_at = ?"
                " WHERE sealed_sha256 = ? AND state = 'waiting'",
                (state, reason, timestamp(now), sealed_sha256),
            )
