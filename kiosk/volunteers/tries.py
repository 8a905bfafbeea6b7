"""Wrong PINs in a row of each badge, in the terminal's database: pulling the plug gives nobody five more.

A try is counted before it is looked at. After a restart the whole wait begins again: the wall clock may have been set,
and the machine's own says nothing of how long it was off (sync rule 27).
"""

import hashlib
from dataclasses import dataclass

from sqlite_utils import Database, Migrations

from kiosk.volunteers.lockout import wait_after_s
from kiosk.volunteers.session import Tries
from sync.protocol.badges import BadgeEntry
from sync.protocol.clock import Clock
from sync.terminal.database import TerminalDatabase

VOLUNTEER_MIGRATIONS = Migrations("volunteers")


@VOLUNTEER_MIGRATIONS()
def tries_table(database: Database) -> None:
    """Version 1: wrong tries. `pin` tells one PIN of a badge from the next, which begins afresh."""
    database.execute(
        """
        CREATE TABLE pin_try (
            badge TEXT PRIMARY KEY,
            pin TEXT NOT NULL,
            wrong INTEGER NOT NULL
        ) STRICT
        """
    )


@dataclass(frozen=True)
class _Row:
    pin: str
    tries: Tries


class PinTries:
    """The tries of this terminal's badges. Reading asks no disk; `count` and `forget` write and raise StorageError.

    Writing is for one thread; any may read.
    """

    def __init__(self, database: TerminalDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        rows = database.query("SELECT badge, pin, wrong FROM pin_try")
        self._rows = {row["badge"]: _Row(row["pin"], self._tries(row["wrong"])) for row in rows}

    def of(self, entry: BadgeEntry) -> Tries:
        """The tries of the badge with its present PIN."""
        row = self._rows.get(str(entry.id))
        return row.tries if row is not None and row.pin == _mark(entry) else Tries()

    def count(self, entry: BadgeEntry) -> Tries:
        """Count a try as wrong, before it is looked at: on disk when this returns."""
        row = _Row(_mark(entry), self._tries(self.of(entry).wrong + 1))
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO pin_try (badge, pin, wrong) VALUES (?, ?, ?)"
                " ON CONFLICT (badge) DO UPDATE SET pin = excluded.pin, wrong = excluded.wrong",
                (str(entry.id), row.pin, row.tries.wrong),
            )
        self._rows[str(entry.id)] = row
        return row.tries

    def forget(self, entry: BadgeEntry) -> None:
        """It was right: the next one begins afresh."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM pin_try WHERE badge = ?", (str(entry.id),))
        self._rows.pop(str(entry.id), None)

    def _tries(self, wrong: int) -> Tries:
        return Tries(wrong, self._clock.monotonic_s() + wait_after_s(wrong))


def _mark(entry: BadgeEntry) -> str:
    return hashlib.sha256((entry.pin_hash or "").encode()).hexdigest()[:16]
