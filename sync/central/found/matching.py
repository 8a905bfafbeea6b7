"""Which report of a loss may be about a found item: points for each thing that fits, and the reasons told.

A clerk decides; this only puts the likely ones first. Nothing is learnt and nothing is hidden: a person can add up the
points by hand.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")

PROPOSED_FROM = 40
"""Points below which two things are not worth a clerk's look: the kind alone, or a colour and a place."""

_OTHER = "other"
_SLACK = timedelta(days=1)
"""People are a day wrong about when they lost something."""

_KM_PER_DEGREE = 111.2


class Why(StrEnum):
    """What fits, or does not."""

    SAME_SORT = "same_sort"
    SAME_KIND = "same_kind"
    SAME_COLOUR = "same_colour"
    OTHER_COLOUR = "other_colour"
    SAME_DAY = "same_day"
    SAME_WEEK = "same_week"
    SAME_MONTH = "same_month"
    FOUND_BEFORE = "found_before"
    SAME_VILLAGE = "same_village"
    NEAR = "near"
    SAME_STREET = "same_street"
    WORDS = "words"
    FEATURES = "features"


@dataclass(frozen=True)
class Item:
    """What is known of a found or a lost item. `day`: when it was found or lost. `point`: WGS 84 (lat, lon).

    `words`: of what it looks like; `features`: of what only the owner can know.
    """

    what: str
    sort: str = ""
    colour: str = ""
    day: date | None = None
    village: str | None = None
    street: str = ""
    point: tuple[float, float] | None = None
    words: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """One thing that fits, or does not: its points, and the words that both have (never those of features)."""

    why: Why
    points: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """How well two items fit: the reasons, whose points add up."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """Altogether; more is more alike."""
        return sum(reason.points for reason in self.reasons)


def compare(found: Item, lost: Item) -> Match | None:
    """How well they fit; None when they cannot be the same thing: another kind, or another sort within one kind."""
    kind = _kind(found, lost)
    if kind is None:
        return None
    rest = (_colour(found, lost), _day(found, lost), *_place(found, lost), _words(found, lost), _features(found, lost))
    return Match((kind, *(reason for reason in rest if reason is not None)))


def ranked(matches: Iterable[tuple[Key, Match | None]], at_most: int = 5) -> Sequence[tuple[Key, Match]]:
    """Those that are worth a look, the likeliest first; equal ones in the order in which they were given."""
    worth = [(key, match) for key, match in matches if match is not None and match.points >= PROPOSED_FROM]
    return sorted(worth, key=lambda pair: -pair[1].points)[:at_most]


def _kind(found: Item, lost: Item) -> Reason | None:
    if found.what != lost.what and _OTHER not in (found.what, lost.what):
        return None
    vague = {"", *(sort for sort in (found.sort, lost.sort) if sort.startswith(f"{_OTHER}-"))}
    if found.sort == lost.sort and found.sort not in vague:
        return Reason(Why.SAME_SORT, 35)
    if found.sort not in vague and lost.sort not in vague:
        return None
    return Reason(Why.SAME_KIND, 20) if found.what == lost.what else Reason(Why.SAME_KIND, 0)


def _colour(found: Item, lost: Item) -> Reason | None:
    if "" in (found.colour, lost.colour) or _OTHER in (found.colour, lost.colour):
        return None
    return Reason(Why.SAME_COLOUR, 20) if found.colour == lost.colour else Reason(Why.OTHER_COLOUR, -15)


def _day(found: Item, lost: Item) -> Reason | None:
    if found.day is None or lost.day is None:
        return None
    after = found.day - lost.day
    if after < -_SLACK:
        return Reason(Why.FOUND_BEFORE, -30)
    for why, within, points in ((Why.SAME_DAY, 1, 20), (Why.SAME_WEEK, 7, 12), (Why.SAME_MONTH, 31, 6)):
        if after <= timedelta(days=within):
            return Reason(why, points)
    return None


def _place(found: Item, lost: Item) -> list[Reason]:
    reasons = []
    if found.village and found.village == lost.village:
        reasons.append(Reason(Why.SAME_VILLAGE, 12))
    elif found.point and lost.point and distance_km(found.point, lost.point) <= 3:
        reasons.append(Reason(Why.NEAR, 6))
    if found.street and found.street == lost.street:
        reasons.append(Reason(Why.SAME_STREET, 10))
    return reasons


def _words(found: Item, lost: Item) -> Reason | None:
    common = sorted(found.words & lost.words)
    return Reason(Why.WORDS, min(20, 5 * len(common)), tuple(common)) if common else None


def _features(found: Item, lost: Item) -> Reason | None:
    common = found.features & lost.features
    return Reason(Why.FEATURES, min(24, 8 * len(common))) if common else None


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points (lat, lon) of one region, in kilometres as the crow flies.

    >>> round(distance_km((50.9175, 5.88611), (50.94333, 5.88889)), 1)
    2.9
    """
    north = (other[0] - one[0]) * _KM_PER_DEGREE
    east = (other[1] - one[1]) * _KM_PER_DEGREE * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
