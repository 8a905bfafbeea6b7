"""How long people will wait: the line played forward over the open counters, many times, with recent service times.

The simple formula (people ahead x average / counters) takes everybody ahead for somebody who is helped by any counter,
and forgets who is being helped already, who has an appointment, and who is at lunch. This plays what will happen: each
counter that comes free calls the first in turn of whom it serves. How long each visit lasts is drawn from recent ones;
of many plays the middle is the most likely, and four of five lie in the range. `tests/simulation/waits` measures both.
"""

import math
from collections.abc import Sequence
from random import Random

from sync.central.queue.play import play
from sync.central.queue.snapshot import Order, Queued, Snapshot
from sync.protocol.messages import Wait

_VISITS_PLAYED = 1500
"""What one estimate may cost (some 5 ms): fewer plays of a longer line, which is more certain anyway."""
_PLAYS_AT_LEAST, _PLAYS_AT_MOST = 11, 41
_RANGE = 0.1, 0.9
_AS_DRAWN = 20260101


def expected(room: Snapshot, newcomers: Sequence[Queued], order: Order) -> dict[str, Wait]:
    """The wait from now on of everybody in `room`, and of each of `newcomers` if he alone took a number now, by key.

    Whom no open counter serves has none: nobody can say when a host comes.
    """
    visits = len(room.waiting) + len(room.due) + len(room.counters)
    plays = max(_PLAYS_AT_LEAST, min(_PLAYS_AT_MOST, _VISITS_PLAYED // max(1, visits)))
    # Drawn the same way each time: two looks at the same line tell the same.
    random = Random(_AS_DRAWN)  # noqa: S311  no secret hangs on it
    found: dict[str, list[float]] = {}
    for _ in range(plays):
        for key, minutes in play(room, newcomers, order, random).items():
            found.setdefault(key, []).append(minutes)
    return {key: _wait(minutes) for key, minutes in found.items()}


def simple_minutes(ahead: int, average_minutes: float, counters: int) -> float:
    """The simple formula, to be measured against.

    >>> simple_minutes(6, 10.0, 2)
    30.0
    """
    return ahead * average_minutes / max(1, counters)


def _wait(minutes: list[float]) -> Wait:
    minutes.sort()
    low, high = (_quantile(minutes, share) for share in _RANGE)
    likely = round(_quantile(minutes, 0.5))
    return Wait(minutes=likely, at_least=min(likely, math.floor(low)), at_most=max(likely, math.ceil(high)))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
