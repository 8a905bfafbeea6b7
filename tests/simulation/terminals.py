"""A terminal as a machine in a village: a board, a card with files, a clock, a way to the central, and its program."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.bookings import BOOKING_MIGRATIONS, BookingJournal
from sync.protocol.ids import RandomBits
from sync.terminal.ballast import Room
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.identity import Identity, IdentityError, load_identity
from sync.terminal.leases import Leases
from sync.terminal.lending import LendingStep
from sync.terminal.outbox import Outbox
from sync.terminal.worker import SyncWorker
from tests.simulation.clocks import TerminalClock, TrueClock
from tests.simulation.disks import copy_database, rows_in
from tests.simulation.history import History
from tests.simulation.network import Link, Network, Wire
from tests.simulation.processes import Process
from tests.simulation.schedule import Schedule, Task, Work
from tests.simulation.supplies import Strain, WeakSupply

DATABASE = "terminal.db"
FROZEN = "frozen.db"
IDENTITY = "identity.json"
ROOM = Room(ballast_bytes=0, min_free_bytes=0)
A_TICK_S = 0.001
"""Waiting takes a little longer than was asked for, as it does in any machine."""

_REPLACED_S = 120.0
"""After so long a weak supply has been replaced."""

CENTRAL_URL = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Program:
    """What runs on a terminal: the product's own parts."""

    identity: Identity
    clock: TerminalClock
    random_bits: RandomBits
    database: TerminalDatabase
    outbox: Outbox
    bookings: BookingJournal
    leases: Leases
    client: CentralClient
    worker: SyncWorker


class Box:
    """One terminal. `people` is called when its program has begun: visitors come."""

    def __init__(
        self,
        name: str,
        location: str,
        schedule: Schedule,
        true: TrueClock,
        history: History,
        network: Network,
        chance: random.Random,
        folder: Path,
        board: str = "",
    ) -> None:
        self.name = name
        self.location = location
        self.board = board or f"board of {name}"
        self.folder = folder
        self.clock = TerminalClock(true, name)
        self.link = Link(name)
        self.chance = chance
        self.program: Program | None = None
        self.process = Process(schedule, self._died)
        self.process.dead = True
        self.people: list[Work] = []
        self.visiting = False
        self.supply: WeakSupply | None = None
        self.losses: Callable[[set[UUID]], None] = lambda _: None
        """Told which records and open bookings were lost with a card."""
        self._before: set[UUID] = set()
        self._schedule = schedule
        self._history = history
        self._network = network
        self._worker_task: Task | None = None
        self._open_database: TerminalDatabase | None = None
        self._frozen = False

    @property
    def is_on(self) -> bool:
        """Whether its program runs."""
        return not self.process.dead

    def is_done(self) -> bool:
        """Whether all that it had to tell has been told and answered."""
        if self.program is None or self.visiting:
            return False
        counts = self.program.outbox.counts()
        if counts.waiting or counts.quarantined:
            return False
        database = self.program.database
        return not any(database.query(f"SELECT 1 FROM {table}") for table in ("open_bookings", "lease_request"))  # noqa: S608

    def switch_on(self) -> None:
        """Power comes: the program starts on what is on the card."""
        if self.is_on:
            return
        self.let_go()
        self.clock.boot()
        self.visiting = False
        self.process = Process(self._schedule, self._died)
        self.process.spawn(self._main)

    def crash(self) -> None:
        """The power goes now."""
        if self.is_on:
            self.process.die()

    def let_go(self) -> None:
        """After a crash: what the dead program held is given up, and the card is as it was when the power went."""
        if self._open_database is not None:
            self._open_database.close()
            self._open_database = None
        if self._frozen:
            copy_database(self.folder / FROZEN, self.folder / DATABASE)
            self._frozen = False

    def strained(self, strain: Strain) -> None:
        """While its screen is lit for a visitor it draws power; more so now."""
        if self.supply is not None and self.visiting:
            self.supply.bear(strain, self.process, self.chance)

    def damage(self, spoil: Callable[[Path], None]) -> None:
        """While it is off: the card spoils the database. What was in it is compared with what is left at the start."""
        self.crash()
        self.let_go()
        self._before = _ids_in(self.folder / DATABASE)
        spoil(self.folder / DATABASE)

    def replace_card(self) -> None:
        """While it is off: the card is broken and thrown away, with all that was on it."""
        self.crash()
        self.let_go()
        self.losses(_ids_in(self.folder / DATABASE))
        shutil.rmtree(self.folder)
        self.folder.mkdir()

    def places_on_card(self) -> list[tuple[str, datetime, int]]:
        """The places that it takes for its own, or has promised, whatever the central thinks."""
        path = self.folder / (FROZEN if self._frozen else DATABASE)
        query = "SELECT location, start, minutes FROM lease_slot"
        return [(row[0], datetime.fromisoformat(row[1]), row[2]) for row in rows_in(path, query)]

    def _count_losses(self, program: Program) -> None:
        if self._before:
            left = {UUID(row[0]) for row in program.database.query("SELECT id FROM outbox")}
            left |= {UUID(row[0]) for row in program.database.query("SELECT id FROM open_bookings")}
            self.losses(self._before - left)
            self._before = set()

    def wake_sync(self) -> None:
        """Something new waits in the outbox."""
        if self._worker_task is not None and self.is_on:
            self._schedule.wake(self._worker_task, self._worker_task.turn, "woken")

    def _main(self) -> None:
        """What the console command does: everything is opened, the worker begins, visitors may come."""
        self.process.point()
        try:
            identity = load_identity(self.folder / IDENTITY, self.board)
        except IdentityError:
            self._history.note("terminal: refuses to run", self.name)
            return
        database = TerminalDatabase.open(
            self.folder / DATABASE, [BOOKING_MIGRATIONS], ROOM, connection_of(self.process, self.strained)
        )
        self._open_database = database
        self.program = self._assembled(identity, database)
        self._count_losses(self.program)
        self.program.bookings.withdraw_open()
        self._history.note("terminal: started", self.name)
        self._worker_task = self.process.spawn(self._work, self.chance.random() * 30)
        for work in self.people:
            self.process.spawn(work)

    def _assembled(self, identity: Identity, database: TerminalDatabase) -> Program:
        bits = self.chance.getrandbits
        wire = Wire(self._network, self.link, self.process, identity.token)
        client = CentralClient(CENTRAL_URL, identity, clock=self.clock, sleep=self.process.sleep, asker=wire)
        outbox = Outbox(database, identity, self.clock, bits)
        leases = Leases(database, outbox, self.clock, bits)
        return Program(
            identity=identity,
            clock=self.clock,
            random_bits=bits,
            database=database,
            outbox=outbox,
            bookings=BookingJournal(database, outbox),
            leases=leases,
            client=client,
            worker=SyncWorker(outbox, client, self.clock, bits, lending=LendingStep(leases, client, self.clock, bits)),
        )

    def _work(self) -> None:
        """The worker's thread."""
        assert self.program is not None
        worker = self.program.worker
        while True:
            delay_s = worker.step()
            self.process.wait(max(0.0, delay_s) + A_TICK_S)
            self.process.point()

    def _died(self) -> None:
        self._history.note("terminal: died", self.name)
        if self.supply is not None:
            self.supply = None
            self._schedule.at(_REPLACED_S, self.switch_on)
        self.program = None
        if self._open_database is not None:
            copy_database(self.folder / DATABASE, self.folder / FROZEN)
            self._frozen = True


def _ids_in(path: Path) -> set[UUID]:
    """Records and open bookings in a database."""
    return {UUID(row[0]) for row in rows_in(path, "SELECT id FROM outbox UNION SELECT id FROM open_bookings")}


def connection_of(process: Process, strained: Callable[[Strain], None]) -> type[sqlite3.Connection]:
    """A connection at whose every statement the process may die."""

    class Dangerous(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            if arguments[0].startswith("BEGIN"):
                strained(Strain.WRITING)
            process.point()
            cursor = super().execute(*arguments)
            if arguments[0] == "COMMIT":
                strained(Strain.WRITTEN)
            process.point()
            return cursor

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            process.point()
            cursor = super().executemany(*arguments)
            process.point()
            return cursor

    return Dangerous
