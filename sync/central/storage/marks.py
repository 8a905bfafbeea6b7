"""The mark that every central sets in a PostgreSQL server while it serves from a database there.

An advisory lock: each central holds it shared with the others. It belongs to a connection of its own; what listens to
other processes (signals.py) sets it as well, so that a central which lost its connections marks itself again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.psycopg import dialect

_SERVING_LOCK = 0x1F0_9048
"""Any fixed number: all processes of all centrals use the same one. Such a lock counts within one database."""

SET_MARK = f"SELECT pg_advisory_lock_shared({_SERVING_LOCK})"
"""Waits for a command that must be alone, as long as the connection waits for locks."""


@contextmanager
def marked(address: URL) -> Iterator[None]:
    """Hold the mark until the block ends."""
    with _connected(address) as connection:
        connection.execute(SET_MARK)
        yield


@contextmanager
def unmarked(address: URL) -> Iterator[bool]:
    """Whether nobody holds the mark; as long as the block lasts then nobody gets it either."""
    with _connected(address) as connection:
        row = connection.execute(f"SELECT pg_try_advisory_lock({_SERVING_LOCK})").fetchone()
        yield bool(row and row[0])


@contextmanager
def _connected(address: URL) -> Iterator[Any]:
    made: Any = dialect
    connect: Any = psycopg.connect
    _, arguments = made().create_connect_args(address.set(drivername="postgresql+psycopg"))
    with connect(**arguments, autocommit=True) as connection:
        yield connection
