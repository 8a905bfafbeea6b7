"""Leases as rows, and what may be done to them: each function is one step inside a transaction of the caller."""

import sqlite3
from datetime import UTC, datetime
from uuid import UUID

from sync.protocol.leases import NumberLease, SlotLease


def moment_text(moment: datetime) -> str:
    """A moment as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def slot_of(row: sqlite3.Row) -> SlotLease:
    """The lent place that a row holds."""
    start = datetime.fromisoformat(row["start"])
    return SlotLease(id=UUID(row["id"]), location=row["location"], start=start, minutes=row["minutes"])


def block_of(row: sqlite3.Row) -> NumberLease:
    """The lent numbers that a row holds."""
    names = ("location", "service", "letter", "first", "last", "next")
    return NumberLease(id=UUID(row["id"]), **{name: row[name] for name in names})


def add_slot(connection: sqlite3.Connection, slot: SlotLease, state: str = "held") -> None:
    """Note a place that was lent; one that is known already stays as it is, whatever became of it."""
    connection.execute(
        "INSERT OR IGNORE INTO lease_slot (id, location, start, minutes, state) VALUES (?, ?, ?, ?, ?)",
        (str(slot.id), slot.location, moment_text(slot.start), slot.minutes, state),
    )


def add_block(connection: sqlite3.Connection, block: NumberLease, state: str = "held") -> None:
    """Note numbers that were lent; a block that is known already stays as it is."""
    connection.execute(
        "INSERT OR IGNORE INTO lease_block (id, location, service, letter, first, last, next, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (str(block.id), block.location, block.service, block.letter, block.first, block.last, block.next, state),
    )


def spend_slot(connection: sqlite3.Connection, slot: UUID, location: str, start: datetime, record: UUID) -> int | None:
    """Use a held place for the promise that `record` tells of; its minutes, None when it is not ours to give."""
    row = connection.execute(
        "UPDATE lease_slot SET state = 'spent', record = ?"
        " WHERE id = ? AND location = ? AND start = ? AND state = 'held' RETURNING minutes",
        (str(record), str(slot), location, moment_text(start)),
    ).fetchall()
    return row[0]["minutes"] if row else None


def spend_number(connection: sqlite3.Connection, location: str, service: str) -> tuple[NumberLease, int] | None:
    """Use the next number of the oldest block: the block as it was, and the number; None when there is none left."""
    rows = connection.execute(
        "SELECT * FROM lease_block WHERE location = ? AND service = ? AND state = 'held' AND letter <> ''"
        " ORDER BY position LIMIT 1",
        (location, service),
    ).fetchall()
    if not rows:
        return None
    block = block_of(rows[0])
    connection.execute(
        "UPDATE lease_block SET next = next + 1, state = CASE WHEN next = last THEN 'spent' ELSE 'held' END"
        " WHERE id = ?",
        (str(block.id),),
    )
    return block, block.next


def set_state(connection: sqlite3.Connection, ids: tuple[UUID, ...], state: str) -> int:
    """Take leases that may still be used, or are being returned, out of use; how many."""
    changed = 0
    for table in ("lease_slot", "lease_block"):
        for lease in ids:
            changed += connection.execute(
                f"UPDATE {table} SET state = ? WHERE id = ? AND state IN ('held', 'returning')",  # noqa: S608
                (state, str(lease)),
            ).rowcount
    return changed


def give_up_all(connection: sqlite3.Connection) -> int:
    """Use none of what is held any more; how many leases that were."""
    return sum(
        connection.execute(f"UPDATE {table} SET state = 'void' WHERE state IN ('held', 'returning')").rowcount  # noqa: S608
        for table in ("lease_slot", "lease_block")
    )


def forget_returned(connection: sqlite3.Connection, ids: tuple[UUID, ...]) -> None:
    """The central knows that these came back."""
    for table in ("lease_slot", "lease_block"):
        connection.executemany(
            f"DELETE FROM {table} WHERE id = ? AND state = 'returning'",  # noqa: S608 - our own table names
            [(str(lease),) for lease in ids],
        )


def forget_past(connection: sqlite3.Connection, before: datetime) -> None:
    """Places whose time is long past, and blocks that are used up and whose records have arrived.

    The last block of a service stays: that nothing is left of it says that another is needed.
    """
    connection.execute("DELETE FROM lease_slot WHERE start < ?", (moment_text(before),))
    connection.execute(
        "DELETE FROM lease_block WHERE state IN ('spent', 'void') AND position NOT IN"
        " (SELECT max(position) FROM lease_block GROUP BY location, service)"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'queue-number' AND state <> 'acknowledged')"
    )
