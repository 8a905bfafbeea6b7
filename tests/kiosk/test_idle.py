import pytest

from kiosk.idle import IdlePolicy


@pytest.mark.parametrize(
    ("idle_s", "seconds_left", "over"),
    [(0, None, False), (119.9, None, False), (120, 45, False), (120.1, 45, False), (164, 1, False), (165, 0, True)],
)
def test_a_silent_visit_is_warned_and_then_ends(idle_s: float, seconds_left: int | None, over: bool) -> None:
    policy = IdlePolicy(quiet_s=120, warning_s=45)
    assert (policy.seconds_left(idle_s), policy.is_over(idle_s)) == (seconds_left, over)


def test_a_warning_shorter_than_the_clause_allows_is_refused() -> None:
    with pytest.raises(ValueError, match="20 seconds"):
        IdlePolicy(warning_s=19)
