"""When a town is open, and when its officials take appointments; in UTC, without a database.

Opening hours are wall-clock times: the doors open at 08:30 on both sides of a change to or from summer time, and a
night that has such a change is an hour longer or shorter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from assets.free_days import free_days as free_days
from assets.meeting import Meeting
from assets.opening import Stretch
from assets.town import Location, Town

Interval = tuple[datetime, datetime]
"""From the first moment to the first one after."""

Officials = Mapping[int, Sequence[Interval]]
"""Of each official ("lane") when he takes appointments."""


def openings(town: Town, location: Location, day: date) -> list[Interval]:
    """When `location` is open on `day`; stretches that touch are one (17:00 is no border on a late evening)."""
    if day in free_days(day.year, town.holidays):
        return []
    zone = ZoneInfo(town.timezone)
    today = (opening for opening in location.opening if _on(opening.days, day))
    hours = _joined(_in_utc(day, opening.opens, opening.closes, zone) for opening in today)
    return _without(hours, _closed(town, location))


def officials(town: Town, location: Location, day: date, meeting: Meeting | None = None) -> Officials:
    """Who takes appointments on `day` and when; only those that meet in this way, if one is given."""
    if not location.takes_appointments or day in free_days(day.year, town.holidays):
        return {}
    if not location.agenda:
        hours = openings(town, location, day)
        return {lane: hours for lane in range(location.appointments_at_once) if hours}
    zone = ZoneInfo(town.timezone)
    lanes: dict[int, list[Interval]] = defaultdict(list)
    for stretch, numbers in _lanes([stretch for stretch in location.agenda if _on(stretch.days, day)]):
        for lane in numbers if meeting is None or meeting in stretch.meetings else ():
            lanes[lane].append(_in_utc(day, stretch.opens, stretch.closes, zone))
    closed = _closed(town, location)
    return {lane: hours for lane, found in sorted(lanes.items()) if (hours := _without(_joined(found), closed))}


def _lanes(stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, list[int]]]:
    """The officials of each stretch: the lowest numbers that no earlier stretch has at the same time."""
    given: list[tuple[Stretch, list[int]]] = []
    for stretch in stretches:
        busy = {
            lane
            for other, numbers in given
            if other.opens < stretch.closes and stretch.opens < other.closes
            for lane in numbers
        }
        free = (lane for lane in range(len(busy) + stretch.at_once) if lane not in busy)
        given.append((stretch, [lane for lane, _ in zip(free, range(stretch.at_once), strict=False)]))
    yield from given


def _closed(town: Town, location: Location) -> list[Interval]:
    zone = ZoneInfo(town.timezone)
    return [
        (_utc(closure.closed_from, zone), _utc(closure.closed_until, zone))
        for closure in (*town.closures, *location.closures)
    ]


def _on(days: Iterable[int], day: date) -> bool:
    return day.isoweekday() in days


def _in_utc(day: date, opens: time, closes: time, zone: ZoneInfo) -> Interval:
    return _utc(datetime.combine(day, opens), zone), _utc(datetime.combine(day, closes), zone)


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for begin, end in sorted(intervals):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _without(intervals: Sequence[Interval], closed: Iterable[Interval]) -> list[Interval]:
    left = list(intervals)
    for shut, open_again in closed:
        pieces = (part for begin, end in left for part in ((begin, min(end, shut)), (max(begin, open_again), end)))
        left = [(begin, end) for begin, end in pieces if begin < end]
    return left
