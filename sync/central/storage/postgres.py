"""PostgreSQL as the central's database, for a region with several web processes or machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine, text

from sync.central.storage.signals import OnGap, OnText, PostgresSignals, Signals

_OPTIONS = "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
"""An acknowledged record is on disk (sync rule 19); a stuck neighbour costs seconds, not the evening."""

_CONNECT_TIMEOUT_S = 10
_CONNECTIONS = 10
_MIGRATION_LOCK = 0x1F0_9047
"""Any fixed number: all processes of a central ask for the same one, and only one migrates."""


class PostgresDatabase:
    """A database on a PostgreSQL server, through psycopg 3."""

    def __init__(self, url: URL) -> None:
        self._writer = create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,  # an error must not carry anybody's words into a log
            connect_args={"options": _OPTIONS, "connect_timeout": _CONNECT_TIMEOUT_S},
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_CONNECT_TIMEOUT_S,
            pool_pre_ping=True,
        )
        # The same unchanging view while reading as SQLite gives.
        self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; committed, and on disk, when the block ends without an error."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the database."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def change_tables(self) -> Iterator[Connection]:
        """One transaction for a migration; of several processes that start together one goes first."""
        with self._writer.begin() as connection:
            # Waiting for a neighbour's migration is not a stuck lock.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            yield connection

    def signals(self, on_text: OnText, on_gap: OnGap) -> Signals:
        """Several processes may share the database: LISTEN and NOTIFY."""
        return PostgresSignals(self._writer, on_text, on_gap)

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
