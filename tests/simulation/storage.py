"""The central's database, its own code underneath, with a moment of danger before and after every statement."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from sync.central.storage.database import Database, open_database
from sync.central.storage.signals import OnGap, OnText, Signals
from tests.simulation.processes import Process
from tests.simulation.schedule import this_task


class DangerousDatabase:
    """sync.central.storage.database.Database on a SQLite file, in a process that may die at any statement."""

    def __init__(self, url: str, process: Process, waits_s: Callable[[], float]) -> None:
        self._database: Database = open_database(url)
        self._process = process
        self._waits_s = waits_s
        self._watched: set[Engine] = set()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write."""
        if this_task() is not None:
            # Others may come first: as with threads, or several web processes.
            self._process.sleep(self._waits_s())
        self._process.point()
        with self._database.write() as connection:
            self._watch(connection.engine)
            yield connection
        self._process.point()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view."""
        self._process.point()
        with self._database.read() as connection:
            yield connection

    def change_tables(self) -> AbstractContextManager[Connection]:
        """For migrations, in which nobody dies here: tests of their own look after that."""
        return self._database.change_tables()

    def signals(self, on_text: OnText, on_gap: OnGap) -> Signals:
        """There is one process."""
        return self._database.signals(on_text, on_gap)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _watch(self, engine: Engine) -> None:
        if engine not in self._watched:
            self._watched.add(engine)
            event.listen(engine, "before_cursor_execute", self._at_statement)
            event.listen(engine, "after_cursor_execute", self._at_statement)

    def _at_statement(self, *_: Any) -> None:
        self._process.point()
