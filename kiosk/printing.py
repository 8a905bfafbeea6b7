"""The print desk: one worker owns the printer, tickets wait in line, and every end is known or said to be unknown.

What may have been printed is never printed again from here, and a ticket that could not be printed at once is not
printed later: the next visitor would find it. The screen shows it large, and a person may print it again: the visitor
while the visit lasts, a volunteer for an hour.
"""

import logging
import queue
import sqlite3
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from devices.printer import escpos
from devices.printer.port import (
    Printer,
    PrinterModel,
    PrinterState,
    PrintOutcome,
    PrintReport,
    PrintStep,
)
from kiosk.kept_tickets import MOST, KeptTickets
from kiosk.print_journal import PRINT_MIGRATIONS, JobRow, JobState, PrintJournal
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.picture import paper_image
from kiosk.tickets.slow import slow_parts
from kiosk.tickets.ticket import Ticket
from sync.protocol.clock import Clock
from sync.protocol.ids import reference_in
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import StorageError

__all__ = ["PRINT_MIGRATIONS", "PrintDesk", "job_bytes"]

OnDone = Callable[[PrintOutcome, PrinterState], None]
"""Called once for every ticket, in the worker's thread."""

_Turn = Callable[[], None]
"""What the worker does next: print a ticket, forget some, or look how the printer is."""

SHOWN = 20
"""Jobs that a volunteer sees at once."""

_POLL_EVERY_S = 10.0
_POLL_TROUBLE_EVERY_S = 2.0
"""Somebody may be putting paper in, and looks at the screen to see whether it is right."""
_STALE_AFTER_S = 30.0
"""A ticket that could not begin within this time is not printed: its visitor has read it from the screen."""
_CLOSE_WITHIN_S = 2.0
_MADE_WITHIN_S = 0.05
"""So long whoever hands in a ticket lets its picture be made first. Only one thread of Python works at a time: drawing
the next screen meanwhile makes both come later, and the ticket twice as late (`python -m tests.bench --only touch`).
"""
_ANY = Ticket("Infopunt", "A", code="A000", qr="A", details=("A",), what_next="A")
"""Made, and never printed."""
_STATE_AFTER = {
    PrintOutcome.PRINTED: JobState.PRINTED,
    PrintOutcome.NOT_PRINTED: JobState.NOT_PRINTED,
    PrintOutcome.UNKNOWN: JobState.UNKNOWN,
}
_log = logging.getLogger(__name__)


def job_bytes(ticket: Ticket, model: PrinterModel, fonts: TicketFonts) -> bytes:
    """A ticket as the bytes of one print job: a picture, or mostly text where the line is slow."""
    if model.prefers_text:
        return escpos.job(slow_parts(ticket, model, fonts), model)
    return escpos.image_job(paper_image(ticket, model, fonts), model)


def is_code_of(ticket: Ticket, said: str) -> bool:
    """Whether somebody who typed or scanned `said` means this ticket: its code, in any spacing, or all of its QR."""
    typed = reference_in(said) or "".join(said.split()).upper()
    return said.strip() == ticket.qr or (bool(ticket.code) and typed == "".join(ticket.code.split()).upper())


@dataclass
class _Waiting:
    """A ticket in line."""

    ticket: Ticket
    on_done: OnDone
    since_s: float
    row: int | None = None
    again_of: int | None = None
    begun: bool = False
    made: threading.Event = field(default_factory=threading.Event)


class PrintDesk:
    """Takes tickets from any thread; nobody waits for paper. Its worker begins at once and ends with `close`."""

    def __init__(
        self,
        database: TerminalDatabase,
        printer: Printer,
        clock: Clock,
        on_state: Callable[[PrinterState], None] | None = None,
        poll_every_s: float = _POLL_EVERY_S,
    ) -> None:
        self._journal = PrintJournal(database, clock)
        self._kept = KeptTickets(clock.monotonic_s)
        self._printer = printer
        self._clock = clock
        self._on_state = on_state
        self._poll_every_s = poll_every_s
        self._state = PrinterState.NOT_CONNECTED
        self._state_known = False
        self._line: queue.SimpleQueue[_Turn | None] = queue.SimpleQueue()
        self._fonts: TicketFonts | None = None
        self._serving = False
        self._look_waits = False
        self._try_journal(self._settle)
        self._thread = threading.Thread(target=self._work, name="print-desk", daemon=True)
        self._thread.start()

    def enlist(self, connection: sqlite3.Connection, ticket: Ticket) -> int:
        """Note a ticket in the transaction that keeps its record (sync rule 7); then hand it to `print_enlisted`."""
        return self._journal.enlist(connection, ticket)

    def print_enlisted(self, job: int, ticket: Ticket, on_done: OnDone) -> None:
        """Print a ticket that was noted by `enlist`, after that transaction; returns when it is on its way."""
        self._kept.keep(job, ticket)
        self._put(_Waiting(ticket, on_done, self._clock.monotonic_s(), row=job))

    def print_ticket(self, ticket: Ticket, on_done: OnDone) -> None:
        """Print a ticket that goes with no record; returns when it is on its way."""
        self._put(_Waiting(ticket, on_done, self._clock.monotonic_s()))

    def jobs(self, limit: int = SHOWN) -> tuple[JobRow, ...]:
        """The last jobs, newest first, for the volunteer. Raises StorageError."""
        return tuple(replace(row, ticket=self._kept.ticket(row.id) or row.ticket) for row in self._journal.jobs(limit))

    def find(self, code: str) -> JobRow | None:
        """The newest job whose ticket has this code, typed or scanned; None when none is kept. Raises StorageError.

        A receipt and the slip of a thing have one code: what was scanned from the one is not the other.
        """
        kept = [(job, job.ticket) for job in self.jobs(MOST) if job.ticket is not None]
        exact = (job for job, ticket in kept if ticket.qr == code.strip())
        return next(exact, None) or next((job for job, ticket in kept if is_code_of(ticket, code)), None)

    def kept(self, qr: str) -> tuple[int, Ticket] | None:
        """The newest job of the last hour whose ticket has exactly this QR code, and the ticket. Asks no disk."""
        return self._kept.by_qr(qr)

    def print_again(self, job: int, on_done: OnDone) -> bool:
        """Print once more, because a person wants it. False when the ticket was forgotten. Raises StorageError."""
        ticket = self._kept.ticket(job) or self._journal.ticket(job)
        if ticket is not None:
            self._put(_Waiting(ticket, on_done, self._clock.monotonic_s(), again_of=job))
        return ticket is not None

    def look(self) -> None:
        """Ask the printer before its time how it is, after what is in line now: somebody works at it. Returns at once.

        Looks do not pile up: one that waits already sees what this one would, and looking can take seconds.
        """
        if not self._look_waits:
            self._look_waits = True
            self._line.put(self._look)

    def state(self) -> PrinterState:
        """How the printer was when it was last asked: while nothing prints ten seconds ago at most, in trouble two."""
        return self._state

    def restart(self) -> None:
        """Let the printer begin anew, after what is in line now, and see how it is then. Returns at once."""
        self._line.put(self._printer.restart)
        self._line.put(self._look)

    def forget(self) -> None:
        """The visit has ended: after what is in line now, nothing of it is on disk any more. Returns at once.

        A visitor who is done at once still gets the ticket that was promised, and a volunteer can print it again for
        an hour, as long as the terminal runs.
        """
        self._line.put(lambda: self._try_journal(self._journal.forget))

    def close(self) -> None:
        """End the worker; a job that is under way is left to the journal."""
        self._line.put(None)
        self._thread.join(_CLOSE_WITHIN_S)
        self._printer.close()

    def _put(self, waiting: _Waiting) -> None:
        """Behind the others. Where none is in line and the printer can print, its picture comes first."""
        free = not self._serving and self._line.empty() and self._state.can_print
        self._line.put(lambda: self._serve(waiting))
        if free:
            waiting.made.wait(_MADE_WITHIN_S)

    def _work(self) -> None:
        turn: _Turn | None = self._look
        while turn is not None:
            try:
                turn()
            except Exception as error:
                _log_bug("the print desk stumbled", error)
            try:
                turn = self._line.get(timeout=self._next_look_s())
            except queue.Empty:
                turn = self._idle

    def _next_look_s(self) -> float:
        """Looking for a printer that is not there can take seconds, in which no ticket could begin: that stays rare."""
        often = not self._state.can_print and self._state is not PrinterState.NOT_CONNECTED
        return min(self._poll_every_s, _POLL_TROUBLE_EVERY_S) if often else self._poll_every_s

    def _idle(self) -> None:
        """Nobody prints: fonts are read and letters drawn once, so that the first visitor does not wait for that."""
        self._look()
        if self._fonts is None:
            fonts = TicketFonts()
            job_bytes(_ANY, self._printer.model, fonts)
            self._fonts = fonts

    def _look(self) -> None:
        """What is done while nobody prints."""
        self._look_waits = False
        self._kept.let_go()
        self._note_state(self._printer.state())
        self._try_journal(self._journal.forget_old)

    def _settle(self) -> None:
        left_open = self._journal.settle_after_restart()
        if left_open:
            _log.warning("%d print jobs of the last run had no end", left_open)

    def _serve(self, waiting: _Waiting) -> None:
        """One ticket, from its turn to its end; whatever goes wrong, the visitor is told how it ended."""
        self._serving = True
        try:
            report = self._send(waiting)
        except Exception as error:
            _log_bug("a ticket could not be made or sent", error)
            outcome = PrintOutcome.UNKNOWN if waiting.begun else PrintOutcome.NOT_PRINTED
            report = PrintReport(outcome, PrinterState.FAULT)
        self._try_journal(lambda: self._note_row(waiting, _STATE_AFTER[report.outcome], report.state))
        try:
            self._note_state(report.state)
        finally:
            self._serving = False
            waiting.on_done(report.outcome, report.state)

    def _send(self, waiting: _Waiting) -> PrintReport:
        if self._clock.monotonic_s() - waiting.since_s > _STALE_AFTER_S:
            return PrintReport(PrintOutcome.NOT_PRINTED, self._state)
        if self._fonts is None:
            self._fonts = TicketFonts()
        fonts = self._fonts
        return self._printer.send(lambda: self._make(waiting, fonts), lambda step: self._note_step(waiting, step))

    def _make(self, waiting: _Waiting, fonts: TicketFonts) -> bytes:
        job = job_bytes(waiting.ticket, self._printer.model, fonts)
        waiting.made.set()
        return job

    def _note_step(self, waiting: _Waiting, step: PrintStep) -> None:
        """Before the first byte leaves it is on disk that it may; where the disk refuses, the visitor comes first."""
        waiting.begun = True
        state = JobState.SENDING if step is PrintStep.SENDING else JobState.SENT
        self._try_journal(lambda: self._note_row(waiting, state))

    def _note_row(self, waiting: _Waiting, state: JobState, printer: PrinterState | None = None) -> None:
        if waiting.row is None:
            waiting.row = self._journal.enlist_alone(waiting.ticket, state, waiting.again_of, printer)
            if waiting.again_of is None:
                self._kept.keep(waiting.row, waiting.ticket)
            else:
                self._kept.keep_again(waiting.row, waiting.again_of)
        else:
            self._journal.note(waiting.row, state, printer)

    def _note_state(self, state: PrinterState) -> None:
        changed = state is not self._state or not self._state_known
        self._state, self._state_known = state, True
        if changed:
            _log.info("the printer is %s", state.value)
            if self._on_state is not None:
                self._on_state(state)

    def _try_journal(self, write: Callable[[], None]) -> None:
        """A journal that cannot be written is told, and costs the visitor nothing."""
        try:
            write()
        except StorageError as error:
            _log.warning("the print journal could not be written: %s", type(error).__name__)


def _log_bug(what: str, error: Exception) -> None:
    """Where it happened and what kind it was; never the message, which could have a visitor's word in it."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error("%s: %s at %s", what, type(error).__name__, " > ".join(places))
