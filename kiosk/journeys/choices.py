"""The times that a visitor can choose from: those of the central, and those that this terminal holds itself."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sync.protocol.leases import SlotLease
from sync.protocol.messages import SlotDay


def merged(
    free: Sequence[SlotDay], lent: Sequence[SlotLease], zone: ZoneInfo, but: datetime | None = None
) -> tuple[SlotDay, ...]:
    """Every time once, by day in local time; without `but`, which one has already, and without days that are full."""
    starts = {start.astimezone(zone) for day in free for start in day.starts}
    starts |= {lease.start.astimezone(zone) for lease in lent}
    starts -= {but}
    by_day: Iterator[tuple[date, Iterator[datetime]]] = groupby(sorted(starts), key=datetime.date)
    return tuple(SlotDay(day=day, starts=tuple(times)) for day, times in by_day)


def lease_for(start: datetime, lent: Sequence[SlotLease]) -> UUID | None:
    """The lent slot at `start`, the shortest if there are several: longer ones may serve somebody else."""
    fitting = [lease for lease in lent if lease.start == start]
    return min(fitting, key=lambda lease: lease.minutes).id if fitting else None


def choices_in(days: Sequence[SlotDay]) -> int:
    """How many different times there are to choose from."""
    return sum(len(day.starts) for day in days)
