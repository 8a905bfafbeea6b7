"""What could not become a record: kept as it came, shown to a person, in nobody's way (sync rules 3, 15, 24)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, select, update

from sync.central.fleet.terminals import Terminal
from sync.central.records.tables import QUARANTINE
from sync.central.storage.portable import insert_new

PAGE_ROWS = 50


class Why(StrEnum):
    """Why it is here."""

    CONFLICT = "conflict"
    REJECTED = "rejected"
    NEWER = "newer"


@dataclass(frozen=True)
class Quarantined:
    """One thing in quarantine, as the fleet page shows it."""

    number: int
    terminal: str
    record_id: UUID
    why: Why
    reason: str
    received_at: datetime


def keep_aside(
    connection: Connection, terminal: Terminal, why: Why, record_id: UUID, raw: bytes, reason: str, now: datetime
) -> bool:
    """Keep `raw`; whether it is here for the first time."""
    row = {"terminal": terminal.name, "record_id": record_id, "raw": raw, "raw_sha256": hashlib.sha256(raw).digest()}
    row |= {"why": why.value, "reason": reason, "received_at": now}
    return bool(insert_new(connection, QUARANTINE, [row], QUARANTINE.c.number))


def unsettled(connection: Connection, limit: int = PAGE_ROWS) -> Sequence[Quarantined]:
    """What nobody has looked at yet, oldest first."""
    columns = QUARANTINE.c
    shown = (columns.number, columns.terminal, columns.record_id, columns.why, columns.reason, columns.received_at)
    query = select(*shown).where(columns.settled_at.is_(None)).order_by(columns.number).limit(limit)
    return [
        Quarantined(row.number, row.terminal, row.record_id, Why(row.why), row.reason, row.received_at)
        for row in connection.execute(query)
    ]


def settle(connection: Connection, number: int, now: datetime) -> bool:
    """A person has looked at it; it stays kept. Whether there was such a thing to settle."""
    columns = QUARANTINE.c
    statement = update(QUARANTINE).where(columns.number == number, columns.settled_at.is_(None))
    return connection.execute(statement.values(settled_at=now)).rowcount == 1
