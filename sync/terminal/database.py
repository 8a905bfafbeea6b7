"""The terminal's one database file: one writer, durable when it says so, never thrown away (sync rules 6 to 12)."""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from sync.terminal.ballast import Ballast, Room
from sync.terminal.connection import checkpoint, complaints_told_apart, connect
from sync.terminal.damage import keep_log, release_log, set_aside, set_aside_files
from sync.terminal.errors import DamagedDatabaseError, DiskFailedError, DiskFullError, StorageError
from sync.terminal.lease_tables import LEASE_MIGRATIONS
from sync.terminal.processlock import ProcessLock, lock_of
from sync.terminal.schema import OUTBOX_MIGRATIONS

_ROOM = Room()
_LONG_LOG_BYTES = 512 << 10
"""SQLite would bring a log of 4 MB in by itself, in the middle of a visit; before that, an idle moment comes along."""

_log = logging.getLogger(__name__)


class TerminalDatabase:
    """The file with everything that the terminal must not lose. Made by `open`; safe to use from any thread.

    There is exactly one connection, guarded by a lock (sync rules 6a, 9). Reading goes through it too.
    """

    def __init__(
        self,
        path: Path,
        lock: ProcessLock,
        migrations: Sequence[Migrations],
        room: Room,
        kind: type[sqlite3.Connection] = sqlite3.Connection,
    ) -> None:
        self._path = path
        self._kind = kind
        self._process_lock = lock
        self._migrations = migrations
        self._room = room
        self._ballast = Ballast(path.with_name(path.name + ".ballast"), room.ballast_bytes)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        path: Path,
        migrations: Sequence[Migrations] = (),
        room: Room = _ROOM,
        kind: type[sqlite3.Connection] = sqlite3.Connection,
    ) -> "TerminalDatabase":
        """Open or make the file, bring its tables up to date with `migrations`, and hold the ballast.

        A damaged file is set aside, never deleted, and a fresh one begun (sync rule 10). `kind` is the class of the one
        connection: that of a simulation stops at any statement. Raises DatabaseInUseError, UnsafeDatabaseError or
        another StorageError.
        """
        path = path.absolute()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = ProcessLock(lock_of(path))
        database = cls(path, lock, (OUTBOX_MIGRATIONS, LEASE_MIGRATIONS, *migrations), room, kind)
        try:
            database._begin()
        except BaseException:
            lock.release()
            raise
        return database

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    @property
    def set_aside(self) -> tuple[Path, ...]:
        """The damaged files that were set aside, oldest first. Any at all is an alarm for the fleet page."""
        return set_aside_files(self._path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """BEGIN IMMEDIATE ... COMMIT: when the block is left, all of it is on disk, or nothing (sync rules 7, 8).

        Raises DiskFullError (nothing was written), DiskFailedError (look up whether it was kept, then do it again:
        sync rule 12) or DamagedDatabaseError; what the block itself raises goes through, and undoes it.
        """
        with self._guarded() as connection:
            if connection.in_transaction:
                raise RuntimeError("this thread has a transaction open already")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _undo(connection)
                raise

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows that a SELECT gives; inside a transaction of the same thread it sees that transaction's rows."""
        with self._guarded() as connection:
            return connection.execute(sql, parameters).fetchall()

    def has_room(self) -> bool:
        """Whether a new record may be begun: disk, ballast and quota all have room (sync rule 11)."""
        disk = os.statvfs(self._path.parent)
        return (
            disk.f_bavail * disk.f_frsize >= self._room.min_free_bytes
            and self._ballast.hold()
            and self._used_bytes() < self._room.max_database_bytes
        )

    def require_room(self) -> None:
        """Raise DiskFullError unless there is room for a new record."""
        if not self.has_room():
            raise DiskFullError(f"there is no room for a new record on the disk of {self._path}")

    def use_reserve(self) -> None:
        """On a full disk, before an answer is noted: give the ballast up, and let the log begin at its start again.

        The ballast comes back by itself as soon as there is room for it; until then no new record is begun.
        """
        self._ballast.release()
        with self._guarded() as connection:
            checkpoint(connection)

    def tidy_log(self, longer_than_bytes: int = _LONG_LOG_BYTES) -> None:
        """Bring a grown log into the file. For idle moments, so that no visitor waits for it (sync rule 9)."""
        with self._guarded() as connection:
            log = self._path.with_name(self._path.name + "-wal")
            if log.stat().st_size > longer_than_bytes:
                checkpoint(connection)

    def close(self) -> None:
        """Close the file and let another process have it."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._drop_connection()
                self._process_lock.release()

    def _begin(self) -> None:
        keep_log(self._path)
        try:
            self._connection = self._connect()
        except DamagedDatabaseError as error:
            aside = set_aside(self._path)
            _log.critical("database %s is damaged (%s): set aside as %s", self._path, error, aside.name)
            self._connection = self._connect()
        release_log(self._path)
        self._ballast.hold()

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._path, self._kind)
        try:
            self._path.chmod(0o600)
            with complaints_told_apart():
                for migrations in self._migrations:
                    migrations.apply(Database(connection))
            # Whatever an earlier failing fsync left in doubt is in the file after this, or it raises (sync rule 12).
            checkpoint(connection)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = sqlite3.Row
        return connection

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; after a failing disk a new one (sync rule 12)."""
        with self._lock:
            if self._closed:
                raise StorageError(f"{self._path} is closed")
            if self._connection is None:
                self._connection = self._connect()
            try:
                with complaints_told_apart():
                    yield self._connection
            except DiskFailedError:
                self._drop_connection()
                raise

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _used_bytes(self) -> int:
        pages, unused, size = (
            self.query(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - unused) * size)


def _undo(connection: sqlite3.Connection) -> None:
    """Roll back what is open; an error here must not hide the one that led to it."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        _log.warning("a transaction was not rolled back: %s", type(error).__name__)
