from datetime import date

import pytest

from assets import ASSETS_DIR
from assets.opening import Closure
from assets.town import read_town
from assets.working_days import due_day, statutory_end

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")


@pytest.mark.parametrize(
    ("made", "days", "due"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),  # Monday -> Wednesday
        (date(2026, 11, 26), 2, date(2026, 11, 30)),  # Thursday -> Monday
        (date(2026, 11, 28), 2, date(2026, 12, 1)),  # Saturday -> Tuesday
        (date(2026, 12, 23), 2, date(2026, 12, 28)),  # Christmas is Friday and Saturday
        (date(2027, 3, 25), 2, date(2027, 3, 31)),  # Good Friday, and Easter Monday
        (date(2026, 4, 24), 2, date(2026, 4, 29)),  # King's Day
        (date(2026, 12, 30), 5, date(2027, 1, 7)),  # over New Year
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_weekends_and_holidays_do_not_count(made: date, days: int, due: date) -> None:
    assert due_day(made, days, TOWN) == due


@pytest.mark.parametrize(
    ("ends", "ends_really"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),  # a Monday
        (date(2026, 11, 28), date(2026, 11, 30)),  # Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on Friday and Saturday
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday to Easter Monday
        (date(2027, 4, 27), date(2027, 4, 28)),  # the King's birthday
        (date(2027, 5, 5), date(2027, 5, 7)),  # Liberation Day, in any year, and Ascension Day after it
        (date(2027, 5, 16), date(2027, 5, 18)),  # Whitsun
    ],
)
def test_a_term_of_the_law_never_ends_in_a_weekend_or_on_a_holiday(ends: date, ends_really: date) -> None:
    assert statutory_end(ends) == ends_really


def test_a_day_on_which_the_whole_town_is_closed_does_not_count_and_half_a_day_does() -> None:
    closed = {"from": date(2026, 11, 24), "until": date(2026, 11, 24), "reason": {"nl": "Uitje"}}
    half = {"from": "2026-11-25T12:00:00", "until": "2026-11-25T17:00:00", "reason": {"nl": "Uitje"}}
    closures = (Closure.model_validate(closed), Closure.model_validate(half))
    town = TOWN.model_copy(update={"closures": closures})
    assert due_day(date(2026, 11, 23), 2, town) == date(2026, 11, 26)
