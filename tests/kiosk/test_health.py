import threading
from datetime import timedelta
from pathlib import Path

import pytest

from devices.printer.port import PrinterState
from kiosk.health import HealthSources, HealthWatch, clock_off_s
from kiosk.machine import Machine
from sync.protocol.health import Readiness, TerminalHealth
from sync.terminal.attachments import Attachments
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import START, SteppedClock, answer, identity, put_report, seeded


class Scene:
    """A terminal's health, with a printer that is as the test says."""

    def __init__(self, folder: Path) -> None:
        self.clock = SteppedClock()
        database = TerminalDatabase.open(folder / "terminal.db")
        self.outbox = Outbox(database, identity(), self.clock, seeded(1))
        self.printer = PrinterState.READY
        self.readiness: Readiness | None = None
        sources = HealthSources(
            {"printer": lambda: self.printer, "broken": self._broken},
            self.outbox,
            Attachments(database),
            Machine(folder, self.clock, folder),
            readiness=lambda: self.readiness,
        )
        self.watch = HealthWatch(sources, self.clock)

    def _broken(self) -> PrinterState:
        raise OSError

    def told(self) -> TerminalHealth:
        return self.watch.health()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_it_tells_each_device_with_its_state_and_since_when(scene: Scene) -> None:
    scene.told()
    scene.clock.step(60)
    scene.printer = PrinterState.PAPER_LOW
    scene.told()
    scene.clock.step(30)
    scene.clock.jump(7200)  # somebody sets the clock: the paper is low since thirty seconds all the same
    (printer,) = scene.told().devices
    assert (printer.device, printer.state) == ("printer", "paper_low")
    assert printer.since == scene.clock.now() - timedelta(seconds=30)


def test_what_waits_is_counted(scene: Scene) -> None:
    put_report(scene.outbox)
    assert scene.told().waiting == 1
    assert scene.told().free_bytes > 0


def test_it_rings_for_what_should_be_told_at_once_and_once_only(scene: Scene) -> None:
    assert scene.watch.look()
    assert not scene.watch.look()
    put_report(scene.outbox)
    assert not scene.watch.look()
    scene.printer = PrinterState.COVER_OPEN
    scene.told()  # what a batch has told already is rung for all the same: that batch may not arrive
    assert scene.watch.look()
    scene.readiness = Readiness(at=START, role="volunteer", passed=3)
    assert scene.watch.look()
    assert not scene.watch.look()


def test_a_thread_looks_and_rings(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.health.LOOK_EVERY_S", 0.01)
    rung = threading.Event()
    scene.watch.start(rung.set)
    assert rung.wait(5)
    rung.clear()
    scene.printer = PrinterState.FAULT
    assert rung.wait(5)
    scene.watch.close()
    assert not [one for one in threading.enumerate() if one.name == "health"]


def test_how_far_the_clock_is_off_is_known_once_the_central_has_spoken(scene: Scene) -> None:
    assert scene.told().clock_off_s is None
    scene.outbox.mark(answer(now=START - timedelta(minutes=5)))
    scene.clock.step(60)
    assert clock_off_s(scene.outbox.heard(), scene.clock) == 300.0
    scene.clock.jump(-300)
    assert scene.told().clock_off_s == 0.0
