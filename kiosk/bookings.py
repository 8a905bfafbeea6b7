"""Bookings whose end is not known: no visitor may hold a slot that he was told he did not get, nor the other way round.

A booking is written down before the central is asked. When the answer is no or does not come, when the visitor has
left, or when the power goes before the answer is on the screen, the visitor has no appointment, and a withdrawal goes
to the central through the outbox, so that the slot becomes free again. It works in whatever order the two arrive.
"""

import sqlite3
from collections.abc import Container
from uuid import UUID

from sqlite_utils import Database, Migrations

from sync.protocol.kinds import WITHDRAWAL
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox

BOOKING_MIGRATIONS = Migrations("bookings")


@BOOKING_MIGRATIONS()
def create_bookings(database: Database) -> None:
    """One row for a booking that was asked for and has no known end."""
    database.table("open_bookings").create({"id": str, "reference": str}, pk="id", strict=True)


class BookingJournal:
    """Remembers open bookings across a power cut."""

    def __init__(self, database: TerminalDatabase, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    def asked(self, booking_id: UUID, reference: str) -> None:
        """Write down that the central is about to be asked."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO open_bookings (id, reference) VALUES (?, ?)", (str(booking_id), reference))

    def forget(self, connection: sqlite3.Connection, booking_id: UUID) -> None:
        """It is open no longer: in the transaction that keeps the appointment."""
        connection.execute("DELETE FROM open_bookings WHERE id = ?", (str(booking_id),))

    def withdraw(self, booking_id: UUID, reference: str) -> None:
        """The visitor has no appointment: tell the central, now or when it can be reached again."""
        self._outbox.put(
            kind=WITHDRAWAL,
            form=WITHDRAWAL,
            form_version=1,
            reference=reference,
            payload={"booking": str(booking_id)},
            also=lambda connection: self.forget(connection, booking_id),
        )

    def withdraw_open(self, but: Container[UUID] = frozenset()) -> int:
        """Withdraw what is open but those in `but`, which are still being asked for; how many there were.

        At start-up that is what was open when the power went; later, what could not be written down at its time.
        Raises StorageError.
        """
        rows = self._database.query("SELECT id, reference FROM open_bookings")
        left = [(UUID(booking_id), reference) for booking_id, reference in rows]
        left = [(booking_id, reference) for booking_id, reference in left if booking_id not in but]
        for booking_id, reference in left:
            self.withdraw(booking_id, reference)
        return len(left)
