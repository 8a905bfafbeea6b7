from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from sync.central.leases.policy import DayRoom, choose

MONDAY = datetime(2026, 11, 23, 8, 30)  # noqa: DTZ001 - any time zone will do


def rooms(days: int, may_lend: int = 4) -> dict[date, DayRoom]:
    """So many days with a place every half hour from 08:30 to 16:30."""
    starts = [[MONDAY + timedelta(days=day, minutes=30 * place) for place in range(17)] for day in range(days)]
    return {day[0].date(): DayRoom(day, may_lend) for day in starts}


@pytest.mark.parametrize(
    ("days", "count", "held", "chosen"),
    [
        (5, 4, [], ["23 08:30", "24 16:30", "25 12:30", "26 10:30"]),
        (2, 4, [], ["23 08:30", "24 16:30", "23 16:30", "24 08:30"]),
        (3, 1, [MONDAY], ["24 16:30"]),
        (1, 3, [], ["23 08:30", "23 16:30", "23 12:30"]),
        (0, 3, [], []),
    ],
    ids=["mornings and afternoons", "fewest first", "besides what is held", "far apart", "no days"],
)
def test_places_are_spread_over_days_and_hours(
    days: int, count: int, held: Sequence[datetime], chosen: list[str]
) -> None:
    assert [f"{start:%d %H:%M}" for start in choose(rooms(days), count, held)] == chosen


def test_no_more_of_a_day_than_may_be_lent() -> None:
    assert len(choose(rooms(2, may_lend=1), 9, [])) == 2
