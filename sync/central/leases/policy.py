"""How much is lent to whom: pure rules, from what people do at a terminal and what a day has (town.yaml, `lending`)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assets.lending import Lending

SPARE = 1.5
"""More than is made on average: half of all days bring more than that."""

Range = tuple[int, int]
"""The first and the last number."""


@dataclass(frozen=True)
class DayRoom:
    """What a day at a location has: its free places, and how many of them may be lent on top of what is lent."""

    starts: Sequence[datetime]
    may_lend: int


def slots_wanted(made: int, rules: Lending) -> int:
    """How many places a terminal should hold where so many were made in `look_back_days`.

    >>> [slots_wanted(made, Lending()) for made in (0, 28, 56, 280)]
    [4, 4, 6, 12]
    """
    return _between(rules.slots_at_least, _expected(made, rules), rules.slots_at_most)


def numbers_wanted(given: int, rules: Lending) -> int:
    """How many numbers of a service a terminal should hold where so many were given in `look_back_days`.

    >>> [numbers_wanted(given, Lending()) for given in (0, 140, 2800)]
    [10, 15, 60]
    """
    return _between(rules.numbers_at_least, _expected(given, rules), rules.numbers_at_most)


def shared_out(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` shared out in proportion to `weights` (largest remainder); what has no weight gets nothing.

    >>> shared_out(4, {"gemeentehuis": 5, "schinnen": 2}), shared_out(3, {"b": 1, "a": 1}), shared_out(4, {"a": 0})
    ({'gemeentehuis': 3, 'schinnen': 1}, {'b': 1, 'a': 2}, {'a': 0})
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {name: total * weight // whole for name, weight in weights.items()}
    by_rest = sorted(weights, key=lambda name: (-(total * weights[name] % whole), name))
    for name in by_rest[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def may_lend(capacity: int, lent: int, free: int, rules: Lending) -> int:
    """How many more places of a day may be lent: a fair share of all, and no more than half of what is still free.

    >>> may_lend(34, 0, 34, Lending()), may_lend(34, 6, 20, Lending()), may_lend(34, 0, 3, Lending())
    (8, 2, 1)
    """
    share = math.floor(capacity * rules.day_share)
    return max(0, min(share, (free + lent) // 2) - lent)


def on_grid(starts: Iterable[datetime], minutes: int) -> list[datetime]:
    """The starts that follow each other without overlap, so that lent places leave no gaps that nobody can use."""
    chosen: list[datetime] = []
    for start in sorted(starts):
        if not chosen or (start - chosen[0]) % timedelta(minutes=-(-minutes // 15) * 15) == timedelta(0):
            chosen.append(start)
    return chosen


def choose(days: Mapping[date, DayRoom], count: int, held: Sequence[datetime]) -> list[datetime]:
    """Which places to lend: one day after the other, those with the fewest held first, and far apart within a day.

    On a day with none yet, at an hour far from those of the other days: who works in the morning can choose too.
    """
    hours = [_hour(start) for start in held]
    taken = {day: [start for start in held if start.date() == day] for day in days}
    left = {day: list(room.starts) for day, room in days.items()}
    may = {day: room.may_lend for day, room in days.items()}
    chosen: list[datetime] = []
    while len(chosen) < count:
        open_days = [day for day in sorted(days) if left[day] and may[day] > 0]
        if not open_days:
            break
        day = min(open_days, key=lambda one: (len(taken[one]), one))
        start = max(left[day], key=lambda one: (_apart(one, taken[day]), _apart(_hour(one), hours), -one.timestamp()))
        hours.append(_hour(start))
        left[day].remove(start)
        taken[day].append(start)
        may[day] -= 1
        chosen.append(start)
    return chosen


def next_range(within: range, cursor: int, size: int, closed: Iterable[Range]) -> Range | None:
    """The next `size` numbers from `cursor` on, going round, that touch no `closed` range; fewer where there is no gap.

    >>> next_range(range(501, 1000), 501, 10, []), next_range(range(501, 1000), 995, 10, [(501, 510)])
    ((501, 510), (511, 520))
    >>> next_range(range(501, 521), 501, 15, [(508, 509)]), next_range(range(501, 510), 501, 4, [(501, 509)])
    ((501, 507), None)
    """
    taken = {number for first, last in closed for number in range(first, last + 1)}
    order = [*(n for n in within if n >= cursor), *(n for n in within if n < cursor)]
    while size:
        for first in order:
            wanted = range(first, first + size)
            if wanted.stop <= within.stop and taken.isdisjoint(wanted):
                return first, wanted.stop - 1
        size //= 2
    return None


def _expected(done: int, rules: Lending) -> int:
    return math.ceil(done / rules.look_back_days * rules.cover_days * SPARE)


def _between(least: int, wanted: int, most: int) -> int:
    return max(min(wanted, most), min(least, most))


def _hour(start: datetime) -> datetime:
    """The time of day, as a moment of one and the same day."""
    return datetime.combine(date.min, start.time())


def _apart(start: datetime, others: Sequence[datetime]) -> timedelta:
    return min((abs(start - other) for other in others), default=timedelta.max)
