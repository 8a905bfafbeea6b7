"""When the screen goes dark, as tables of seconds."""

import pytest

from kiosk.resting import BELIEVED_S, Rest


def after(rest: Rest, until_s: int, seen_s: float | None = None, *, free: bool = True, since_s: int = 0) -> Rest:
    """Looked at every second, as the window does."""
    for now_s in range(since_s + 1, until_s + 1):
        rest.look(now_s, seen_s, free=free)
    return rest


@pytest.mark.parametrize(
    ("after_s", "passed_s", "dark"),
    [(300, 299, False), (300, 300, True), (None, 100_000, False), (60, 61, True)],
)
def test_it_goes_dark_when_nobody_was_there_for_so_long(after_s: float | None, passed_s: int, dark: bool) -> None:
    assert after(Rest(after_s, 0), passed_s).dark is dark


def test_a_touch_wakes_it_and_says_that_it_did_nothing_else() -> None:
    rest = after(Rest(60, 0), 61)
    assert rest.touched(62)
    assert not rest.touched(63)
    assert not after(rest, 122, since_s=62).dark
    assert after(rest, 124, since_s=122).dark


def test_somebody_who_comes_near_wakes_it_and_his_first_touch_means_what_it_says() -> None:
    rest = after(Rest(60, 0), 61)
    rest.came(62)
    assert not rest.dark
    assert not rest.touched(63)


def test_it_stays_lit_while_somebody_stands_before_it_and_for_a_while_after() -> None:
    rest = after(Rest(60, 0), 600, seen_s=0.0)
    assert not rest.dark
    for now_s in range(601, 700):
        rest.look(now_s, now_s - 600.0, free=True)
        assert rest.dark is (now_s >= 660)


def test_during_a_visit_it_never_goes_dark_and_a_visit_that_begins_wakes_it() -> None:
    rest = after(Rest(60, 0), 1000, free=False)
    assert not rest.dark
    assert not after(rest, 1059, since_s=1000).dark
    assert after(rest, 1061, since_s=1059).dark
    rest.look(1062, None, free=False)
    assert not rest.dark


def test_a_sensor_that_looks_into_the_sun_is_not_believed_for_ever() -> None:
    half_hour = round(BELIEVED_S)
    rest = after(Rest(60, 0), half_hour, seen_s=0.0)
    assert not rest.dark
    assert after(rest, half_hour + 61, seen_s=0.0, since_s=half_hour).dark
    rest.touched(half_hour + 70)
    assert not after(rest, half_hour + 200, seen_s=0.0, since_s=half_hour + 70).dark
