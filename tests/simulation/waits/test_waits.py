import pytest

from tests.simulation.waits.rule import by_the_rule
from tests.simulation.waits.running import Told
from tests.simulation.waits.score import Score, in_range, ours, play_days, simple, with_next


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return play_days(days=8, seed=20261125, order=by_the_rule)


def test_our_estimate_is_clearly_better_than_the_simple_formula(told: list[Told]) -> None:
    assert len(told) > 500
    good = Score.of(told, ours)
    for way in (simple, with_next):
        other = Score.of(told, way)
        assert good.error < 0.75 * other.error, (good, other)
        assert good.within_5 > other.within_5 + 0.05, (good, other)


def test_people_are_not_told_too_little_nor_too_much_on_the_whole(told: list[Told]) -> None:
    assert abs(Score.of(told, ours).bias) < 3.0


def test_four_of_five_waits_end_within_the_range(told: list[Told]) -> None:
    assert 0.72 <= in_range(told) <= 0.92


def test_the_same_seed_tells_the_same() -> None:
    first, second = (play_days(days=1, seed=7, order=by_the_rule, warm_up=0) for _ in range(2))
    assert first == second
    assert first != play_days(days=1, seed=8, order=by_the_rule, warm_up=0)
