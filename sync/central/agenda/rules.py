"""The rules of the agenda, without a database: where an appointment may begin, and until when it may be changed.

Room is counted in cells of a quarter of an hour of real time (UTC), so that the hour that comes twice in October is
two hours and the one that is skipped in March is none.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from assets.meeting import Meeting
from assets.town import Town
from sync.central.agenda.hours import Officials, officials
from sync.central.agenda.port import Wanted
from sync.central.agenda.travel import travel_minutes

CELL = timedelta(minutes=15)
HORIZON = timedelta(weeks=4)
"""How far ahead one can book."""

SHORTEST_NOTICE = timedelta(hours=1)
"""An official must be able to see an appointment coming, before he leaves for a visit at home too."""

DURATION_STEP_MINUTES = 5

_YEARS = range(2000, 2200)
"""Beyond these a moment is a mistake, and at the ends of the calendar it cannot be moved to another time zone."""

Offers = Mapping[str, Collection[Meeting]]
"""The products that take appointments, and how one can meet for each."""


class Refusal(StrEnum):
    """Why a booking or a change cannot be, whoever else wants the place."""

    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_PRODUCT = "unknown_product"
    MEETING = "meeting"
    VILLAGE = "village"
    NO_APPOINTMENTS = "no_appointments"
    DURATION = "duration"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    ID_REUSED = "id_reused"
    REFERENCE_REUSED = "reference_reused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ARRIVED = "arrived"
    TOO_LATE = "too_late"
    CHANGED = "changed"
    RESTORING = "restoring"
    """The database was restored from a backup, and not every terminal has told yet what it has promised since."""


def what_refuses(town: Town, wanted: Wanted, offers: Offers) -> Refusal | None:
    """Why nobody can make such an appointment at any time, or None."""
    if wanted.location not in {location.slug for location in town.locations}:
        return Refusal.UNKNOWN_LOCATION
    if wanted.product not in offers:
        return Refusal.UNKNOWN_PRODUCT
    if wanted.meeting not in offers[wanted.product]:
        return Refusal.MEETING
    at_home = wanted.meeting is Meeting.HOME
    if at_home and wanted.village not in {village.name for village in town.villages}:
        return Refusal.VILLAGE
    return None if town.location(wanted.location).takes_appointments else Refusal.NO_APPOINTMENTS


def when_refuses(town: Town, wanted: Wanted, start: datetime, now: datetime) -> Refusal | None:
    """Why such an appointment, which can be made at other times, cannot begin at `start`; None: only room decides."""
    refused = notice_refuses(town, wanted, start, now)
    return refused or (None if lanes_at(town, wanted, start) else Refusal.CLOSED)


def notice_refuses(town: Town, wanted: Wanted, start: datetime, now: datetime) -> Refusal | None:
    """Why nobody can ask for an appointment of such a length at `start` now, whatever the officials' hours are."""
    if wanted.minutes % DURATION_STEP_MINUTES:
        return Refusal.DURATION
    if start - _there(town, wanted) < now + SHORTEST_NOTICE:
        return Refusal.TOO_SOON
    if start > now + HORIZON:
        return Refusal.TOO_FAR
    return None


def lanes_at(town: Town, wanted: Wanted, start: datetime) -> tuple[int, ...]:
    """The officials in whose hours such an appointment fits at `start`, with the journey there and back."""
    if _next_border(start) != start:
        return ()
    day = start.astimezone(ZoneInfo(town.timezone)).date()
    found = officials(town, town.location(wanted.location), day, wanted.meeting)
    return _that_fit(found, start, wanted.minutes, _there(town, wanted))


def starts(town: Town, wanted: Wanted, day: date) -> Iterator[tuple[datetime, tuple[int, ...]]]:
    """Every moment (UTC) on `day` at which such an appointment fits, and in whose hours; by time."""
    found = officials(town, town.location(wanted.location), day, wanted.meeting)
    there = _there(town, wanted)
    hours = [interval for intervals in found.values() for interval in intervals]
    if not hours:
        return
    start = _next_border(min(begin for begin, _ in hours) + there)
    last = max(end for _, end in hours)
    while start < last:
        if lanes := _that_fit(found, start, wanted.minutes, there):
            yield start, lanes
        start += CELL


def cells_of(town: Town, wanted: Wanted, start: datetime) -> tuple[datetime, ...]:
    """The cells (UTC) that such an appointment takes of an official, with the journey there and back."""
    location = town.location(wanted.location)
    return cells(start, wanted.minutes, travel_minutes(town, location, wanted.meeting, wanted.village))


def cells(start: datetime, minutes: int, there_minutes: int = 0) -> tuple[datetime, ...]:
    """The cells (UTC) that an appointment takes: 5 to 15 minutes take one, 20 to 30 take two.

    >>> [cell.strftime("%H:%M") for cell in cells(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), 20)]
    ['09:30', '09:45']
    >>> [cell.strftime("%H:%M") for cell in cells(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), 30, there_minutes=10)]
    ['09:15', '09:30', '09:45', '10:00']
    """
    there = timedelta(minutes=there_minutes)
    first = _next_border(start.astimezone(UTC) - there - CELL + timedelta.resolution)
    end = start.astimezone(UTC) + timedelta(minutes=minutes) + there
    return tuple(first + CELL * index for index in range(-((first - end) // CELL)))


def bookable_days(now: datetime, timezone: str) -> tuple[date, ...]:
    """The days of the town from today to the horizon."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return tuple(today + timedelta(days=index) for index in range(HORIZON.days + 1))


def change_until(town: Town, wanted: Wanted, start: datetime, until_minutes: int) -> datetime:
    """The last moment for a change that can be made until so many minutes before an appointment at `start`.

    For a visit at home that is so many minutes before the official leaves.
    """
    try:
        leaves = start - _there(town, wanted)
    except KeyError:  # a place or a village that the town has no more
        leaves = start
    return leaves - timedelta(minutes=until_minutes)


def is_moment(start: datetime) -> bool:
    """Whether an appointment could begin then: it has an offset, and can be moved to another time zone."""
    return start.tzinfo is not None and start.year in _YEARS


def _there(town: Town, wanted: Wanted) -> timedelta:
    location = town.location(wanted.location)
    return timedelta(minutes=travel_minutes(town, location, wanted.meeting, wanted.village))


def _that_fit(found: Officials, start: datetime, minutes: int, there: timedelta) -> tuple[int, ...]:
    leaves, back = start - there, start + timedelta(minutes=minutes) + there
    return tuple(lane for lane, hours in found.items() if any(begin <= leaves and back <= end for begin, end in hours))


def _next_border(moment: datetime) -> datetime:
    """The first cell border at or after `moment`."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (CELL - over) if over else moment
