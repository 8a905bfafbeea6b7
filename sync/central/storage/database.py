"""Opening the central's database by its address."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from sync.central.storage.postgres import PostgresDatabase
from sync.central.storage.signals import OnGap, OnText, Signals
from sync.central.storage.sqlite import SqliteDatabase, StorageError


class Database(Protocol):
    """What everybody above may know of the database."""

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction that may write; committed, and on disk, when the block ends without an error.

        Raises sync.central.storage.lock.StorageBusyError or sqlalchemy's OperationalError: then nothing was written.
        """
        ...

    def read(self) -> AbstractContextManager[Connection]:
        """One unchanging view of the database; cannot write."""
        ...

    def change_tables(self) -> AbstractContextManager[Connection]:
        """One transaction for a migration, alone."""
        ...

    def signals(self, on_text: OnText, on_gap: OnGap) -> Signals:
        """A line to the other processes of this central; `on_text` and `on_gap` are called from another thread."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


def open_database(url: str) -> Database:
    """Open `sqlite:////path/of.db` or `postgresql://user:password@host/name`; raises StorageError."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StorageError("an address such as sqlite:////path/of.db or postgresql://host/name is expected") from error
    backend = address.get_backend_name()
    if backend == "sqlite":
        return SqliteDatabase(address)
    if backend == "postgresql":
        return PostgresDatabase(address)
    raise StorageError(f"sqlite or postgresql is expected, not {backend}")
