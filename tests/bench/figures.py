"""Pure statistics: percentiles, ratios of interleaved rounds, and the rows that they end up in."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median
from typing import TypeVar

Item = TypeVar("Item")


class Pace(StrEnum):
    """How much is measured: all of it, enough for a look, or only that it works at all (for the tests)."""

    WHOLE = "whole"
    QUICK = "quick"
    TINY = "tiny"

    @property
    def loop_s(self) -> float:
        """How long one loop of a measurement may go on: on a busy machine there are fewer rounds, not a longer wait."""
        return {Pace.WHOLE: 18.0, Pace.QUICK: 4.0, Pace.TINY: 1.0}[self]


@dataclass(frozen=True)
class Ratio:
    """One measured thing divided by another; `against` says by what, `better` on which side of 1 is the good one."""

    key: str
    text: str
    value: float
    against: str
    better: str
    """"more" or "less"."""


@dataclass(frozen=True)
class Figure:
    """One absolute figure of this machine at this moment."""

    key: str
    text: str
    value: float
    unit: str


@dataclass(frozen=True)
class Measurement:
    """What one file of the benchmark found."""

    title: str
    ratios: tuple[Ratio, ...]
    figures: tuple[Figure, ...]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of `values` do not exceed (nearest rank).

    >>> percentile([4.0, 1.0, 3.0, 2.0], 50), percentile([4.0, 1.0, 3.0, 2.0], 99)
    (2.0, 4.0)
    """
    if not values:
        raise ValueError("at least one value is expected")
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def ratio_of_rounds(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios round by round: a machine that slows down slows both halves of a round.

    >>> ratio_of_rounds([2.0, 4.0, 90.0], [1.0, 2.0, 30.0])
    2.0
    """
    return median(a / b for a, b in zip(over, under, strict=True))


def within(seconds: float, items: Iterable[Item], now_s: Callable[[], float] = time.monotonic) -> Iterator[Item]:
    """The first of `items`, and the others as long as `seconds` have not passed."""
    began_s = now_s()
    for item in items:
        yield item
        if now_s() - began_s >= seconds:
            return


def in_turns(rounds: Iterable[object], *lanes: Callable[[], float]) -> list[list[float]]:
    """What each of `lanes` returns in each round, taken A B A B, so that drift of the machine hits all alike."""
    results: list[list[float]] = [[] for _ in lanes]
    for _ in rounds:
        for lane, result in zip(lanes, results, strict=True):
            result.append(lane())
    return results
