"""What became of every ticket, in the terminal's database, so that a power cut leaves no doubt unspoken.

A row keeps the ticket, without what the visitor typed, only as long as the visitor may print it again: until the visit
ends, and a quarter of an hour at most. After that it tells when and how it ended, for the volunteer and the fleet page;
after 30 days it goes.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database, Migrations

from devices.printer.port import PrinterState
from kiosk.tickets.ticket import Ticket
from sync.protocol.clock import Clock
from sync.terminal.database import TerminalDatabase

KEEP_TICKET = timedelta(minutes=15)
KEEP_ROW = timedelta(days=30)

PRINT_MIGRATIONS = Migrations("printing")


@PRINT_MIGRATIONS()
def print_tables(database: Database) -> None:
    """Version 1: the journal of print jobs."""
    database.execute(
        """
        CREATE TABLE print_job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'sent', 'printed', 'not_printed', 'unknown')),
            ticket TEXT,
            printer TEXT,
            again_of INTEGER REFERENCES print_job (id) ON DELETE SET NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )


class JobState(StrEnum):
    """How far a job came. The last three are its end; `unknown` may have been printed."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class JobRow:
    """A job as a volunteer sees it. `again_of` is the job that a person wanted once more; `ticket` is None when it is
    no longer kept, and never has what the visitor typed."""

    id: int
    state: JobState
    printer: PrinterState | None
    made_at: datetime
    again_of: int | None = None
    ticket: Ticket | None = None

    @property
    def can_print_again(self) -> bool:
        """Whether PrintDesk.print_again has something to print."""
        return self.ticket is not None


class PrintJournal:
    """Reads and writes the journal; every method may raise a StorageError."""

    def __init__(self, database: TerminalDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def enlist(
        self,
        connection: sqlite3.Connection,
        ticket: Ticket,
        state: JobState = JobState.QUEUED,
        again_of: int | None = None,
        printer: PrinterState | None = None,
    ) -> int:
        """Put a job into the open transaction of `connection`, so that record and ticket are kept together.

        What a person prints once more is not put on the disk again: its visitor may be gone long since.
        """
        row = connection.execute(
            "INSERT INTO print_job (state, ticket, again_of, printer, made_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (
                state,
                None if again_of else json.dumps(asdict(ticket.without_typed()), ensure_ascii=False),
                again_of,
                printer,
                self._clock.now().isoformat(),
            ),
        ).fetchone()
        return int(row[0])

    def enlist_alone(
        self, ticket: Ticket, state: JobState, again_of: int | None = None, printer: PrinterState | None = None
    ) -> int:
        """Put a job in by itself, for a ticket that goes with no record."""
        with self._database.transaction() as connection:
            return self.enlist(connection, ticket, state, again_of, printer)

    def note(self, job: int, state: JobState, printer: PrinterState | None = None) -> None:
        """Write down how far a job is, and how the printer was."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE print_job SET state = ?, printer = ? WHERE id = ?", (state, printer, job))

    def ticket(self, job: int) -> Ticket | None:
        """The ticket of a job; None when it was forgotten."""
        rows = self._database.query("SELECT ticket FROM print_job WHERE id = ? AND ticket IS NOT NULL", (job,))
        return _ticket_from(rows[0]["ticket"]) if rows else None

    def jobs(self, limit: int = 20) -> tuple[JobRow, ...]:
        """The last jobs, newest first."""
        rows = self._database.query("SELECT * FROM print_job ORDER BY id DESC LIMIT ?", (limit,))
        return tuple(_row_from(row) for row in rows)

    def settle_after_restart(self) -> int:
        """End what the last run left open: not begun is not printed, begun may have been. How many these were."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE print_job SET state = CASE state WHEN 'queued' THEN 'not_printed' ELSE 'unknown' END"
                " WHERE state IN ('queued', 'sending', 'sent')"
            ).rowcount

    def forget(self) -> None:
        """Drop the tickets of all jobs that have ended: nobody may print them again."""
        with self._database.transaction() as connection:
            gone = connection.execute(
                "UPDATE print_job SET ticket = NULL"
                " WHERE ticket IS NOT NULL AND state IN ('printed', 'not_printed', 'unknown')"
            ).rowcount
        if gone:
            self._database.tidy_log(0)  # else the log has it for days

    def forget_old(self) -> None:
        """Drop tickets after a quarter of an hour and rows after a month. Writes only when there is something to drop.

        A clock that was set back keeps them no longer than from then on; one that was set ahead drops them early.
        """
        now = self._clock.now()
        oldest, newest = (now - KEEP_TICKET).isoformat(), (now + KEEP_TICKET).isoformat()
        oldest_row = (now - KEEP_ROW).isoformat()
        if self._database.query(
            "SELECT 1 FROM print_job"
            " WHERE (ticket IS NOT NULL AND (made_at < ? OR made_at > ?)) OR made_at < ? LIMIT 1",
            (oldest, newest, oldest_row),
        ):
            with self._database.transaction() as connection:
                connection.execute(
                    "UPDATE print_job SET ticket = NULL WHERE made_at < ? OR made_at > ?", (oldest, newest)
                )
                connection.execute("DELETE FROM print_job WHERE made_at < ?", (oldest_row,))
            self._database.tidy_log(0)


def _ticket_from(text: str) -> Ticket:
    values = json.loads(text)
    return Ticket(**values | {name: tuple(values[name]) for name in ("details", "typed", "checklist")})


def _row_from(row: sqlite3.Row) -> JobRow:
    return JobRow(
        id=row["id"],
        state=JobState(row["state"]),
        printer=PrinterState(row["printer"]) if row["printer"] else None,
        made_at=datetime.fromisoformat(row["made_at"]),
        again_of=row["again_of"],
        ticket=_ticket_from(row["ticket"]) if row["ticket"] else None,
    )
