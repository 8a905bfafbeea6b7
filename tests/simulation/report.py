"""What is said of a run that failed: what was broken, after which events, and how to get there again."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from tests.simulation.violations import Violation
from tests.simulation.world import World

_LAST = 30


@dataclass(frozen=True)
class Asked:
    """What was run. The same again is the same world."""

    seed: int
    events: int

    def command(self, until: int | None = None) -> str:
        """The command that runs it, and stops when `until` events have happened."""
        words = f"python -m tests.simulation --seed {self.seed} --events {self.events}"
        return words if until is None else f"{words} --until {until}"


def failure_of(world: World, asked: Asked, error: BaseException) -> str:
    """The report. It says the same each time, but for nothing that a clock outside of the world says."""
    return "\n".join(_lines(world, asked, error))


def _lines(world: World, asked: Asked, error: BaseException) -> Iterator[str]:
    reached = world.schedule.events
    last = list(world.history.last)[-_LAST:]
    yield "BROKEN"
    if isinstance(error, Violation):
        yield f"  promise   {error.broken}"
        yield f"  found     {error.words}"
    else:
        yield f"  error     {type(error).__name__}: {error}"
    yield f"  seed      {asked.seed}"
    yield f"  event     {reached} have happened, at {world.clock.local():%Y-%m-%d %H:%M:%S} in the town"
    yield f"the last {len(last)} things that somebody noticed (event, second, what):"
    yield from last
    if not isinstance(error, Violation):
        yield "".join(traceback.format_exception(error)).rstrip()
    yield "the same again, up to the event before, and how things stand then:"
    yield f"  {asked.command(reached)}"
