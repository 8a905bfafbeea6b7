"""The desks of a pretended municipality: opening hours, and which times are still free. Both simulators share it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=5)
"""Both systems offered times five minutes apart."""


@dataclass(frozen=True)
class Taken:
    """One desk of a place, for a while."""

    place: str
    start: datetime
    end: datetime


@dataclass
class Desks:
    """Weekdays from `opens` to `closes`; `at_once` appointments at one time in each place."""

    zone: ZoneInfo
    at_once: int = 1
    opens: time = time(8, 30)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    taken: dict[str, Taken] = field(default_factory=dict)

    def free(self, place: str, day: date, minutes: int, now: datetime) -> Iterator[datetime]:
        """The moments (UTC) on `day` from which a desk is free for so long."""
        if day.isoweekday() not in self.weekdays:
            return
        start = datetime.combine(day, self.opens, self.zone).astimezone(UTC)
        closes = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
        busy = [one for one in self.taken.values() if one.place == place and one.end > start and one.start < closes]
        length = timedelta(minutes=minutes)
        while start + length <= closes:
            if start >= now and self._has_room(busy, start, start + length):
                yield start
            start += STEP

    def take(self, appointment: str, place: str, start: datetime, minutes: int, now: datetime) -> bool:
        """Take a desk, if one is free; whether it was."""
        start = start.astimezone(UTC)
        if start not in self.free(place, start.astimezone(self.zone).date(), minutes, now):
            return False
        self.taken[appointment] = Taken(place, start, start + timedelta(minutes=minutes))
        return True

    def _has_room(self, busy: list[Taken], start: datetime, end: datetime) -> bool:
        overlapping = [one for one in busy if one.start < end and one.end > start]
        # Busy at any moment of it: appointments only begin or end at their own borders.
        borders = [start, *(one.start for one in overlapping if one.start > start)]
        return all(sum(one.start <= at < one.end for one in overlapping) < self.at_once for at in borders)
