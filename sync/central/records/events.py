"""What was done with a record, and who opened it: written down in the same transaction, and shown beside the record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, insert, select

from sync.central.records.tables import RECORD_EVENTS


class What(StrEnum):
    """What somebody did. `opened`, `photo`, `proposed` and `exported` are looks; the others are changes."""

    OPENED = "opened"
    PHOTO = "photo"
    PROPOSED = "proposed"
    EXPORTED = "exported"
    STATE = "state"
    ASSIGNED = "assigned"
    NOTED = "noted"
    ANSWERED = "answered"
    DEPOSITED = "deposited"
    CLAIMED = "claimed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    EMPTIED = "emptied"


@dataclass(frozen=True)
class Event:
    """One thing that was done. `detail` is a word of ours, such as a state, and never anything that somebody wrote."""

    at: datetime
    by: str
    what: str
    detail: str


def write_down(
    connection: Connection, records: Iterable[UUID], what: What, by: str, now: datetime, detail: str = ""
) -> None:
    """`by` did this with each of `records`."""
    rows = [{"record": record, "at": now, "by": by, "what": what.value, "detail": detail} for record in records]
    if rows:
        connection.execute(insert(RECORD_EVENTS), rows)


def events_of(connection: Connection, record: UUID, limit: int = 100) -> Sequence[Event]:
    """What was done with a record, the last first."""
    columns = RECORD_EVENTS.c
    shown = (columns.at, columns.by, columns.what, columns.detail)
    query = select(*shown).where(columns.record == record).order_by(columns.number.desc()).limit(limit)
    return [Event(*row) for row in connection.execute(query)]
