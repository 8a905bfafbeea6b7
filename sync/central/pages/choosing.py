"""Free times as a visitor chooses from them: a row of days, and the times of one of them by part of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sync.protocol.messages import Slots

_NOON, _EVENING = 12, 17
"""Hours at which people stop saying morning, and afternoon."""


@dataclass(frozen=True)
class DayPart:
    """The free times in the `morning`, `afternoon` or `evening`."""

    name: str
    starts: Sequence[datetime]


@dataclass(frozen=True)
class DayToChoose:
    """A day with free times; `parts` are filled in for the day that was chosen."""

    day: date
    parts: Sequence[DayPart] = ()

    @property
    def chosen(self) -> bool:
        """Whether its times are shown."""
        return bool(self.parts)

    @property
    def weekday(self) -> int:
        """Its place in the week: Monday is 1."""
        return self.day.isoweekday()


def days_to_choose(free: Slots | None, besides: datetime, chosen: date | None) -> list[DayToChoose]:
    """The days with free times other than `besides`; with its times the chosen one, else the day of `besides`, else
    the first.
    """
    days = [
        (one.day, starts)
        for one in (free.days if free else ())
        if (starts := [start for start in one.starts if start != besides])
    ]
    known = [day for day, _ in days]
    zone = next((start.tzinfo for _, starts in days for start in starts), None)
    wishes = (chosen, besides.astimezone(zone).date(), *known)
    shown = next((day for day in wishes if day in known), None)
    return [DayToChoose(day, _parts(starts) if day == shown else ()) for day, starts in days]


def _parts(starts: Sequence[datetime]) -> list[DayPart]:
    return [DayPart(name, tuple(found)) for name, found in groupby(starts, _part_of)]


def _part_of(start: datetime) -> str:
    if start.hour < _NOON:
        return "morning"
    return "afternoon" if start.hour < _EVENING else "evening"
