from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.town import QueueRules
from sync.central.queue.order import Turn, in_turn, is_late, place_of

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULES = QueueRules()


@dataclass(frozen=True)
class Somebody:
    """Somebody who waits; times in minutes from nine o'clock."""

    number: int
    came: int
    appointment: int | None = None
    service: str = "burgerzaken"

    @property
    def taken_at(self) -> datetime:
        return NINE + timedelta(minutes=self.came)

    @property
    def appointment_at(self) -> datetime | None:
        return None if self.appointment is None else NINE + timedelta(minutes=self.appointment)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


WALK_IN, LATER = Somebody(1, came=0), Somebody(2, came=5)


@pytest.mark.parametrize(
    ("now", "others", "order"),
    [
        (10, [], [1, 2]),
        (10, [Somebody(3, came=6, appointment=20)], [1, 2, 3]),  # early: as if coming at its time
        (20, [Somebody(3, came=6, appointment=20)], [3, 1, 2]),  # on the minute
        (30, [Somebody(3, came=29, appointment=20)], [3, 1, 2]),  # within the grace
        (31, [Somebody(3, came=31, appointment=20)], [1, 2, 3]),  # too late: a walk-in from now on
        (30, [Somebody(3, came=6, appointment=20), Somebody(4, came=6, appointment=15)], [4, 3, 1, 2]),
        (45, [Somebody(3, came=6, appointment=20)], [1, 3, 2]),  # the first walk-in is past the limit
        (50, [Somebody(3, came=6, appointment=20)], [1, 2, 3]),
        (70, [Somebody(3, came=1, appointment=2)], [1, 3, 2]),  # an appointment has a limit too
        (90, [Somebody(3, came=6, appointment=20), Somebody(4, came=7)], [1, 2, 4, 3]),
    ],
)
def test_the_rule_by_example(now: int, others: list[Somebody], order: list[int]) -> None:
    assert [one.number for one in in_turn([LATER, *others, WALK_IN], at(now), RULES)] == order


@pytest.mark.parametrize(("minutes", "late"), [(20, False), (30, False), (31, True)])
def test_late_is_more_than_the_grace(minutes: int, late: bool) -> None:
    assert is_late(Somebody(1, came=minutes, appointment=20), RULES) is late
    assert not is_late(Somebody(1, came=minutes), RULES)


def test_two_of_the_same_instant_always_have_the_same_order() -> None:
    same = [Somebody(1, 0, service="vragen"), Somebody(1, 0, service="afhalen"), Somebody(2, 0)]
    assert in_turn(same, at(5), RULES) == in_turn(same[::-1], at(5), RULES) == [same[1], same[0], same[2]]


_MINUTES = st.integers(0, 600)
_RULES = st.builds(QueueRules, walk_in_limit_minutes=st.integers(1, 120), late_minutes=st.integers(0, 60))


@st.composite
def lines(draw: st.DrawFn) -> list[Somebody]:
    times = draw(st.lists(st.tuples(_MINUTES, st.none() | _MINUTES), max_size=25))
    return [Somebody(number, came, appointment) for number, (came, appointment) in enumerate(times, start=1)]


@given(lines(), _MINUTES, _RULES)
def test_nobody_is_called_while_somebody_who_came_earlier_is_past_the_limit(
    line: list[Somebody], now: int, rules: QueueRules
) -> None:
    limit = timedelta(minutes=rules.walk_in_limit_minutes)
    line = [one for one in line if one.came <= now]
    ordered = in_turn(line, at(now), rules)
    for place, one in enumerate(ordered):
        if one.appointment is None and at(now) - one.taken_at >= limit:
            assert all(other.taken_at <= one.taken_at for other in ordered[:place])


@given(lines(), _MINUTES, _RULES)
def test_an_appointment_whose_time_has_come_goes_before_walk_ins_within_the_limit(
    line: list[Somebody], now: int, rules: QueueRules
) -> None:
    limit = timedelta(minutes=rules.walk_in_limit_minutes)
    ordered = in_turn([one for one in line if one.came <= now], at(now), rules)
    for place, one in enumerate(ordered):
        if one.appointment is None or one.appointment > now or is_late(one, rules):
            continue
        before = ordered[:place]
        assert not [other for other in before if other.appointment is None and at(now) - other.taken_at < limit]


@given(lines(), _MINUTES, _RULES, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_how_the_line_was_read(
    line: list[Somebody], now: int, rules: QueueRules, random: Random
) -> None:
    shuffled = list(line)
    random.shuffle(shuffled)
    ordered = in_turn(line, at(now), rules)
    assert in_turn(shuffled, at(now), rules) == ordered
    assert sorted(ordered, key=lambda one: one.number) == line
    places = [place_of(one, at(now), rules) for one in ordered]
    assert all(first < second for first, second in pairwise(places))


@given(lines(), _MINUTES, _RULES)
def test_without_appointments_people_are_called_as_they_came(line: list[Somebody], now: int, rules: QueueRules) -> None:
    walk_ins = [Somebody(one.number, one.came) for one in line if one.came <= now]
    assert in_turn(walk_ins, at(now), rules) == sorted(walk_ins, key=lambda one: (one.came, one.number))


@given(lines(), _MINUTES, st.integers(0, 120), _RULES)
def test_who_is_past_the_limit_stays_first(line: list[Somebody], now: int, later: int, rules: QueueRules) -> None:
    """Time alone never pushes anybody back behind those who were past the limit with them."""

    def past(moment: int) -> list[int]:
        ordered = in_turn([one for one in line if one.came <= now], at(moment), rules)
        return [one.number for one in ordered if place_of(one, at(moment), rules).turn is Turn.PAST_LIMIT]

    assert past(now + later)[: len(past(now))] == past(now)
