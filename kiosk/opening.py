"""When a service is open, by the town's own hours, for when the central cannot be asked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assets.town import Location, Service, Town

_DAYS_AHEAD = 14


def is_open(town: Town, location: Location, service: Service, now: datetime) -> bool:
    """Whether numbers are given for `service` now; in a town that does not keep hours, always."""
    rules = town.queue
    if not rules.keep_hours:
        return True
    margin = timedelta(minutes=rules.margin_minutes)
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    return any(opens - margin <= now <= closes + margin for opens, closes in _hours(town, location, service, today))


def next_opening(town: Town, location: Location, service: Service, now: datetime) -> datetime | None:
    """The next moment at which `service` opens here; None when it does not in the next two weeks."""
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    for ahead in range(_DAYS_AHEAD + 1):
        for opens, _ in _hours(town, location, service, today + timedelta(days=ahead)):
            if opens > now:
                return opens
    return None


def _hours(town: Town, location: Location, service: Service, day: date) -> Iterator[tuple[datetime, datetime]]:
    """From when until when `service` is open on `day`, by time."""
    zone = ZoneInfo(town.timezone)
    hours = service.opening or location.opening
    for stretch in sorted(hours, key=lambda each: each.opens):
        if day.isoweekday() in stretch.days:
            yield datetime.combine(day, stretch.opens, zone), datetime.combine(day, stretch.closes, zone)
