"""Simulated time: what is to happen and when, and tasks that wait without holding anybody up.

A task is a greenlet: product code that waits for an answer is left in the middle and gone on with later, as a thread
would be, but only where it waits, and always in the same order.
"""

import heapq
import itertools
from collections.abc import Callable
from typing import Any

from greenlet import getcurrent, greenlet

Work = Callable[[], None]


class NotNow(Exception):  # noqa: N818 - it names what happened
    """What was to happen has been overtaken: a wait that ended before its time-out, a task that is gone."""


class ReachedError(Exception):
    """So many events have happened as somebody wanted to see."""


class Task(greenlet):
    """Something that goes on by itself; `turn` counts how often it was left and gone on with."""

    turn = 0


class Schedule:
    """A clock that jumps to whatever comes next. `events` counts what has happened."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.events = 0
        self.until: int | None = None
        """After so many events it goes no further; None: it does."""
        self.watch: Work | None = None
        """Called after every event, for a person who looks for what went wrong."""
        self._coming: list[tuple[float, int, Work]] = []
        self._numbers = itertools.count()
        self._loop = getcurrent()

    def at(self, delay_s: float, work: Work) -> None:
        """Let `work` happen after a while."""
        heapq.heappush(self._coming, (self.now_s + delay_s, next(self._numbers), work))

    def pause_if_reached(self) -> None:
        """Raise ReachedError when so many events have happened as somebody wanted to see."""
        if self.until is not None and self.events >= self.until:
            raise ReachedError

    def step(self) -> None:
        """Let the next thing happen; raises ReachedError."""
        self.pause_if_reached()
        self._loop = getcurrent()
        while True:
            self.now_s, _, work = heapq.heappop(self._coming)
            try:
                work()
            except NotNow:
                continue
            self.events += 1
            if self.watch is not None:
                self.watch()
            return

    def start(self, task: Task, delay_s: float = 0.0) -> None:
        """Let a task begin."""
        self.at(delay_s, lambda: self._go_on(task, 0, None))

    def wait(self, timeout_s: float | None) -> Any:
        """In a task: be left until somebody calls `wake`, or for so long; what `wake` brought, None after that time."""
        me = getcurrent()
        assert isinstance(me, Task), "only a task can wait"
        turn = me.turn
        if timeout_s is not None:
            self.at(timeout_s, lambda: self._go_on(me, turn, None))
        return self._loop.switch()

    def wake(self, task: Task, turn: int, brought: Any) -> None:
        """Go on with a task that waits in its turn `turn`; too late is no harm."""
        self.at(0.0, lambda: self._go_on(task, turn, brought))

    def _go_on(self, task: Task, turn: int, brought: Any) -> None:
        if task.turn != turn or task.dead:
            raise NotNow
        task.turn += 1
        # Who begins a task gets what its end brings: an error of the simulation ends the run.
        task.parent = self._loop
        if turn == 0:
            task.switch()
        else:
            task.switch(brought)


def this_task() -> Task | None:
    """The task that is going on; None when it is the loop itself."""
    me = getcurrent()
    return me if isinstance(me, Task) else None
