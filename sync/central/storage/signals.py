"""Words between the web processes that share one PostgreSQL (LISTEN/NOTIFY). Hints only: the database is the truth."""

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from sync.central.storage.marks import SET_MARK

_LOG = logging.getLogger(__name__)
_CHANNEL = "infopunt"
_MAX_BYTES = 7900
"""PostgreSQL carries up to 8000 bytes (documentation of NOTIFY)."""

_LOOK_UP_S = 0.5
"""How often the listener looks whether it should stop; what is said arrives at once."""

_AGAIN_AFTER_S = 1.0

OnText = Callable[[str], None]
OnGap = Callable[[], None]


class Signals(Protocol):
    """A line to the other processes of this central."""

    def send(self, words: str) -> bool:
        """Say it to all, ourselves among them; False when it could not be said."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class NoSignals:
    """For a database that one process has to itself: there is nobody to tell."""

    def send(self, words: str) -> bool:
        """Nobody hears it."""
        return True

    def close(self) -> None:
        """Nothing to stop."""


class PostgresSignals:
    """Listens in a thread of its own; `on_gap` is told whenever something may have been missed."""

    def __init__(self, engine: Engine, on_text: OnText, on_gap: OnGap) -> None:
        self._engine = engine
        self._on_text = on_text
        self._on_gap = on_gap
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="signals", daemon=True)
        self._thread.start()

    def send(self, words: str) -> bool:
        """Say it to all, ourselves among them; False when it is too long, or the server does not answer now."""
        if len(words.encode()) > _MAX_BYTES:
            return False
        try:
            with self._engine.begin() as connection:
                connection.execute(text("SELECT pg_notify(:channel, :words)"), {"channel": _CHANNEL, "words": words})
        except SQLAlchemyError:
            _LOG.warning("other processes could not be told; their pages notice later")
            return False
        return True

    def close(self) -> None:
        """Stop listening; waits for the listener to end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error:
                _LOG.warning("the line to other processes is lost; trying again")
                self._stopping.wait(_AGAIN_AFTER_S)

    def _listen(self) -> None:
        _, arguments = self._engine.dialect.create_connect_args(self._engine.url)
        connect: Any = psycopg.connect
        with connect(**arguments, autocommit=True) as connection:
            connection.execute(SET_MARK)
            connection.execute(f"LISTEN {_CHANNEL}")
            self._on_gap()
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=_LOOK_UP_S):
                    self._on_text(notice.payload)
