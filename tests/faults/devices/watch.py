"""The watch over the window's loop: a thread of its own that sees when a turn of the loop does not end.

Each turn (a touch that is dispatched, or one round of Kivy's event loop) is begun and ended in the window's thread; the
watchdog looks every few milliseconds whether one is under way for too long, and if so takes down where the window's
thread is. A reference sleeper, in a process of its own, tells how well the machine was doing meanwhile.
"""

import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.devices.waits import Took, Waits, between, waits

FREEZE_S = 0.2
_LOOK_S = 0.005
_SLEEPER = Path(__file__).with_name("sleeper.py")
_FRAMES_TOLD = 12
_ABOUT_S = 0.5


@dataclass(frozen=True)
class Freeze:
    """A turn that took longer than allowed: what was done, how long it took, where the window was then."""

    doing: str
    took: Took
    reference_late_s: float
    """The latest that the reference sleeper woke during this turn."""
    slowness: float
    """How many times as long as at its best the reference work took about then."""
    where: str

    @property
    def own_s(self) -> float:
        """What is left without what the machine took, at the speed that its processor has at its best."""
        took = self.took
        return (took.wall_s - max(took.waited_s + took.held_up_s, self.reference_late_s)) / self.slowness

    @property
    def is_ours(self) -> bool:
        """Whether it was longer than allowed by itself."""
        return self.own_s > FREEZE_S

    def __str__(self) -> str:
        late = f"reference sleeper late by {self.reference_late_s * 1000:.0f}"
        slow = f"reference work {self.slowness:.1f} times as long as at best"
        return f"{self.took} at {self.doing}, {late}, {slow}: {self.own_s * 1000:.0f} ms of its own\n{self.where}"


class LoopWatch:
    """Measures turns between `start` and `stop`."""

    def __init__(self, limit_s: float = FREEZE_S) -> None:
        self.limit_s = limit_s
        self.turns = 0
        self.longest: tuple[Took, str] = (Took(0.0, 0.0, 0.0, 0.0), "nothing")
        self.longest_own: tuple[Took, str] = self.longest
        self.freezes: list[Freeze] = []
        self.watchdog_late_s = 0.0
        self.late: list[tuple[float, float]] = []
        self.work: list[tuple[float, float]] = []
        self._window_thread = threading.get_ident()
        self._began: tuple[float, int] | None = None
        self._where: dict[int, str] = {}
        self._ended = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch until the block is left. Enter it in the window's thread."""
        self._window_thread = threading.get_ident()
        with subprocess.Popen([sys.executable, "-S", str(_SLEEPER)], stdout=subprocess.PIPE, text=True) as sleeper:
            dog = threading.Thread(target=self._watch, name="watchdog", daemon=True)
            ear = threading.Thread(target=self._hear, args=(sleeper,), name="reference", daemon=True)
            for thread in (dog, ear):
                thread.start()
            try:
                yield
            finally:
                self._ended.set()
                sleeper.kill()
                for thread in (dog, ear):
                    thread.join()

    @contextmanager
    def turn(self, doing: str) -> Iterator[None]:
        """One turn of the loop, in the window's thread."""
        self.turns += 1
        begin = waits()
        self._began = (begin.at_s, self.turns)
        try:
            yield
        finally:
            self._began = None
            self._note(doing, begin, waits())

    def _note(self, doing: str, begin: Waits, end: Waits) -> None:
        took = between(begin, end)
        if took.wall_s > self.longest[0].wall_s:
            self.longest = (took, doing)
        if took.own_s > self.longest_own[0].own_s:
            self.longest_own = (took, doing)
        if took.wall_s > self.limit_s:
            late_s = max((late for at, late in list(self.late) if begin.at_s <= at <= end.at_s + late), default=0.0)
            where = self._where.pop(self.turns, "      (over when it was looked at)")
            self.freezes.append(Freeze(doing, took, late_s, self._slowness(begin.at_s, end.at_s), where))

    def _slowness(self, begin_s: float, end_s: float) -> float:
        """Of the reference work between these moments, or the last before them."""
        work = list(self.work)
        about = [took_s for at_s, took_s in work if begin_s - _ABOUT_S <= at_s <= end_s]
        return max(about, default=1.0) / min((took_s for _, took_s in work), default=1.0) if about else 1.0

    def _watch(self) -> None:
        looked_s = time.monotonic()
        while not self._ended.wait(_LOOK_S):
            now_s = time.monotonic()
            self.watchdog_late_s = max(self.watchdog_late_s, now_s - looked_s - _LOOK_S)
            looked_s = now_s
            began = self._began
            if began is not None and now_s - began[0] > self.limit_s and began[1] not in self._where:
                self._where[began[1]] = self._place()

    def _place(self) -> str:
        frame = sys._current_frames().get(self._window_thread)
        stack = traceback.extract_stack(frame)[-_FRAMES_TOLD:] if frame else []
        return "\n".join(f"      {Path(one.filename).name}:{one.lineno} {one.name}" for one in stack)

    def _hear(self, sleeper: "subprocess.Popen[str]") -> None:
        assert sleeper.stdout is not None
        for line in sleeper.stdout:
            kind, *numbers = line.split()
            if kind in ("late", "work") and len(numbers) == 2:
                (self.late if kind == "late" else self.work).append((float(numbers[0]), float(numbers[1])))
