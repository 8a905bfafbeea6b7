"""From the touch that asks for a queue number to the printer's first byte of its ticket, as a visitor waits for it.

All of it is real and runs as its own programs: the window with its frame rate, the question to a central on loopback,
the record on disk, the ticket laid out and drawn, and a TCP printer that answers for its state first. Only the glass
and the paper are not there.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from devices.printer.emulator.machine import Machine
from devices.printer.escpos import INITIALISE
from devices.printer.simulated import SimulatedServer
from kiosk.config import read_config
from kiosk.enrol import identity_path
from sync.terminal.identity import save_identity
from tests.bench.central import DEMO_TOWN, LOCATION, RunningCentral, running_central
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile
from tests.bench.tickets import PEER_SLIP_P50_MS

_WARM_UP = 1
"""The first ticket after a start loads fonts and fills caches; it stands in a row of its own."""
_PRINTS_WITHIN_S = 60.0
_ENDS_WITHIN_S = 240.0
"""A terminal at which nobody gets any further is ended, and its log tells why."""


@dataclass(frozen=True)
class TouchSizes:
    """How many visitors take a number."""

    visitors: int


SIZES = {
    Pace.WHOLE: TouchSizes(visitors=60),
    Pace.QUICK: TouchSizes(visitors=10),
    Pace.TINY: TouchSizes(visitors=1),
}


class _Ear(Machine):
    """A printer that notes when the first byte of each ticket came in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tickets_at_s: list[float] = []
        self.heard = threading.Condition()

    def receive(self, data: bytes) -> None:
        """Bytes from the line; a ticket begins by making the printer ready, and no question does."""
        if data.startswith(INITIALISE):
            with self.heard:
                self.tickets_at_s.append(time.monotonic())
                self.heard.notify_all()
        super().receive(data)


def measure(folder: Path, pace: Pace) -> Measurement:
    """Visitors take a number one after the other."""
    count = SIZES[pace].visitors + _WARM_UP
    ear = _Ear(folder / "paper")
    with running_central(folder) as central, closing(SimulatedServer(ear)) as printer:
        config_file = _configured(folder, central, printer.port)
        with _terminal(config_file) as touches:
            lifted_s = [float(next(touches)) for _ in range(count)]
            with ear.heard:
                ear.heard.wait_for(lambda: len(ear.tickets_at_s) >= count, _PRINTS_WITHIN_S)
    waits_ms = [(came_s - went_s) * 1e3 for went_s, came_s in zip(lifted_s, ear.tickets_at_s, strict=True)]
    return _rows(waits_ms[_WARM_UP:], waits_ms[0])


def _configured(folder: Path, central: RunningCentral, port: int) -> Path:
    """A terminal that has joined `central`, with a network printer behind `port`."""
    settings = {
        "terminal": central.identity.terminal,
        "location": LOCATION,
        "central_url": central.url,
        "public_url": central.url,
        "town": str(DEMO_TOWN),
        "state_dir": str((folder / "terminal").absolute()),
        "printer": f"network:127.0.0.1:{port}?end=process_id",
        "speech": "silent",
        "sound": "simulated",
        "screen": {"width_px": 1280, "height_px": 800, "width_mm": 217, "fullscreen": False},
    }
    path = folder / "terminal.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    save_identity(central.identity, identity_path(read_config(path)))
    return path


@contextmanager
def _terminal(config_file: Path) -> Iterator[Iterator[bytes]]:
    """Start the terminal; the lines that it prints. Ends it as a pulled plug would."""
    log = config_file.with_name("terminal.log")
    with log.open("wb") as output:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.touch_program", str(config_file)],
            env=os.environ | {"SDL_VIDEODRIVER": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=output,
        )
    patience = threading.Timer(_ENDS_WITHIN_S, program.kill)
    patience.daemon = True
    patience.start()
    try:
        yield _lines(program, log)
    finally:
        patience.cancel()
        program.kill()
        program.wait()
        if program.stdout:
            program.stdout.close()


def _lines(program: "subprocess.Popen[bytes]", log: Path) -> Iterator[bytes]:
    yield from program.stdout or ()
    raise RuntimeError(f"the terminal ended:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _rows(waits_ms: list[float], first_ms: float) -> Measurement:
    against = f"a peer's {PEER_SLIP_P50_MS:g} ms from a request to a drawn slip (FQM, no window, taken elsewhere)"
    return Measurement(
        "touch: from lifting the finger to the printer's first byte",
        (
            Ratio("touch.p50_per_peer", "p50", percentile(waits_ms, 50) / PEER_SLIP_P50_MS, against, "less"),
            Ratio("touch.p95_per_peer", "p95", percentile(waits_ms, 95) / PEER_SLIP_P50_MS, against, "less"),
        ),
        (
            Figure("touch.first", "the first ticket after a start", first_ms, "ms"),
            Figure("touch.p50", "touch to the printer's first byte, p50", percentile(waits_ms, 50), "ms"),
            Figure("touch.p95", "touch to the printer's first byte, p95", percentile(waits_ms, 95), "ms"),
            Figure("touch.peer", "the peer's slip, p50", PEER_SLIP_P50_MS, "ms"),
        ),
    )
