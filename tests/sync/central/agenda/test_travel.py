from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assets.appointments import HomeVisits
from assets.meeting import Meeting
from assets.town import Village
from sync.central.agenda.changing import cancel, find, move
from sync.central.agenda.port import Wanted
from sync.central.agenda.room import expected_on, free_slots
from sync.central.agenda.rules import Refusal, cells_of, what_refuses, when_refuses
from sync.central.agenda.travel import distance_km, travel_minutes
from sync.central.storage.database import Database
from sync.protocol.messages import BookingStatus
from tests.sync.central.agenda.scenes import NOW, OFFERS, TUESDAY_NINE, ZONE, ask, booking, code, taken
from tests.sync.central.demo_town import TOWN

TOWN_HALL = TOWN.location("gemeentehuis")
AT_HOME: dict[str, Any] = {"meeting": Meeting.HOME, "village": "Schinveld"}
"""Schinveld is 8.6 km from Nuth: 17 minutes at 40 km/h over roads that bend, and 5 to find the door."""
VISIT = Wanted("paspoort", "gemeentehuis", 30, Meeting.HOME, "Schinveld")


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((52.3731, 4.8922), (51.9225, 4.4792), 57.5),
        ((0.0, 0.0), (0.0, 1.0), 111.19),
        ((89.0, 0.0), (89.0, 180.0), 222.39),
        ((50.0, 179.9), (50.0, -179.9), 14.30),
        ((50.9175, 5.88611), (50.9175, 5.88611), 0.0),
    ],
    ids=["Amsterdam to Rotterdam", "a degree of the equator", "over the pole", "over the date line", "the same place"],
)
def test_as_the_crow_flies(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    first, second = (Village(name="a", postcode4="1234", lat=lat, lon=lon) for lat, lon in (one, other))
    assert distance_km(first, second) == pytest.approx(km, abs=0.1)
    assert distance_km(first, second) == distance_km(second, first)


@pytest.mark.parametrize(
    ("meeting", "village", "rules", "minutes"),
    [
        (Meeting.HOME, "Nuth", {}, 5),
        (Meeting.HOME, "Schinveld", {}, 22),
        (Meeting.HOME, "Schinveld", {"speed_kmh": 80}, 14),
        (Meeting.HOME, "Schinveld", {"detour": 1.0, "margin_minutes": 0}, 14),
        (Meeting.DESK, "Schinveld", {}, 0),
        (Meeting.PHONE, None, {}, 0),
        (Meeting.VIDEO, None, {}, 0),
    ],
)
def test_the_way_to_a_village(meeting: Meeting, village: str | None, rules: dict[str, Any], minutes: int) -> None:
    town = TOWN.model_copy(update={"home_visits": HomeVisits(**rules)})
    assert travel_minutes(town, TOWN_HALL, meeting, village) == minutes


def test_a_village_that_is_not_of_the_town() -> None:
    with pytest.raises(KeyError):
        travel_minutes(TOWN, TOWN_HALL, Meeting.HOME, "Maastricht")


def test_the_cells_of_a_visit_have_the_way_there_and_back_in_them() -> None:
    times = [f"{cell.astimezone(ZONE):%H:%M}" for cell in cells_of(TOWN, VISIT, TUESDAY_NINE)]
    assert times == ["08:30", "08:45", "09:00", "09:15", "09:30", "09:45"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("08:30", Refusal.CLOSED),
        ("08:45", Refusal.CLOSED),
        ("09:00", None),
        ("16:00", None),
        ("16:15", Refusal.CLOSED),
    ],
)
def test_the_official_leaves_and_is_back_in_working_hours(start: str, expected: Refusal | None) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{start}").replace(tzinfo=ZONE)
    assert when_refuses(TOWN, VISIT, moment, NOW) is expected


def test_a_visit_needs_notice_before_the_official_leaves() -> None:
    start = TUESDAY_NINE + timedelta(hours=2)
    assert when_refuses(TOWN, VISIT, start, start - timedelta(minutes=60 + 22)) is None
    assert when_refuses(TOWN, VISIT, start, start - timedelta(minutes=60 + 21)) is Refusal.TOO_SOON


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (VISIT, None),
        (Wanted("paspoort", "gemeentehuis", 30, Meeting.HOME), Refusal.VILLAGE),
        (Wanted("paspoort", "gemeentehuis", 30, Meeting.HOME, "Maastricht"), Refusal.VILLAGE),
        (Wanted("rijbewijs", "gemeentehuis", 30, Meeting.HOME, "Schinveld"), Refusal.MEETING),
        (Wanted("rijbewijs", "gemeentehuis", 30, Meeting.VIDEO), Refusal.MEETING),
        (Wanted("rijbewijs", "gemeentehuis", 30, Meeting.DESK), None),
        (Wanted("elders", "gemeentehuis", 30), Refusal.UNKNOWN_PRODUCT),
        (Wanted("rijbewijs", "elders", 30), Refusal.UNKNOWN_LOCATION),
    ],
)
def test_only_what_a_product_allows(wanted: Wanted, expected: Refusal | None) -> None:
    offers = OFFERS | {"rijbewijs": (Meeting.DESK, Meeting.PHONE)}
    assert what_refuses(TOWN, wanted, offers) is expected


def test_visits_at_home_have_an_official_of_their_own(database: Database) -> None:
    with database.write() as connection:
        assert ask(connection, booking(1, minutes=30, **AT_HOME)).status is BookingStatus.CONFIRMED
        assert taken(connection) == [(2, time) for time in ("08:30", "08:45", "09:00", "09:15", "09:30", "09:45")]
        assert ask(connection, booking(2, minutes=30, **AT_HOME)).status is BookingStatus.TAKEN
        assert [ask(connection, booking(seed)).status for seed in (3, 4)] == [BookingStatus.CONFIRMED] * 2
        next_visit = TUESDAY_NINE + timedelta(minutes=30)
        nearby = booking(5, next_visit, 15, meeting=Meeting.HOME, village="Nuth")
        assert ask(connection, nearby).status is BookingStatus.TAKEN


def test_the_way_between_two_visits_is_kept_free(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1, minutes=30, **AT_HOME))
        free = free_slots(connection, TOWN, VISIT, NOW)
    tuesday = next(day for day in free.days if day.day == TUESDAY_NINE.date())
    assert f"{tuesday.starts[0]:%H:%M}" == "10:30"


def test_a_visit_that_moves_takes_the_way_with_it(database: Database) -> None:
    start = TUESDAY_NINE + timedelta(minutes=15)
    with database.write() as connection:
        ask(connection, booking(1, minutes=30, **AT_HOME))
        answer = move(connection, TOWN, code(1), start, None, NOW)
        assert answer is not None
        assert (answer.status, answer.appointment.village) == ("done", "Schinveld")
        assert taken(connection) == [(2, time) for time in ("08:45", "09:00", "09:15", "09:30", "09:45", "10:00")]
        (expected,) = expected_on(connection, TOWN, TOWN_HALL, start.date())
    assert (expected.meeting, expected.village, expected.clash) == ("home", "Schinveld", False)


@pytest.mark.parametrize(("minutes_before", "status"), [(22, "done"), (21, "refused")])
def test_a_visit_is_cancelled_before_the_official_leaves(database: Database, minutes_before: int, status: str) -> None:
    now = TUESDAY_NINE.astimezone(UTC) - timedelta(minutes=minutes_before)
    with database.write() as connection:
        ask(connection, booking(1, minutes=30, **AT_HOME))
        answer = cancel(connection, TOWN, code(1), now)
    assert answer is not None
    assert answer.status == status


def test_a_village_that_left_the_town_can_only_be_cancelled(database: Database) -> None:
    smaller = TOWN.model_copy(update={"villages": tuple(one for one in TOWN.villages if one.name != "Schinveld")})
    with database.write() as connection:
        ask(connection, booking(1, minutes=30, **AT_HOME))
        answer = move(connection, smaller, code(1), TUESDAY_NINE + timedelta(hours=2), None, NOW)
        assert answer is not None
        assert (answer.status, answer.reason) == ("refused", Refusal.VILLAGE)
        assert find(connection, code(1), NOW) == answer.appointment
        done = cancel(connection, smaller, code(1), NOW)
    assert done is not None
    assert done.status == "done"
