"""How good what people were told was."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sync.central.queue.snapshot import Order
from tests.simulation.waits.desk import make_day
from tests.simulation.waits.history import History
from tests.simulation.waits.running import DayRun, Told

_OPENING = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Score:
    """Mean absolute error in minutes, mean error (told minus real), and the share told within 5 minutes."""

    error: float
    bias: float
    within_5: float

    @classmethod
    def of(cls, told: Sequence[Told], minutes: Callable[[Told], float]) -> "Score":
        """The score of one way of telling."""
        errors = [minutes(one) - (one.real or 0.0) for one in told]
        number = len(errors)
        return cls(
            sum(map(abs, errors)) / number,
            sum(errors) / number,
            sum(abs(error) <= 5 for error in errors) / number,
        )


def play_days(days: int, seed: int, order: Order, warm_up: int = 2) -> list[Told]:
    """What was told in `days` days; the first ones, when there are no figures yet, are left out of the score."""
    random, history, told = Random(seed), History(), list[Told]()
    for number in range(days + warm_up):
        run = DayRun(_OPENING + timedelta(days=number), make_day(random, number), history, order, random)
        found = list(run.told())
        if number >= warm_up:
            told += found
    return told


def in_range(told: Iterable[Told]) -> float:
    """The share of waits that ended within the range that was told."""
    hits = [one.ours.at_least <= (one.real or 0.0) <= one.ours.at_most for one in told]
    return sum(hits) / len(hits)


def ours(one: Told) -> float:
    """What the estimate said."""
    return float(one.ours.minutes)


def simple(one: Told) -> float:
    """What the simple formula said."""
    return one.simple


def with_next(one: Told) -> float:
    """What the simple formula said that also counts who is being helped."""
    return one.with_next


WAYS: dict[str, Callable[[Told], float]] = {
    "played forward (ours)": ours,
    "people ahead x average / counters": simple,
    "one more while all are busy": with_next,
}
