"""Wall times without a zone, as both systems give them, and moments.

On the day that an hour comes twice, a wall time in it is two moments; on the day that one is skipped, it is none.
Moments have a fixed offset here: Python compares two times of one zone by what the clock shows (PEP 495), and would
take the two for one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timezone
from zoneinfo import ZoneInfo


def moments(walls: Iterable[datetime], zone: ZoneInfo) -> list[datetime]:
    """The moments that naive wall times mean, in order, with their offset.

    A wall time that does not exist is left out. One that exists twice is the first; given twice, it is both.

    >>> zone = ZoneInfo("Europe/Amsterdam")
    >>> [f"{moment:%H:%M%z}" for moment in moments([datetime(2026, 10, 25, 2, 30)] * 2, zone)]
    ['02:30+0200', '02:30+0100']
    >>> moments([datetime(2027, 3, 28, 2, 30)], zone)
    []
    """
    found: list[datetime] = []
    before: datetime | None = None
    for wall in sorted(walls):
        moment = wall.replace(tzinfo=zone)
        if exists(moment):
            second = wall == before and is_twice(moment)
            found.append(fixed(moment.replace(fold=1) if second else moment))
        before = wall
    return sorted(found)


def fixed(moment: datetime) -> datetime:
    """The same moment with its offset at that moment, whatever the zone does at others."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("an aware moment is expected")
    return moment.replace(tzinfo=timezone(offset), fold=0)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment as the clocks of `zone` show it, with its offset."""
    return fixed(moment.astimezone(zone))


def exists(moment: datetime) -> bool:
    """Whether clocks in its zone ever show this."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(fold=0, tzinfo=None) == moment.replace(
        fold=0, tzinfo=None
    )


def is_twice(moment: datetime) -> bool:
    """Whether clocks in its zone show this twice."""
    return exists(moment) and moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def is_second(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether this is the second of two moments with the same wall time: no naive wall time can say so."""
    there = moment.astimezone(UTC).astimezone(zone)
    return is_twice(there) and there.fold == 1
