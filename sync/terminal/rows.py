"""A record as a row of the outbox, and back."""

import hashlib
import sqlite3
from datetime import datetime
from typing import Any
from uuid import UUID

from sync.protocol.messages import SealedRecord

_COLUMNS = tuple(SealedRecord.model_fields)
_ANSWER_COLUMNS = ("sealed_sha256", "state", "status", "reason", "answered_at")
SELECT_RECORDS = f"SELECT position, {', '.join(_COLUMNS)} FROM outbox"  # noqa: S608 - our own column names
SELECT_WHOLE_ROWS = f"SELECT {', '.join(_COLUMNS + _ANSWER_COLUMNS)} FROM outbox"  # noqa: S608 - our own column names
INSERT_WHOLE_ROW = (
    f"INSERT OR IGNORE INTO outbox ({', '.join(_COLUMNS + _ANSWER_COLUMNS)})"  # noqa: S608 - our own column names
    f" VALUES ({', '.join('?' * len(_COLUMNS + _ANSWER_COLUMNS))})"
)
INSERT_RECORD = (
    f"INSERT INTO outbox ({', '.join(_COLUMNS)}, sealed_sha256)"  # noqa: S608 - our own column names
    f" VALUES ({', '.join(f':{column}' for column in _COLUMNS)}, :sealed_sha256)"
)


def row_of(record: SealedRecord) -> dict[str, Any]:
    """The values of a record's row."""
    return {
        **record.model_dump(),
        "id": str(record.id),
        "made_at": record.made_at.isoformat(),
        "sealed_sha256": sha256_of(record.sealed),
    }


def record_of(row: sqlite3.Row) -> SealedRecord:
    """The record that a row holds, with the very bytes that were sealed once (sync rule 4)."""
    values = {column: row[column] for column in _COLUMNS}
    # Not parsed anew: what is in the row was checked before it was written, and `sealed` is no base64 here.
    values |= {"id": UUID(row["id"]), "made_at": datetime.fromisoformat(row["made_at"])}
    return SealedRecord.model_construct(**values)


def sha256_of(sealed: bytes) -> bytes:
    """The hash by which a damaged payload is known."""
    return hashlib.sha256(sealed).digest()
