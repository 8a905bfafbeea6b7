"""Bringing over what can still be read of a damaged database (sync rule 10).

Page by page through SQLite itself, so it needs no tool on the terminal. The damaged file stays where it is: what is not
readable this way may still be for `sqlite3 <file> .recover` on another machine.
"""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

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
        copied = sum(_copy(connection, row) for row in readable_rows(path))
        bring_over(connection, _heard(path))
        connection.execute("INSERT INTO salvage (file, records) VALUES (?, ?)", (path.name, copied))
    _log.critical("%d records were brought over from damaged %s", copied, path.name)
    return copied


def readable_rows(path: Path) -> Iterator[sqlite3.Row]:
    """The whole outbox rows of a damaged file: those whose payload still has its hash."""
    damaged = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    damaged.row_factory = sqlite3.Row
    try:
        for position in range(1, _last_position(damaged) + 1):
            row = _row_at(damaged, position)
            if row is not None and _is_whole(row):
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


def _last_position(damaged: sqlite3.Connection) -> int:
    """The highest position that any table still tells of."""
    told = [0]
    for question in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'",
        "SELECT max(position) FROM outbox NOT INDEXED",
    ):
        try:
            told += [row[0] or 0 for row in damaged.execute(question)]
        except sqlite3.DatabaseError:
            continue
    return min(max(told), _MAX_POSITIONS)


def _row_at(damaged: sqlite3.Connection, position: int) -> sqlite3.Row | None:
    try:
        rows = damaged.execute(f"{SELECT_WHOLE_ROWS} NOT INDEXED WHERE position = ?", (position,)).fetchall()
    except sqlite3.DatabaseError:
        return None
    return rows[0] if rows else None


def _is_whole(row: sqlite3.Row) -> bool:
    sealed = row["sealed"]
    return isinstance(sealed, bytes) and sha256_of(sealed) == row["sealed_sha256"]


def _copy(connection: sqlite3.Connection, row: sqlite3.Row) -> int:
    try:
        return connection.execute(INSERT_WHOLE_ROW, tuple(row)).rowcount
    except sqlite3.IntegrityError:
        # A column beside the payload is damaged; the payload is still in the file that was set aside.
        return 0
