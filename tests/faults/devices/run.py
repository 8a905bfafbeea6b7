"""One run: a terminal with simulated devices only, its window, visitors, and events at every moment."""

import gc
import logging
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.printer.simulated import SimulatedPrinter
from kiosk.config import read_config
from kiosk.enrol import enrol_terminal
from screens.app import build
from screens.docking import dock_of
from screens.stage import Stage
from screens.terminal import Terminal
from screens.tidying import tidy_by_hand
from tests.faults.devices.central import CentralProgram
from tests.faults.devices.events import DeviceEvents
from tests.faults.devices.ledger import Ledger
from tests.faults.devices.room import Room
from tests.faults.devices.visitors import Visitors
from tests.faults.devices.watch import LoopWatch
from tests.journeys.house import write_config

_FRAMES_BETWEEN_EVENTS = 2
_LAST_KEPT = 25
_QUIET_WITHIN_S = 90.0
_SIMULATED = dict.fromkeys(("camera", "scanner", "presence", "badge", "sound", "speech"), "simulated")


@dataclass
class Failures:
    """Exceptions that nobody caught, and what the terminal logged as an error."""

    told: list[str] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear of them until the block is left."""
        handler = _Ear(self.told)
        before = threading.excepthook
        threading.excepthook = lambda args: self.told.append(_words(args.exc_value))
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)
            threading.excepthook = before


class _Ear(logging.Handler):
    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self._told.append(f"{record.name}: {record.getMessage()}")


def _words(error: BaseException | None) -> str:
    return "".join(traceback.format_exception(error))[-2000:] if error else "a thread ended"


@dataclass
class Run:
    """What is needed for events, and what came of them."""

    terminal: Terminal
    stage: Stage
    room: Room
    watch: LoopWatch
    ledger: Ledger
    events: DeviceEvents
    visitors: Visitors
    failures: Failures
    last: list[str] = field(default_factory=list)
    drained: bool = True

    @property
    def machine(self) -> Any:
        """The simulated printer's inside."""
        assert isinstance(self.terminal.printer, SimulatedPrinter)
        return self.terminal.printer.machine

    def go_on(self, events: int, look: Callable[[int], None] = lambda count: None) -> None:
        """So many more events, and visits between them."""
        acts = self.visitors.come()
        aim = self.events.count + events
        try:
            while self.events.count < aim:
                codes = list(self.ledger.promised) + list(self.ledger.asked)
                self._note(self.events.happen(codes))
                for _ in range(random.Random(f"frames {self.events.count}").randint(1, 2 * _FRAMES_BETWEEN_EVENTS - 1)):
                    next(acts)
                    self.room.frame()
                look(self.events.count)
        except Exception as error:
            self.failures.told.append(f"the loop of the window ended: {_words(error)}")

    def visit(self, chapter: str) -> None:
        """One whole visit without events, to where its ticket has come out or has not."""
        for _ in self.visitors.play(chapter):
            self.room.frame()
        deadline_s = time.monotonic() + _QUIET_WITHIN_S
        while not (self.ledger.ends or self.stage.failures) and time.monotonic() < deadline_s:
            self.room.frame()

    def settle(self) -> None:
        """Mend everything, let the last ticket come out and every record arrive."""
        self.events.heal()
        self.stage.conductor.end_visit()
        deadline_s = time.monotonic() + _QUIET_WITHIN_S
        self.terminal.services.wake_sync()
        while (waits := self._waits()) and time.monotonic() < deadline_s:
            self.room.frame()
        self.drained = not waits

    def wrong(self, central: CentralProgram) -> list[str]:
        """What may not be; nothing is the proof."""
        wrong = [f"a screen failed {self.stage.failures} times"] if self.stage.failures else []
        wrong += [f"failed: {told}" for told in self.failures.told]
        wrong += [f"froze: {freeze}" for freeze in self.watch.freezes if freeze.is_ours]
        if not self.drained:
            wrong.append(f"still waiting at the end: {self.terminal.services.outbox.counts()}")
        with central.database() as database:
            lost = self.ledger.lost(database, self.terminal.config.terminal)
        wrong += [f"lost: {what}" for what in lost]
        wrong += [f"printed twice: {what}" for what in self.ledger.printed_too_often(self.machine.tickets())]
        return wrong

    def _waits(self) -> bool:
        counts = self.terminal.services.outbox.counts()
        return bool(counts.waiting or counts.quarantined)

    def _note(self, what: str) -> None:
        self.last = [*self.last[-_LAST_KEPT:], f"{self.room.place}: {what}"]


@contextmanager
def running(folder: Path, central: CentralProgram, seed: int, terminal: str = "nuth-1") -> Iterator[Run]:
    """A terminal at its first screen, nothing has happened yet."""
    config = read_config(write_config(folder, central, terminal, **_SIMULATED))
    enrol_terminal(config, central.code())
    failures = Failures()
    with ExitStack() as stack:
        stack.enter_context(failures.listening())
        built = build(config, stack)
        stage = Stage(built)
        stage.open()
        stack.callback(stage.close)
        watch, ledger = LoopWatch(), Ledger(stage.conductor)
        ledger.listen(built.services.prints)
        room = Room(stage, watch, ledger)
        run = Run(
            terminal=built,
            stage=stage,
            room=room,
            watch=watch,
            ledger=ledger,
            events=DeviceEvents(dock_of(built), seed),
            visitors=Visitors(room, seed),
            failures=failures,
        )
        for _ in range(5):
            room.frame()
        stack.callback(gc.freeze)  # as tests/conftest.py had it
        tidy_by_hand(stack)
        watch.freezes.clear()  # the first frame of a window is not a visit's
        stack.enter_context(watch.watching())
        yield run


def told(counted: Counter[str], most: int = 200) -> str:
    """Counts in one line, the most frequent first."""
    return ", ".join(f"{name} {count}" for name, count in counted.most_common(most))
