"""When a service is open, by the town's own hours, for when the central cannot be asked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assets.free_days import free_days
from assets.opening import Opening
from assets.town import Location, Service, Town

_DAYS_AHEAD = 14


def is_open(town: Town, location: Location, service: Service, now: datetime) -> bool:
    """Whether numbers are given for `service` now; in a town that does not keep hours, always."""
    if not town.queue.keep_hours:
        return True
    margin = timedelta(minutes=town.queue.margin_minutes)
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    return any(opens - margin <= now < closes + margin for opens, closes in _hours(town, location, service, today))


def next_opening(town: Town, location: Location, service: Service, now: datetime) -> datetime | None:
    """The next moment at which `service` opens here; None when it does not in the next two weeks."""
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    for ahead in range(_DAYS_AHEAD + 1):
        for opens, _ in _hours(town, location, service, today + timedelta(days=ahead)):
            if opens > now:
                return opens
    return None


def next_opening_of(town: Town, location: Location, now: datetime) -> datetime | None:
    """The next moment at which the place itself opens; None when it does not in the next two weeks."""
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    days = (today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1))
    return next(
        (opens for day in days for opens, _ in _stretches(town, location, location.opening, day) if opens > now), None
    )


def _hours(town: Town, location: Location, service: Service, day: date) -> Iterator[tuple[datetime, datetime]]:
    """From when until when `service` is open on `day`, by time."""
    return _stretches(town, location, service.opening or location.opening, day)


def _stretches(
    town: Town, location: Location, opening: tuple[Opening, ...], day: date
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of `opening` that fall on `day`, by time; a closure cuts off what it covers."""
    if day in free_days(day.year, town.holidays):
        return
    zone = ZoneInfo(town.timezone)
    for stretch in sorted(opening, key=lambda each: each.opens):
        if day.isoweekday() not in stretch.days:
            continue
        opens, closes = datetime.combine(day, stretch.opens), datetime.combine(day, stretch.closes)
        for closure in (*town.closures, *location.closures):
            if closure.closed_from <= opens < closure.closed_until:
                opens = closure.closed_until
            elif opens < closure.closed_from < closes:
                closes = closure.closed_from
        if opens < closes:
            yield opens.replace(tzinfo=zone), closes.replace(tzinfo=zone)
