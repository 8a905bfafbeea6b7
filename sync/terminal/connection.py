"""The one SQLite connection of the terminal: how it is opened, and how SQLite's complaints are told apart."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.terminal.errors import DamagedDatabaseError, DiskFailedError, DiskFullError, StorageError, UnsafeDatabaseError

_SYNCHRONOUS_FULL = 2
_ERRORS: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_FULL: DiskFullError,
    sqlite3.SQLITE_IOERR: DiskFailedError,
    sqlite3.SQLITE_CANTOPEN: DiskFailedError,
    sqlite3.SQLITE_CORRUPT: DamagedDatabaseError,
    sqlite3.SQLITE_NOTADB: DamagedDatabaseError,
}
_PRIMARY_CODE = 0xFF


def connect(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """Open a file for writing, checked and settled as sync rule 6 says; raises StorageError.

    The lock of the file is exclusive: no second connection can ever write or checkpoint it, which keeps clear of the
    WAL-reset bug of SQLite before 3.51.3 (sync rule 6a) and needs no shared-memory file.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0, factory=kind)
    try:
        with complaints_told_apart():
            settle(connection)
            _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def settle(connection: sqlite3.Connection) -> None:
    """Set what durability hangs on and read it back; raises UnsafeDatabaseError (sync rule 6)."""
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        # To the last row: a PRAGMA that is dropped half-way hides the error with which it would have ended.
        connection.execute(f"PRAGMA {pragma}").fetchall()
    # Sorting and the like stay in memory: no temporary file with a copy of anything (sync rule 33).
    connection.execute("PRAGMA temp_store = MEMORY")
    # What is forgotten is not left lying in the file: not every SQLite is built to do so by itself.
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    found = tuple(_pragma(connection, name) for name in ("locking_mode", "journal_mode", "synchronous"))
    if found != ("exclusive", "wal", _SYNCHRONOUS_FULL):
        raise UnsafeDatabaseError(
            f"locking_mode exclusive, journal_mode wal and synchronous {_SYNCHRONOUS_FULL} are expected, found {found}"
        )


def checkpoint(connection: sqlite3.Connection) -> None:
    """Bring the log into the database file and empty it; raises DiskFailedError when it could not."""
    with complaints_told_apart():
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
    if busy:
        raise DiskFailedError("the log could not be brought into the database")


@contextmanager
def complaints_told_apart() -> Iterator[None]:
    """Raise the StorageError that fits SQLite's complaint; a complaint about our own SQL goes through as it is."""
    try:
        yield
    except sqlite3.Error as error:
        kind = _ERRORS.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE)
        if kind is None:
            raise
        raise kind(str(error)) from error


def _check(connection: sqlite3.Connection) -> None:
    verdict = connection.execute("PRAGMA quick_check(1)").fetchall()[0][0]
    if verdict != "ok":
        raise DamagedDatabaseError(verdict)


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchall()[0][0]
