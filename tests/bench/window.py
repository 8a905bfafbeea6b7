"""The terminal as a running program, against an empty Kivy window with the same settings: start, memory, idle."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from kiosk.config import read_config
from kiosk.demo.town import DemoPlace
from kiosk.enrol import identity_path
from sync.terminal.identity import save_identity
from tests.bench.figures import Figure, Measurement, Pace, Ratio, in_turns, ratio_of_rounds, within
from tests.bench.process import FINEST_S, memory_mb, processor_s
from tests.bench.records import unconnected_identity

_NO_PORT = 9
"""Nobody answers there: the terminal starts without its central."""


@dataclass(frozen=True)
class WindowSizes:
    """How often both are started, and how long they are watched while nobody touches them."""

    starts: int
    settle_s: float
    idle_s: float


SIZES = {
    Pace.WHOLE: WindowSizes(starts=5, settle_s=3.0, idle_s=10.0),
    Pace.QUICK: WindowSizes(starts=2, settle_s=1.0, idle_s=4.0),
    Pace.TINY: WindowSizes(starts=1, settle_s=0.0, idle_s=0.5),
}


@dataclass(frozen=True)
class _AtRest:
    """One program while nobody touches it."""

    rss_mb: float
    pss_mb: float
    core_percent: float


def measure(folder: Path, pace: Pace) -> Measurement:
    """Start both in turns; then let both stand side by side and watch them."""
    sizes = SIZES[pace]
    config_file = _configured(folder)
    _start_s("terminal", config_file)  # the first start of a terminal makes its database
    terminal_s, empty_s = in_turns(
        within(pace.loop_s, range(sizes.starts)),
        lambda: _start_s("terminal", config_file),
        lambda: _start_s("empty", config_file),
    )
    terminal, empty = _at_rest(config_file, sizes)
    return _rows(terminal_s, empty_s, terminal, empty)


def _configured(folder: Path) -> Path:
    """A terminal of the demo town that has joined a central which cannot be reached."""
    place = DemoPlace(folder, port=_NO_PORT)
    place.write_terminal_file(window=False)
    save_identity(unconnected_identity(), identity_path(read_config(place.terminal_file)))
    return place.terminal_file


def _start_s(what: str, config_file: Path) -> float:
    with _running(what, config_file) as started:
        return started.start_s


@dataclass(frozen=True)
class _Started:
    pid: int
    start_s: float


@contextmanager
def _running(what: str, config_file: Path) -> Iterator[_Started]:
    """Start a program and wait for its line; ends it afterwards."""
    log = config_file.with_name(f"{what}.log")
    environment = os.environ | {"SDL_VIDEODRIVER": "offscreen"}
    command = [sys.executable, "-m", "tests.bench.window_program", what, str(config_file)]
    began_s = time.monotonic()
    with log.open("wb") as output:
        program = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=output)
    try:
        line = program.stdout.readline() if program.stdout else b""
        if not line:
            raise RuntimeError(f"{what} did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
        # The kernel's monotonic clock is one and the same for all programs.
        yield _Started(program.pid, float(line) - began_s)
    finally:
        _cut_off(program)


def _cut_off(program: subprocess.Popen[bytes]) -> None:
    """End it as a terminal ends when its plug is pulled: nothing of the next start hangs on a tidy end."""
    program.kill()
    program.wait()
    if program.stdout:
        program.stdout.close()


def _at_rest(config_file: Path, sizes: WindowSizes) -> tuple[_AtRest, _AtRest]:
    with ExitStack() as stack:
        pids = [stack.enter_context(_running(what, config_file)).pid for what in ("terminal", "empty")]
        time.sleep(sizes.settle_s)
        before_s = [processor_s(pid) for pid in pids]
        began_s = time.monotonic()
        time.sleep(sizes.idle_s)
        used_s = [max(FINEST_S, processor_s(pid) - before) for pid, before in zip(pids, before_s, strict=True)]
        passed_s = time.monotonic() - began_s
        terminal, empty = (
            _AtRest(memory_mb(pid, "Rss"), memory_mb(pid, "Pss"), 100 * used / passed_s)
            for pid, used in zip(pids, used_s, strict=True)
        )
    return terminal, empty


def _rows(terminal_s: list[float], empty_s: list[float], terminal: _AtRest, empty: _AtRest) -> Measurement:
    against = "an empty Kivy window"

    def ratio(key: str, text: str, of: Callable[[_AtRest], float]) -> Ratio:
        return Ratio(f"window.{key}", text, of(terminal) / of(empty), against, "less")

    return Measurement(
        "the terminal's window (offscreen, central away)",
        (
            Ratio(
                "window.start",
                "start to the first frame that answers",
                ratio_of_rounds(terminal_s, empty_s),
                "an empty Kivy window's first frame",
                "less",
            ),
            ratio("memory", "memory (RSS)", lambda program: program.rss_mb),
            ratio("idle", "processor time while idle", lambda program: program.core_percent),
        ),
        (
            Figure("window.terminal_start", "terminal, start to the first frame", median(terminal_s), "s"),
            Figure("window.empty_start", "empty window, start to the first frame", median(empty_s), "s"),
            Figure("window.terminal_rss", "terminal, RSS", terminal.rss_mb, "MB"),
            Figure("window.empty_rss", "empty window, RSS", empty.rss_mb, "MB"),
            Figure("window.terminal_pss", "terminal, PSS", terminal.pss_mb, "MB"),
            Figure("window.empty_pss", "empty window, PSS", empty.pss_mb, "MB"),
            Figure("window.terminal_idle", "terminal, processor while idle", terminal.core_percent, "% of a core"),
            Figure("window.empty_idle", "empty window, processor while idle", empty.core_percent, "% of a core"),
        ),
    )
