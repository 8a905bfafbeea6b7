from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sync.central.queue.durations import Durations
from sync.central.queue.expected import expected, simple_minutes
from sync.central.queue.snapshot import Due, OpenCounter, Queued, Snapshot
from sync.protocol.messages import Wait

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALWAYS_TEN = Durations({"a": (10.0,), "b": (10.0,)}, (0.0,), pace_spread=0.0)
VARIED = Durations({"a": (2.0, 5.0, 8.0, 9.0, 12.0, 25.0), "b": (3.0,)}, (0.5,))


def queued(number: int, service: str = "a", **more: datetime | str | None) -> Queued:
    came = NOW - timedelta(minutes=30 - number)
    return Queued(f"{service}{number}", number, service, service, came, **more)  # type: ignore[arg-type]


def counter(slug: str, serves: str, **more: datetime | str) -> OpenCounter:
    return OpenCounter(slug, frozenset(serves), **more)  # type: ignore[arg-type]


def in_order(waiting: Sequence[Queued], now: datetime) -> Sequence[Queued]:
    """Appointments whose time has come, then everybody as they came."""
    return sorted(waiting, key=lambda one: (one.appointment_at is None or one.appointment_at > now, one.taken_at))


def waits(
    waiting: Sequence[Queued],
    counters: Sequence[OpenCounter],
    newcomers: Sequence[Queued] = (),
    due: Sequence[Due] = (),
    durations: Durations = ALWAYS_TEN,
) -> dict[str, Wait]:
    return expected(Snapshot(tuple(waiting), tuple(due), tuple(counters), durations, NOW), newcomers, in_order)


def minutes(found: dict[str, Wait]) -> dict[str, int]:
    return {key: wait.minutes for key, wait in found.items()}


ONE = [counter("1", "ab")]


@pytest.mark.parametrize(
    ("waiting", "counters", "told"),
    [
        ([], ONE, {}),
        ([queued(1)], ONE, {"a1": 0}),
        ([queued(1), queued(2), queued(3)], ONE, {"a1": 0, "a2": 10, "a3": 20}),
        ([queued(1), queued(2), queued(3)], [*ONE, counter("2", "a")], {"a1": 0, "a2": 0, "a3": 10}),
        # The one ahead can only be helped by the other counter: it is no wait.
        ([queued(1), queued(2, "b")], [counter("1", "a"), counter("2", "b")], {"a1": 0, "b2": 0}),
        # Nobody who serves it is here: nothing can be said, and nobody is held up by it.
        ([queued(1, "b"), queued(2)], [counter("1", "a")], {"a2": 0}),
        ([queued(1)], [], {}),
        # Transferred to a counter by name: only that one, also when it does not serve the service.
        ([queued(1, counter="2"), queued(2)], [counter("1", "a"), counter("2", "b")], {"a1": 0, "a2": 0}),
        ([queued(1, counter="9")], ONE, {}),
    ],
)
def test_the_line_is_played_over_the_counters(
    waiting: list[Queued], counters: list[OpenCounter], told: dict[str, int]
) -> None:
    assert minutes(waits(waiting, counters)) == told


def test_who_is_being_helped_is_waited_for() -> None:
    busy = counter("1", "a", helping="a", since=NOW - timedelta(minutes=4))
    durations = Durations({"a": (10.0,) * 4}, (0.0,), pace_spread=0.0)
    assert minutes(waits([queued(1), queued(2)], [busy], durations=durations)) == {"a1": 6, "a2": 16}


def test_a_visit_that_lasts_longer_than_any_goes_on_for_a_while() -> None:
    busy = counter("1", "a", helping="a", since=NOW - timedelta(minutes=80))
    assert 5 < waits([queued(1)], [busy])["a1"].minutes < 60


def test_a_counter_that_pauses_is_expected_back() -> None:
    paused = counter("1", "a", paused_at=NOW - timedelta(minutes=10))
    assert waits([queued(1)], [paused])["a1"].minutes == 20
    assert 0 < waits([queued(1)], [counter("1", "a", paused_at=NOW - timedelta(hours=2))])["a1"].minutes <= 15


def test_newcomers_take_nobodys_place_and_not_each_others() -> None:
    newcomers = [queued(40, "b"), queued(41)]
    alone = waits([queued(1), queued(2)], ONE)
    found = waits([queued(1), queued(2)], ONE, newcomers)
    assert minutes(found) == {**minutes(alone), "b40": 20, "a41": 20}


def test_an_appointment_that_is_still_to_come_is_counted() -> None:
    line = [queued(number) for number in range(1, 5)]
    due = [Due("a", NOW + timedelta(minutes=5))]
    assert waits(line, ONE, due=due)["a1"].minutes == 0
    assert waits(line, ONE, due=due)["a4"].minutes == 40
    assert waits(line, ONE)["a4"].minutes == 30


def test_an_appointment_that_is_here_is_called_at_its_time() -> None:
    line = [queued(1), queued(2), queued(3), queued(9, appointment_at=NOW + timedelta(minutes=12))]
    assert minutes(waits(line, ONE)) == {"a1": 0, "a2": 10, "a9": 20, "a3": 30}


def test_the_range_surrounds_the_most_likely_and_grows_down_the_line() -> None:
    found = waits([queued(number) for number in range(1, 12)], ONE, durations=VARIED)
    ranges = [found[f"a{number}"] for number in range(1, 12)]
    assert all(one.at_least <= one.minutes <= one.at_most for one in ranges)
    assert all(earlier.minutes <= later.minutes for earlier, later in pairwise(ranges))
    widths = [one.at_most - one.at_least for one in ranges]
    assert widths[0] == 0 < widths[3] < widths[10]


def test_two_looks_at_the_same_line_tell_the_same() -> None:
    line = [queued(number) for number in range(1, 12)]
    assert waits(line, ONE, durations=VARIED) == waits(line, ONE, durations=VARIED)


def test_a_slow_day_is_felt() -> None:
    line = [queued(number) for number in range(1, 5)]
    slow = Durations(ALWAYS_TEN.minutes, (0.0,), pace=0.2, pace_spread=0.0)
    assert waits(line, ONE, durations=slow)["a4"].minutes == 37  # 30 times e to the power 0.2


@pytest.mark.parametrize(("ahead", "average", "counters", "told"), [(0, 8, 2, 0), (4, 8, 2, 16), (4, 8, 0, 32)])
def test_the_simple_formula(ahead: int, average: float, counters: int, told: float) -> None:
    assert simple_minutes(ahead, average, counters) == told
