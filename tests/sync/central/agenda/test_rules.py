import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assets.meeting import Meeting
from assets.opening import Opening
from assets.town import HolidayRules, Location, Town
from sync.central.agenda.hours import free_days, openings
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import Refusal, bookable_days, cells, starts, what_refuses, when_refuses
from tests.sync.central.demo_town import TOWN

ZONE = ZoneInfo("Europe/Amsterdam")
TOWN_HALL = TOWN.location("gemeentehuis")
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def starts_at(location: Location, day: date, minutes: int) -> list[datetime]:
    """When an appointment may begin at a location that the town has instead of its own town hall."""
    plain = location.model_copy(update={"agenda": ()})
    town = TOWN.model_copy(update={"locations": (plain,)})
    return [start for start, _ in starts(town, Wanted("paspoort", location.slug, minutes), day)]


def local(day: date, wall: str) -> datetime:
    return datetime.combine(day, datetime.strptime(wall, "%H:%M").time(), tzinfo=ZONE)  # noqa: DTZ007


@pytest.mark.parametrize(
    ("rules", "day", "free"),
    [
        (HolidayRules(), date(2027, 3, 26), True),
        (HolidayRules(good_friday=False), date(2027, 3, 26), False),
        (HolidayRules(good_friday=False), date(2027, 3, 29), True),
        (HolidayRules(), date(2025, 5, 5), True),
        (HolidayRules(), date(2026, 5, 5), False),
        (HolidayRules(liberation_day_every_years=1), date(2026, 5, 5), True),
        (HolidayRules(liberation_day_every_years=0), date(2025, 5, 5), False),
        (HolidayRules(), date(2025, 4, 26), True),
        (HolidayRules(), date(2025, 4, 27), False),
        (HolidayRules(), date(2026, 12, 25), True),
        (HolidayRules(), date(2026, 12, 5), False),
    ],
)
def test_free_days(rules: HolidayRules, day: date, free: bool) -> None:
    assert (day in free_days(day.year, rules)) is free


@pytest.mark.parametrize(
    ("day", "stretch"),
    [
        (date(2026, 11, 23), [("08:30", "17:00")]),
        (date(2026, 11, 25), [("08:30", "19:30")]),
        (date(2026, 11, 28), []),
        (date(2026, 12, 25), []),
    ],
    ids=["monday", "late evening joins the day", "saturday", "christmas"],
)
def test_openings(day: date, stretch: list[tuple[str, str]]) -> None:
    expected = [(local(day, opens), local(day, closes)) for opens, closes in stretch]
    assert openings(TOWN, TOWN_HALL, day) == expected


@pytest.mark.parametrize(
    ("minutes", "last"), [(5, "16:45"), (15, "16:45"), (20, "16:30"), (30, "16:30"), (45, "16:15")]
)
def test_the_last_start_leaves_room_before_closing(minutes: int, last: str) -> None:
    day = date(2026, 11, 24)
    assert max(starts_at(TOWN_HALL, day, minutes)) == local(day, last)


def test_starts_lie_on_the_grid_even_when_the_doors_do_not() -> None:
    odd = TOWN_HALL.model_copy(update={"opening": (opening("08:40", "09:35"),)})
    found = [start.astimezone(ZONE).strftime("%H:%M") for start in starts_at(odd, date(2026, 11, 24), 15)]
    assert found == ["08:45", "09:00", "09:15"]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 3), (date(2026, 10, 25), 5), (date(2026, 11, 1), 4)],
    ids=["an hour is skipped", "an hour comes twice", "plain"],
)
def test_a_night_of_daylight_saving_has_its_real_length(day: date, hours: int) -> None:
    night = TOWN_HALL.model_copy(update={"opening": (opening("00:00", "04:00"),)})
    found = starts_at(night, day, 15)
    assert len(found) == hours * 4
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)])
def test_the_doors_open_by_the_wall_clock_on_both_sides_of_a_change(day: date) -> None:
    assert min(starts_at(TOWN_HALL, day, 15)) == local(day, "08:30")


@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (15, 1), (20, 2), (30, 2), (35, 3), (240, 16)])
def test_cells(minutes: int, count: int) -> None:
    taken = cells(local(date(2026, 11, 24), "09:00"), minutes)
    assert len(taken) == count
    assert taken[0].tzinfo is UTC
    assert all(later - earlier == timedelta(minutes=15) for earlier, later in itertools.pairwise(taken))


def test_the_horizon_is_four_weeks_of_the_towns_own_days() -> None:
    days = bookable_days(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "Europe/Amsterdam")
    assert days[0] == date(2026, 11, 24)
    assert days[-1] == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        (local(date(2026, 11, 24), "09:00"), 15, None),
        (local(date(2026, 11, 23), "10:00"), 15, None),
        (local(date(2026, 11, 23), "09:45"), 15, Refusal.TOO_SOON),
        (local(date(2026, 11, 20), "10:00"), 15, Refusal.TOO_SOON),
        (local(date(2026, 12, 21), "09:00"), 15, None),
        (local(date(2026, 12, 21), "09:15"), 15, Refusal.TOO_FAR),
        (local(date(2026, 11, 28), "10:00"), 15, Refusal.CLOSED),
        (local(date(2026, 11, 24), "16:45"), 20, Refusal.CLOSED),
        (local(date(2026, 11, 25), "16:45"), 20, None),
        (local(date(2026, 11, 24), "09:05"), 15, Refusal.CLOSED),
        (local(date(2026, 11, 24), "09:00"), 17, Refusal.DURATION),
    ],
    ids=[
        "free",
        "in exactly an hour",
        "in less than an hour",
        "past",
        "in exactly four weeks",
        "beyond four weeks",
        "saturday",
        "runs past closing",
        "late evening",
        "off the grid",
        "odd minutes",
    ],
)
def test_refusals(start: datetime, minutes: int, expected: Refusal | None) -> None:
    wanted = Wanted("paspoort", "gemeentehuis", minutes)
    assert when_refuses(TOWN, wanted, start, MONDAY_MORNING) is expected


def test_a_place_without_appointments_says_so() -> None:
    wanted = Wanted("paspoort", "bibliotheek-nuth", 15)
    assert what_refuses(TOWN, wanted, {"paspoort": [Meeting.DESK]}) is Refusal.NO_APPOINTMENTS


def test_a_town_chooses_its_own_free_days() -> None:
    good_friday = date(2027, 3, 26)
    working = Town.model_validate(TOWN.model_dump() | {"holidays": {"good_friday": False}})
    assert openings(TOWN, TOWN_HALL, good_friday) == []
    assert len(openings(working, TOWN_HALL, good_friday)) == 1


def opening(opens: str, closes: str) -> Opening:
    return Opening.model_validate({"days": tuple(range(1, 8)), "opens": opens, "closes": closes})
