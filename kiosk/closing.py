"""Whether a volunteer has closed the point for a while. On disk: a restart does not open it, and it opens by itself."""

from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from sync.protocol.clock import Clock
from sync.terminal.database import TerminalDatabase

LONGEST = timedelta(days=15)
"""A clock that was set back must not keep a point closed for ever."""

CLOSING_MIGRATIONS = Migrations("closing")


@CLOSING_MIGRATIONS()
def closing_table(database: Database) -> None:
    """Version 1: at most one row, until when."""
    database.execute(
        """
        CREATE TABLE closing (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            until TEXT NOT NULL
        ) STRICT
        """
    )


class Closing:
    """Until when the point is closed. Asking asks no disk; `move` writes and raises StorageError."""

    def __init__(self, database: TerminalDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        rows = database.query("SELECT until FROM closing")
        self._until = datetime.fromisoformat(rows[0]["until"]) if rows else None

    def until(self) -> datetime | None:
        """When somebody is back; None while the point is open. Safe to ask from any thread."""
        until = self._until
        now = self._clock.now()
        return until if until is not None and now < until <= now + LONGEST else None

    def move(self, until: datetime | None) -> None:
        """Close until then, or open (None)."""
        with self._database.transaction() as connection:
            if until is None:
                connection.execute("DELETE FROM closing")
            else:
                connection.execute("INSERT OR REPLACE INTO closing (one, until) VALUES (1, ?)", (until.isoformat(),))
        self._until = until
