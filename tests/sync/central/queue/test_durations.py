from datetime import UTC, datetime, timedelta
from statistics import mean, median

import pytest

from sync.central.queue.durations import LONGEST_MINUTES, RECENT, Served, durations_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def served(*minutes: float, service: str = "a", ago: timedelta = timedelta(days=1)) -> list[Served]:
    return [Served(service, one, NOW - ago) for one in minutes]


@pytest.mark.parametrize("usual", [1, 8, 30])
def test_without_figures_the_towns_own_estimate_counts(usual: float) -> None:
    found = durations_of([], [], {"a": usual}, NOW).minutes["a"]
    assert mean(found) == pytest.approx(usual, rel=0.05)
    assert found[0] < usual < found[-1]


def test_figures_take_its_place_as_they_come() -> None:
    middles = [median(durations_of(served(*[20] * count), [], {"a": 5}, NOW).minutes["a"]) for count in (0, 6, 40)]
    assert middles[0] < 6
    assert middles[0] < middles[1] < 20
    assert middles[2] == 20


def test_only_the_last_figures_of_each_service_count() -> None:
    found = durations_of(served(*[50] * 40, *[4] * RECENT) + served(30, service="b"), [], {"a": 4, "b": 4}, NOW)
    assert (max(found.minutes["a"]) < 20, max(found.minutes["b"])) == (True, 30)


def test_what_cannot_be_a_visit_does_not_spoil_the_figures() -> None:
    found = durations_of(served(480, -3, 0, 8, 8), [480, -1, 0.5], {"a": 8}, NOW)
    assert (min(found.minutes["a"]) > 0, max(found.minutes["a"])) == (True, LONGEST_MINUTES)
    assert found.between == (45.0, 0.5)


def test_a_service_that_the_town_has_no_more_is_forgotten() -> None:
    assert durations_of(served(8, service="old"), [], {"a": 8}, NOW).minutes.keys() == {"a"}


def test_the_pace_of_today_needs_more_than_one_long_visit() -> None:
    recent = timedelta(minutes=20)
    before = served(*[8] * 50)
    paces = [
        durations_of(before + served(*today, ago=recent), [], {"a": 8}, NOW).pace
        for today in ([], [16], [16] * 12, [4] * 12)
    ]
    assert paces[0] == 0
    assert 0 < paces[1] < 0.1 < 0.3 < paces[2]
    assert paces[3] < -0.3
