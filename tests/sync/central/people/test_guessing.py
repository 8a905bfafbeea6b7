from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sync.central.people.guessing import Limit, count_wrong, from_address, wait_at, wait_of
from sync.central.people.tries import begin_try
from sync.central.storage.database import Database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMIT = (Limit(("code", "here"), 3, MINUTE),)


def guess(database: Database, limits: Sequence[Limit], now: datetime, times: int = 1) -> None:
    for _ in range(times):
        count_wrong(database, limits, now)


@pytest.mark.parametrize(("wrong", "minutes"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (10, 8)])
def test_a_few_are_free_and_then_each_costs_a_minute(database: Database, wrong: int, minutes: int) -> None:
    guess(database, LIMIT, NOW, wrong)
    assert wait_of(database, LIMIT, NOW) == minutes * MINUTE


def test_time_forgets_them_one_by_one(database: Database) -> None:
    guess(database, LIMIT, NOW, 5)
    waits = [wait_of(database, LIMIT, NOW + minutes * MINUTE) for minutes in range(5)]
    assert waits == [minutes * MINUTE for minutes in (3, 2, 1, 0, 0)]


def test_half_a_minute_is_not_lost_by_guessing_in_between(database: Database) -> None:
    """Who guesses a bit more slowly than once a minute never waits; who does so a bit faster does."""
    slow, fast = (Limit(("code", "slow"), 3, MINUTE),), (Limit(("code", "fast"), 3, MINUTE),)
    for number in range(60):
        assert wait_of(database, slow, NOW + number * timedelta(seconds=61)) == timedelta()
        guess(database, slow, NOW + number * timedelta(seconds=61))
        guess(database, fast, NOW + number * timedelta(seconds=40))
    assert wait_of(database, fast, NOW + 59 * timedelta(seconds=40)) > 15 * MINUTE


def test_a_clock_that_is_set_back_makes_nobody_wait_for_years(database: Database) -> None:
    guess(database, LIMIT, NOW, 3)
    assert wait_of(database, LIMIT, NOW - timedelta(days=365)) == MINUTE


def test_one_address_does_not_hold_up_another_but_all_together_are_held_up(database: Database) -> None:
    guess(database, from_address("192.0.2.1"), NOW, 10)
    assert wait_of(database, from_address("192.0.2.1"), NOW) > timedelta()
    assert wait_of(database, from_address("192.0.2.2"), NOW) == timedelta()
    for number in range(90):
        guess(database, from_address(f"198.51.100.{number}"), NOW)
    assert wait_of(database, from_address("192.0.2.2"), NOW) == timedelta(seconds=2)


def test_what_strangers_guess_keeps_nobody_out_who_guesses_little(database: Database) -> None:
    guess(database, from_address("192.0.2.3"), NOW, 3)
    assert wait_at(database, "192.0.2.3", NOW) == timedelta()
    for number in range(110):
        guess(database, from_address(f"198.51.100.{number}"), NOW)
    assert wait_at(database, "192.0.2.2", NOW) == timedelta()
    guess(database, from_address("192.0.2.2"), NOW, 2)
    assert wait_at(database, "192.0.2.2", NOW) == timedelta()
    assert wait_at(database, "192.0.2.3", NOW) == 10 * MINUTE


def test_a_house_has_one_name_whatever_it_calls_itself(database: Database) -> None:
    for number in range(10):
        guess(database, from_address(f"2001:db8:0:1::{number}"), NOW)
    assert wait_of(database, from_address("2001:db8:0:1:ffff::1"), NOW) > timedelta()
    assert wait_of(database, from_address("2001:db8:0:2::1"), NOW) == timedelta()


def test_guessing_codes_and_guessing_passwords_are_counted_apart(database: Database) -> None:
    guess(database, LIMIT, NOW, 5)
    with database.write() as connection:
        assert begin_try(connection, ("code", "there"), NOW) == timedelta()
    assert wait_of(database, (Limit(("code", "there"), 3, MINUTE),), NOW) == timedelta()


def test_after_a_day_of_rest_nothing_is_kept(database: Database) -> None:
    guess(database, LIMIT, NOW, 3)
    other = (Limit(("code", "there"), 3, MINUTE),)
    guess(database, other, NOW + timedelta(days=1, seconds=1))
    guess(database, LIMIT, NOW + timedelta(days=1, seconds=1), 2)
    assert wait_of(database, LIMIT, NOW + timedelta(days=1, seconds=1)) == timedelta()
