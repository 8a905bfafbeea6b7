"""A running program that may end at any moment, between any two statements."""

from collections.abc import Callable

from greenlet import getcurrent

from tests.simulation.schedule import Schedule, Task, Work


class Crash(BaseException):
    """The power is gone, or the process was killed: nothing after this happens. No code catches it."""


class Process:
    """The tasks of one program, which all end together. `died` is called at the very moment of its death."""

    def __init__(self, schedule: Schedule, died: Callable[[], None]) -> None:
        self._schedule = schedule
        self._died = died
        self._tasks: set[_Part] = set()
        self.dead = False
        self.fuse: int | None = None
        """After so many points it dies; None: it does not."""

    def spawn(self, work: Work, delay_s: float = 0.0) -> "_Part":
        """Begin a task of this program."""
        task = _Part(self, work)
        self._tasks.add(task)
        self._schedule.start(task, delay_s)
        return task

    def point(self) -> None:
        """A moment at which it may die; called before and after every statement, print and word."""
        if self.dead:
            raise Crash
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                self.die()
                raise Crash

    def die(self) -> None:
        """End every task where it is. The one that calls this has to raise Crash itself."""
        if self.dead:
            return
        self._died()
        self.dead = True
        for task in sorted(self._tasks, key=lambda task: task.number):
            if task is not getcurrent() and not task.dead:
                task.turn += 1
                if task:  # it has begun
                    task.parent = getcurrent()
                    task.throw(Crash())
        self._tasks.clear()

    def sleep(self, seconds: float) -> None:
        """In a task of this program: wait."""
        self.wait(seconds)

    def wait(self, timeout_s: float | None) -> object:
        """In a task of this program: wait to be woken."""
        brought = self._schedule.wait(timeout_s)
        if self.dead:
            raise Crash
        return brought

    def ended(self, task: "_Part") -> None:
        """A task is over."""
        self._tasks.discard(task)


class _Part(Task):
    """A task that dies with its program."""

    _numbers = iter(range(1 << 62))

    def __init__(self, process: Process, work: Work) -> None:
        super().__init__()
        self._process = process
        self._work = work
        self.number = next(self._numbers)

    def run(self) -> None:
        """What the greenlet runs."""
        try:
            self._work()
        except Crash:
            pass
        finally:
            self._process.ended(self)
