"""The rules of the agenda, without a database: when a town is open, and where an appointment may begin.

Room is counted in cells of a quarter of an hour of real time (UTC), so that the hour that comes twice in October is
two hours and the one that is skipped in March is none.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from assets.town import HolidayRules, Location, Town

CELL = timedelta(minutes=15)
HORIZON = timedelta(weeks=4)
"""How far ahead one can book."""

SHORTEST_NOTICE = timedelta(hours=1)
"""An official must be able to see an appointment coming."""

DURATION_STEP_MINUTES = 5


class Refusal(StrEnum):
    """Why a booking cannot be, whoever else wants the place."""

    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_PRODUCT = "unknown_product"
    NO_APPOINTMENTS = "no_appointments"
    DURATION = "duration"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    ID_REUSED = "id_reused"
    WITHDRAWN = "withdrawn"


@lru_cache(maxsize=16)
def free_days(year: int, rules: HolidayRules) -> frozenset[date]:
    """The days of `year` on which the town is closed: the country's public holidays, as the town keeps them.

    Good Friday and Liberation Day are the two that employers in the Netherlands decide on for themselves.
    """
    public = holidays.country_holidays("NL", years=year, language="en_US")
    days = {day for day, name in public.items() if rules.good_friday or name != "Good Friday"}
    liberation_day = date(year, 5, 5)
    days.discard(liberation_day)
    if rules.liberation_day_every_years and year % rules.liberation_day_every_years == 0:
        days.add(liberation_day)
    return frozenset(days)


def openings(town: Town, location: Location, day: date) -> list[tuple[datetime, datetime]]:
    """When `location` is open on `day`, in UTC; stretches that touch are one (17:00 is no border on a late evening)."""
    if day in free_days(day.year, town.holidays):
        return []
    zone = ZoneInfo(town.timezone)
    stretches = sorted(
        (_in_utc(day, opening.opens, zone), _in_utc(day, opening.closes, zone))
        for opening in location.opening
        if day.isoweekday() in opening.days
    )
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in stretches:
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def starts(town: Town, location: Location, day: date, minutes: int) -> Iterator[datetime]:
    """Every moment (UTC) on `day` at which an appointment of `minutes` fits into the opening hours."""
    for opens, closes in openings(town, location, day):
        start = _next_cell(opens)
        while start + timedelta(minutes=minutes) <= closes:
            yield start
            start += CELL


def cells(start: datetime, minutes: int) -> tuple[datetime, ...]:
    """The cells (UTC) that an appointment takes: 5 to 15 minutes take one, 20 to 30 take two.

    >>> [cell.strftime("%H:%M") for cell in cells(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), 20)]
    ['09:30', '09:45']
    """
    count = -(-minutes // 15)
    return tuple(start.astimezone(UTC) + CELL * index for index in range(count))


def bookable_days(now: datetime, timezone: str) -> tuple[date, ...]:
    """The days of the town from today to the horizon."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return tuple(today + timedelta(days=index) for index in range(HORIZON.days + 1))


def refusal(town: Town, location: Location, start: datetime, minutes: int, now: datetime) -> Refusal | None:
    """Why an appointment cannot begin at `start`, or None when only room decides."""
    if not location.takes_appointments:
        return Refusal.NO_APPOINTMENTS
    if minutes % DURATION_STEP_MINUTES:
        return Refusal.DURATION
    if start < now + SHORTEST_NOTICE:
        return Refusal.TOO_SOON
    if start > now + HORIZON:
        return Refusal.TOO_FAR
    day = start.astimezone(ZoneInfo(town.timezone)).date()
    return None if start.astimezone(UTC) in starts(town, location, day, minutes) else Refusal.CLOSED


def _in_utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def _next_cell(moment: datetime) -> datetime:
    """The first cell border at or after `moment`."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (CELL - over) if over else moment
