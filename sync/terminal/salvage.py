"""Bringing over what can still be read of a damaged database (sync rule 10).

Page by page through SQLite itself, so it needs no tool on the terminal. The damaged file stays where it is: what is not
readable this way may still be for `sqlite3 <file> .recover` on another machine.
"""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sync.terminal.attachments import INSERT_WHOLE_ATTACHMENT, SELECT_WHOLE_ATTACHMENTS
from sync.terminal.database import TerminalDatabase
from sync.terminal.heard import bring_over
from sync.terminal.rows import INSERT_WHOLE_ROW, SELECT_WHOLE_ROWS, sha256_of

_MAX_POSITIONS = 1_000_000
_log = logging.getLogger(__name__)


def salvage(database: TerminalDatabase) -> int:
    """Copy the readable records of every set-aside file that was not salvaged before; returns how many.

    Safe to be cut off and begun again: a record that is there already is not copied twice.
    """
    known = {row["file"] for row in database.query("SELECT file FROM salvage")}
    return sum(_salvage_file(database, path) for path in database.set_aside if path.name not in known)


def _salvage_file(database: TerminalDatabase, path: Path) -> int:
    with database.transaction() as connection:
        copied = sum(_copy(connection, INSERT_WHOLE_ROW, row) for row in readable_rows(path))
        photos = sum(_copy(connection, INSERT_WHOLE_ATTACHMENT, row) for row in readable_attachments(path))
        bring_over(connection, _heard(path))
        connection.execute("INSERT INTO salvage (file, records) VALUES (?, ?)", (path.name, copied))
    _log.critical("%d records and %d photos were brought over from damaged %s", copied, photos, path.name)
    return copied


def readable_rows(path: Path) -> Iterator[sqlite3.Row]:
    """The whole outbox rows of a damaged file: those whose payload still has its hash."""
    rows = _readable(path, "outbox", SELECT_WHOLE_ROWS)
    return (row for row in rows if row["sealed_sha256"] == sha256_of(row["sealed"]))


def readable_attachments(path: Path) -> Iterator[sqlite3.Row]:
    """The whole photos of a damaged file."""
    rows = _readable(path, "attachment", SELECT_WHOLE_ATTACHMENTS)
    return (row for row in rows if row["sealed_sha256"] == sha256_of(row["sealed"]).hex())


def _readable(path: Path, table: str, select: str) -> Iterator[sqlite3.Row]:
    damaged = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    damaged.row_factory = sqlite3.Row
    try:
        for position in range(1, _last_position(damaged, table) + 1):
            row = _row_at(damaged, select, position)
            if row is not None and isinstance(row["sealed"], bytes):
                yield row
    finally:
        damaged.close()


def _heard(path: Path) -> list[sqlite3.Row]:
    """What the central said of the time, by which the records are dated; nothing where that cannot be read."""
    damaged = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    damaged.row_factory = sqlite3.Row
    try:
        return damaged.execute("SELECT * FROM heard NOT INDEXED ORDER BY position").fetchall()
    except sqlite3.DatabaseError:
        return []
    finally:
        damaged.close()


def _last_position(damaged: sqlite3.Connection, table: str) -> int:
    """The highest position that anything still tells of."""
    told = [0]
    for question in (
        f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",  # noqa: S608 - our own names
        f"SELECT max(position) FROM {table} NOT INDEXED",  # noqa: S608 - our own names
    ):
        try:
            told += [row[0] or 0 for row in damaged.execute(question)]
        except sqlite3.DatabaseError:
            continue
    return min(max(told), _MAX_POSITIONS)


def _row_at(damaged: sqlite3.Connection, select: str, position: int) -> sqlite3.Row | None:
    try:
        rows = damaged.execute(f"{select} NOT INDEXED WHERE position = ?", (position,)).fetchall()
    except sqlite3.DatabaseError:
        return None
    return rows[0] if rows else None


def _copy(connection: sqlite3.Connection, insert: str, row: sqlite3.Row) -> int:
    try:
        return connection.execute(insert, tuple(row)).rowcount
    except sqlite3.IntegrityError:
        # A column beside the payload is damaged; the payload is still in the file that was set aside.
        return 0
