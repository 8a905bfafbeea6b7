"""A whole house for one test: real central, terminal and window, a virtual printer, and a finger to touch with."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import yaml
from kivy.base import EventLoop
from kivy.clock import Clock

from assets import ASSETS_DIR
from devices.printer.simulated import SimulatedPrinter
from kiosk.config import read_config
from kiosk.enrol import enrol_terminal
from kiosk.journeys.states import State
from kiosk.tickets.ticket import Ticket
from screens.app import build
from screens.finger import Finger
from screens.stage import Stage
from sync.central.records.tables import RECORDS
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.seal import Binding
from tests.faults.central import Central
from tests.journeys.prepared import contents_of

LOCATION = "bibliotheek-nuth"
_PATIENCE_S = 15.0
_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.03
"""Most comes at once; what is waited for longer may be looked for less often."""
_FRAMES_PER_SECOND = 250.0
"""A visit in a test waits for hundreds of frames, which on a terminal come thirty times a second."""
_KEYBOARD_PAGES = ("keys.letters", "keys.digits")


class Addressed(Protocol):
    """A central, in this process or another."""

    @property
    def url(self) -> str:
        """Where it is."""
        ...


class House:
    """A running terminal at its central. `touch` and `write` act as a visitor does."""

    def __init__(self, stage: Stage, central: Central, folder: Path) -> None:
        self.stage = stage
        self.central = central
        self.folder = folder
        self.finger = Finger(stage.shell)

    @property
    def state(self) -> State:
        """Where the visit is."""
        return self.stage.conductor.visit.state

    @property
    def machine(self) -> Any:
        """The virtual printer's inside, to make trouble with."""
        printer = self.stage.terminal.printer
        assert isinstance(printer, SimulatedPrinter)
        return printer.machine

    def text(self, key: str) -> str:
        """A text in the visitor's language."""
        return self.stage.conductor.visit.content.texts(key)

    def touch(self, *words: str) -> None:
        """Touch what says these words (or text keys), one after the other."""
        for word in words:
            self.finger.touch(self.text(word))
            self.frames()

    def write(self, text: str) -> None:
        """Type on the keyboard of the screen."""
        for letter in text:
            key = self.text("keys.space") if letter == " " else letter
            for page in _KEYBOARD_PAGES:
                here = [control.spoken for control in self.finger.reachable()]
                if key not in here and self.text(page) in here:
                    self.touch(page)
            self.touch(key)

    def frames(self, count: int = 2) -> None:
        """Let the window draw."""
        for _ in range(count):
            EventLoop.idle()

    def until(self, is_so: Callable[[], bool], patience_s: float = _PATIENCE_S) -> None:
        """Let the window run until it is so; fails when patience is over."""
        deadline_s = time.monotonic() + patience_s
        pause_s = _FIRST_PAUSE_S
        while not is_so():
            assert time.monotonic() < deadline_s, f"it did not come so far; the visit is at {type(self.state).__name__}"
            self.frames(1)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def until_at(self, *places: type) -> None:
        """Until the visit is at one of these."""
        self.until(lambda: isinstance(self.state, places))

    def kinds_sent(self) -> dict[UUID, str]:
        """Of every record that the central has, by id."""
        return {row.id: row.kind for row in self.central.rows(RECORDS)}

    def contact_of(self, booking: Any) -> dict[str, Any]:
        """What was sealed in a booking's row, opened with the central's key."""
        binding = Binding(booking.id, APPOINTMENT, booking.terminal)
        return self.central.services.keys.open(booking.sealed, booking.key_id, binding)

    def tickets(self) -> list[Path]:
        """What came out of the printer, in order."""
        return sorted((self.folder / "tickets").glob("*.png"))

    def ticket(self) -> Ticket:
        """The ticket on the screen."""
        paper = getattr(self.state, "paper", None)
        assert paper is not None, f"no ticket at {type(self.state).__name__}"
        ticket = paper.ticket
        assert isinstance(ticket, Ticket)
        return ticket


def write_config(folder: Path, central: Addressed, terminal: str = "nuth-1", **settings: object) -> Path:
    """A terminal.yaml in `folder` for a terminal at `central`."""
    path = folder / "terminal.yaml"
    screen = {"width_px": 1280, "height_px": 800, "width_mm": 217.0, "fullscreen": False}
    content = {
        "terminal": terminal,
        "location": LOCATION,
        "central_url": central.url,
        "public_url": "https://info.voorbeeld.nl",
        "town": str(ASSETS_DIR / "demo" / "town.yaml"),
        "state_dir": str(folder / "state"),
        "printer": f"virtual:{folder / 'tickets'}",
        "speech": "simulated",
        "sound": "simulated",
        "screen": screen,
    }
    path.write_text(yaml.safe_dump(content | settings), encoding="utf-8")
    return path


@contextmanager
def running_house(folder: Path, central: Central, terminal: str = "nuth-1", **settings: object) -> Iterator[House]:
    """A terminal that has just joined `central`, at its first screen."""
    config = read_config(write_config(folder, central, terminal, **settings))
    enrol_terminal(config, central.code(LOCATION))
    with ExitStack() as stack:
        stage = Stage(build(config, stack, contents_of))
        _draw_quickly(stack)
        stage.open()
        stack.callback(stage.close)
        house = House(stage, central, folder)
        house.frames()
        yield house
        assert stage.failures == 0, "a screen failed; the log says where"


def _draw_quickly(stack: ExitStack) -> None:
    """Kivy reads how many frames it may draw when it is imported, and has no other door."""
    stack.callback(setattr, Clock, "_max_fps", Clock._max_fps)
    Clock._max_fps = _FRAMES_PER_SECOND
