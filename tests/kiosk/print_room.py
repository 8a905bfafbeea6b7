"""A print desk on a real database with a printer made of software."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue

from devices.printer.conversation import Patience
from devices.printer.port import (
    Completion,
    PrinterModel,
    PrinterState,
    PrintOutcome,
)
from devices.printer.simulated import SimulatedPrinter
from kiosk.print_journal import PRINT_MIGRATIONS, JobState, PrintJournal
from kiosk.printing import PrintDesk
from sync.terminal.database import TerminalDatabase
from tests.kiosk.tickets.samples import REPORT

PATIENT = Patience(answer_s=0.5, drain_s=0.005, done_s=1, look_s=0.05, mend_s=0.3)
MODEL = PrinterModel(completion=Completion.PROCESS_ID)
End = tuple[PrintOutcome, PrinterState]
PRINTED = (PrintOutcome.PRINTED, PrinterState.READY)


@dataclass
class HandClock:
    """A clock that is set by hand."""

    wall: datetime = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
    monotonic: float = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic_s(self) -> float:
        return self.monotonic

    def boot_id(self) -> str:
        return "boot"


@dataclass
class Room:
    """A database file, a printer and a desk between them."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    states: list[PrinterState] = field(default_factory=list)
    ends: Queue[End] = field(default_factory=Queue)
    poll_every_s: float = 0.05

    def __post_init__(self) -> None:
        self.printer = SimulatedPrinter(self.folder / "tickets", MODEL, PATIENT)
        self.machine = self.printer.machine
        self.open()

    def open(self) -> None:
        self.database = TerminalDatabase.open(self.folder / "terminal.db", (PRINT_MIGRATIONS,))
        self.journal = PrintJournal(self.database, self.clock)
        self.desk = PrintDesk(self.database, self.printer, self.clock, self.states.append, self.poll_every_s)

    def close(self) -> None:
        self.desk.close()
        self.database.close()

    def on_done(self, outcome: PrintOutcome, printer: PrinterState) -> None:
        self.ends.put((outcome, printer))

    def print(self) -> End:
        self.desk.print_ticket(REPORT, self.on_done)
        return self.ends.get(timeout=5)

    def journal_states(self) -> list[JobState]:
        return [row.state for row in reversed(self.journal.jobs())]

    def tickets(self) -> int:
        return len(self.machine.tickets())


def eventually(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)
