"""SQLite as the central's database: one writing connection, readers that cannot write (sync rules 6, 6a, 9)."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from sync.central.storage.lock import WriterLock
from sync.central.storage.signals import NoSignals, OnGap, OnText, Signals

_BUSY_TIMEOUT_S = 10.0
_SYNCHRONOUS_FULL = 2
_READERS = 8


Prepare = Callable[[sqlite3.Connection, object], None]


class StorageError(Exception):
    """The database cannot be used as it is; says why, in words for whoever runs the central."""


class SqliteDatabase:
    """One file. What `write` commits is on disk before it returns: write-ahead log, synchronous=FULL."""

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise StorageError("a file is expected for SQLite, such as sqlite:////var/lib/infopunt/central.db")
        path = Path(url.database).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = WriterLock(path.with_name(path.name + ".lock"), _BUSY_TIMEOUT_S)
        writing = URL.create("sqlite", database=str(path))
        reading = URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
        self._writer = _engine(writing, _prepare_writer, "BEGIN IMMEDIATE", connections=1)
        self._reader = _engine(reading, _prepare_reader, "BEGIN", connections=_READERS)
        with self._lock():
            self._writer.connect().close()  # the first connection makes the file and turns the log on

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; committed, and on disk, when the block ends without an error."""
        with self._lock(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the database."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def change_tables(self) -> Iterator[Connection]:
        """One transaction for a migration: SQLite rebuilds tables, and foreign keys must wait until that is done."""
        with self._lock(), self._writer.connect() as connection:
            driver = connection.connection.cursor()  # past SQLAlchemy, which would begin a transaction first
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise StorageError("a migration left rows that point to nothing; it was not done")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    def signals(self, on_text: OnText, on_gap: OnGap) -> Signals:
        """One process has the file to itself."""
        return NoSignals()

    def close(self) -> None:
        """Close all connections; the last one folds the log into the file."""
        self._reader.dispose()
        with self._lock():
            self._writer.dispose()


def _engine(url: URL, prepare: Prepare, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error must not carry anybody's words into a log
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": _BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", prepare)
    # The driver's own BEGIN is a deferred one, which may fail at the first write; ours takes the lock at once (rule 8).
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_writer(driver: sqlite3.Connection, _: object) -> None:
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA foreign_keys=ON")
    driver.execute("PRAGMA secure_delete=ON")  # what is forgotten is not left lying in the file
    mode = driver.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = driver.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or synchronous != _SYNCHRONOUS_FULL:
        raise StorageError(f"a write-ahead log and synchronous=FULL are expected, not {mode} and {synchronous}")


def _prepare_reader(driver: sqlite3.Connection, _: object) -> None:
    # It is opened with mode=ro; nor may it fold the log into the file (sync rule 6a).
    driver.execute("PRAGMA wal_autocheckpoint=0")
