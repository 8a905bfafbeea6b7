"""When a waiting room is open, as its board and a waiting visitor's phone tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assets.town import Location, Service, Town
from sync.central.agenda.hours import openings
from sync.central.queue.rules import local_day

_LOOKS_AHEAD_DAYS = 14
"""Longer than any row of holidays."""


@dataclass(frozen=True)
class Hours:
    """`closes_at` is set while it is open; `opens_at` while it is not, unless nobody knows."""

    closes_at: datetime | None = None
    opens_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.closes_at is not None


def hours_at(town: Town, location: Location, now: datetime, service: Service | None = None) -> Hours:
    """The hours of `location`, or of one of its services, as they are `now`."""
    place = location.model_copy(update={"opening": service.opening}) if service and service.opening else location
    for opens, closes in _stretches(town, place, now):
        if opens <= now < closes:
            return Hours(closes_at=closes)
        if now < opens:
            return Hours(opens_at=opens)
    return Hours()


def _stretches(town: Town, location: Location, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    today = local_day(now, town.timezone)
    for days in range(_LOOKS_AHEAD_DAYS):
        yield from openings(town, location, today + timedelta(days=days))
