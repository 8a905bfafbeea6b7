"""How long threads of this process stood ready to run while the machine let others run (Linux: schedstat)."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

_TASKS = Path("/proc/self/task")
_NS = 1e9


@dataclass(frozen=True)
class Waits:
    """A moment: the clock, this thread's own work, and what each thread has waited for a processor, in seconds."""

    at_s: float
    worked_s: float
    by_thread_s: dict[int, float]


def waits() -> Waits:
    """Now. Call it in the thread that is measured."""
    by_thread = {}
    for task in _TASKS.iterdir():
        try:
            by_thread[int(task.name)] = int((task / "schedstat").read_text().split()[1]) / _NS
        except (OSError, IndexError):  # a thread that has just ended
            continue
    return Waits(time.monotonic(), time.thread_time(), by_thread)


@dataclass(frozen=True)
class Took:
    """How long something took, and what of that the machine took. All in seconds."""

    wall_s: float
    worked_s: float
    waited_s: float
    """This thread was ready and another program had the processor."""
    held_up_s: float
    """This thread waited for another one of ours (Python runs one at a time), and that one had no processor."""

    @property
    def own_s(self) -> float:
        """What is left when the machine is taken out: what a visitor of a machine of his own would have waited."""
        return self.wall_s - self.waited_s - self.held_up_s

    def __str__(self) -> str:
        parts = (("worked", self.worked_s), ("no processor", self.waited_s), ("held up", self.held_up_s))
        return f"{self.wall_s * 1000:.0f} ms ({', '.join(f'{name} {part * 1000:.0f}' for name, part in parts)})"


def between(begin: Waits, end: Waits) -> Took:
    """What came between two moments of one thread."""
    own = threading.get_native_id()
    wall_s, worked_s = end.at_s - begin.at_s, end.worked_s - begin.worked_s
    grown = {one: waited - begin.by_thread_s.get(one, 0.0) for one, waited in end.by_thread_s.items()}
    waited_s = grown.pop(own, 0.0)
    blocked_s = max(0.0, wall_s - worked_s - waited_s)
    return Took(wall_s, worked_s, waited_s, min(blocked_s, max(grown.values(), default=0.0)))
