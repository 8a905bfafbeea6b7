"""How long visits last, by service: recent figures, made robust, with the town's own estimate until there are some."""

import bisect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

RECENT = 60
"""So many visits of a service are looked at, the last ones: a new colleague or a new system is felt within days."""
LONGEST_MINUTES = 90.0
"""A visit that was longer was most likely left open over a break."""
LONGEST_BETWEEN_MINUTES = 45.0
_SPREAD = 0.6
"""Of the logarithm of service times at desks: most around the middle, a few three times as long."""
_NORMAL = (-1.383, -0.674, -0.210, 0.210, 0.674, 1.383)
"""The middles of six equal parts of the normal distribution: the town's estimate counts for so many visits, and fades
as figures come in."""
_SHORTEST_LEFT_MINUTES = 0.5
_ENOUGH = 4
_BETWEEN_GUESS_MINUTES = 0.7

_PACE_LOOKS_BACK = timedelta(minutes=120)
_PACE_VISITS = 16
_PACE_DOUBT_VISITS = 10.0
"""A day is only called slow or quick when so many visits say so: single long ones happen every day."""
_PACE_SPREAD = 0.16


@dataclass(frozen=True)
class Served:
    """One who was called, and was helped or did not come: what it was for, how long that took, and until when."""

    service: str
    minutes: float
    ended_at: datetime


@dataclass(frozen=True)
class Durations:
    """What a visit may take from the counter's time.

    `minutes` are the recent ones of each service, in order; no-shows are among them. `between` are the minutes from one
    visitor to the next while somebody waited, breaks included. `pace` says how slow today is: 0 is as usual, 0.1 is
    a tenth slower (a logarithm), give or take `pace_spread`.
    """

    minutes: Mapping[str, tuple[float, ...]]
    between: tuple[float, ...]
    pace: float = 0.0
    pace_spread: float = _PACE_SPREAD

    def slowness(self, random: Random) -> float:
        """What all visits of one play are longer by, as a factor."""
        return math.exp(random.gauss(self.pace, self.pace_spread))

    def visit(self, service: str, random: Random) -> float:
        """The minutes of one visit on a usual day."""
        known = self.minutes[service]
        return known[int(random.random() * len(known))]

    def gap(self, random: Random) -> float:
        """The minutes between one visit and the next."""
        return self.between[int(random.random() * len(self.between))]

    def rest(self, service: str, busy_minutes: float, random: Random) -> float:
        """How much longer a visit lasts that has lasted `busy_minutes`: as those did that lasted longer than that."""
        known = self.minutes[service]
        first = bisect.bisect_right(known, busy_minutes)
        longer = len(known) - first
        if longer >= _ENOUGH:
            left = known[first + int(random.random() * longer)] - busy_minutes
        else:
            # Longer than nearly all: the longer it has lasted, the longer it goes on.
            left = -math.log(1 - random.random()) * max(known[len(known) // 2], busy_minutes) / 3
        return max(_SHORTEST_LEFT_MINUTES, left)

    def average_minutes(self, services: Iterable[str]) -> float:
        """The mean of these services, for the simple formula."""
        known = [minutes for service in services for minutes in self.minutes.get(service, ())]
        return sum(known) / max(1, len(known))


def durations_of(
    recent: Sequence[Served], between: Sequence[float], usual_minutes: Mapping[str, float], now: datetime
) -> Durations:
    """From `recent` visits and gaps (newest last) and what the town says is usual.

    >>> from datetime import UTC
    >>> durations_of([], [], {"passports": 8}, datetime(2026, 11, 23, tzinfo=UTC)).minutes["passports"]
    (2.9, 4.5, 5.9, 7.6, 10.0, 15.3)
    """
    last = {service: [one.minutes for one in recent if one.service == service][-RECENT:] for service in usual_minutes}
    minutes = {
        service: tuple(sorted([*_guesses(usual), *(min(one, LONGEST_MINUTES) for one in last[service] if one > 0)]))
        for service, usual in usual_minutes.items()
    }
    gaps = tuple(min(one, LONGEST_BETWEEN_MINUTES) for one in between if one >= 0) or (_BETWEEN_GUESS_MINUTES,)
    return Durations(minutes, gaps, _pace(recent, minutes, now))


def _guesses(usual_minutes: float) -> list[float]:
    middle = usual_minutes / math.exp(_SPREAD**2 / 2)
    return [round(middle * math.exp(_SPREAD * place), 1) for place in _NORMAL]


def _pace(recent: Sequence[Served], minutes: Mapping[str, Sequence[float]], now: datetime) -> float:
    """How the last visits compare with the usual ones of their service, drawn towards 0 while there are few."""
    last = [one for one in recent if one.ended_at > now - _PACE_LOOKS_BACK and one.service in minutes][-_PACE_VISITS:]
    ratios = [math.log(max(0.5, one.minutes) / _middle(minutes[one.service])) for one in last]
    return sum(max(-1.0, min(1.0, ratio)) for ratio in ratios) / (len(ratios) + _PACE_DOUBT_VISITS)


def _middle(ordered: Sequence[float]) -> float:
    return max(0.5, ordered[len(ordered) // 2])
