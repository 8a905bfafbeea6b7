from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assets.meeting import Meeting
from assets.opening import Closure, Opening, Stretch
from assets.town import Location, Town
from sync.central.agenda.hours import Interval, officials, openings
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import cells, starts
from tests.sync.central.demo_town import TOWN

ZONE = ZoneInfo("Europe/Amsterdam")
TOWN_HALL = TOWN.location("gemeentehuis")
DESK, HOME, PHONE = Meeting.DESK, Meeting.HOME, Meeting.PHONE
THURSDAY = date(2026, 12, 3)


def town_with(*stretches: Stretch, closures: tuple[Closure, ...] = (), **changes: Any) -> Town:
    """The demo town, with a town hall that takes appointments in these stretches."""
    changed = TOWN_HALL.model_copy(update={"agenda": stretches, **changes})
    return TOWN.model_copy(update={"locations": (changed,), "closures": closures})


def hall(town: Town) -> Location:
    return town.location("gemeentehuis")


def stretch(opens: str, closes: str, at_once: int = 1, *meetings: Meeting) -> Stretch:
    days = tuple(range(1, 8))
    plain = {"days": days, "opens": opens, "closes": closes, "at_once": at_once}
    return Stretch.model_validate(plain | ({"meetings": meetings} if meetings else {}))


def closure(begins: str, until: str) -> Closure:
    return Closure.model_validate({"from": begins, "until": until, "reason": {"nl": "Dicht"}})


def wall(intervals: Any) -> list[str]:
    """Hours as the wall clock says them."""

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(ZONE):%H:%M}"

    return [f"{at(begin)}-{at(end)}" for begin, end in intervals]


def lanes(town: Town, meeting: Meeting | None = None, day: date = THURSDAY) -> dict[int, list[str]]:
    return {lane: wall(hours) for lane, hours in officials(town, hall(town), day, meeting).items()}


@pytest.mark.parametrize(
    ("stretches", "meeting", "expected"),
    [
        ([("09:00", "12:00", 2)], DESK, {0: ["09:00-12:00"], 1: ["09:00-12:00"]}),
        ([("09:00", "12:00", 2), ("12:00", "14:00", 1)], DESK, {0: ["09:00-14:00"], 1: ["09:00-12:00"]}),
        ([("09:00", "12:00"), ("13:00", "14:00")], DESK, {0: ["09:00-12:00", "13:00-14:00"]}),
        ([("09:00", "12:00", 1, DESK), ("09:00", "12:00", 1, HOME)], HOME, {1: ["09:00-12:00"]}),
        ([("09:00", "12:00", 1, DESK), ("09:00", "12:00", 1, HOME)], PHONE, {}),
        ([("09:00", "12:00", 1, DESK), ("11:00", "14:00", 1, DESK)], DESK, {0: ["09:00-12:00"], 1: ["11:00-14:00"]}),
        ([("09:00", "12:00", 1, DESK), ("12:00", "14:00", 1, HOME)], None, {0: ["09:00-14:00"]}),
    ],
    ids=[
        "two at once",
        "one of two goes on after twelve",
        "a lunch break",
        "who goes out is somebody else",
        "nobody for this way to meet",
        "those who overlap are two people",
        "one person, two kinds of work",
    ],
)
def test_who_takes_appointments_when(stretches: Any, meeting: Meeting | None, expected: dict[int, list[str]]) -> None:
    assert lanes(town_with(*(stretch(*one) for one in stretches)), meeting) == expected


def test_without_an_agenda_all_officials_are_there_in_all_opening_hours() -> None:
    town = town_with(appointments_at_once=3)
    assert lanes(town, HOME) == {lane: ["08:30-19:30"] for lane in range(3)}
    assert lanes(town, HOME, date(2026, 12, 4)) == {lane: ["08:30-17:00"] for lane in range(3)}
    assert lanes(town, HOME, date(2026, 12, 5)) == {}


@pytest.mark.parametrize(
    ("closures", "day", "expected"),
    [
        ([("2026-12-03", "2026-12-03")], THURSDAY, []),
        ([("2026-12-01", "2026-12-08")], THURSDAY, []),
        ([("2026-12-02", "2026-12-02")], THURSDAY, ["08:30-19:30"]),
        ([("2026-12-03 15:00", "2026-12-03")], THURSDAY, ["08:30-15:00"]),
        ([("2026-12-03", "2026-12-03 10:00")], THURSDAY, ["10:00-19:30"]),
        ([("2026-12-03 12:00", "2026-12-03 13:00")], THURSDAY, ["08:30-12:00", "13:00-19:30"]),
        ([("2026-12-03 12:00", "2026-12-03 13:00"), ("2026-12-03 12:30", "2026-12-03")], THURSDAY, ["08:30-12:00"]),
    ],
)
@pytest.mark.parametrize("whose", ["town", "location"])
def test_closures_of_town_and_location(closures: Any, day: date, expected: list[str], whose: str) -> None:
    found = tuple(closure(*one) for one in closures)
    town = (
        town_with(closures=found)
        if whose == "town"
        else TOWN.model_copy(
            update={"closures": (), "locations": (TOWN_HALL.model_copy(update={"closures": found, "agenda": ()}),)}
        )
    )
    assert wall(openings(town, hall(town), day)) == expected
    assert lanes(town, DESK, day) == ({0: expected} if expected else {})


def test_a_location_that_is_closed_does_not_close_the_others() -> None:
    shut = TOWN_HALL.model_copy(update={"closures": (closure("2026-12-03", "2026-12-03"),)})
    town = TOWN.model_copy(update={"locations": (shut, TOWN.location("servicepunt-schinnen"))})
    assert openings(town, hall(town), THURSDAY) == []
    assert wall(openings(town, town.location("servicepunt-schinnen"), THURSDAY)) == ["08:30-19:30"]


def test_a_public_holiday_closes_the_agenda_too() -> None:
    assert lanes(town_with(stretch("09:00", "12:00")), DESK, date(2026, 12, 25)) == {}


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""At 02:00 the clock goes to 03:00; at 03:00 it goes back to 02:00."""

NIGHTS = [
    (SPRING, "00:00", "05:00", "28T23:00", "29T03:00", 16),
    (SPRING, "01:00", "03:00", "29T00:00", "29T01:00", 4),
    (SPRING, "03:00", "05:00", "29T01:00", "29T03:00", 8),
    (AUTUMN, "00:00", "05:00", "24T22:00", "25T04:00", 24),
    (AUTUMN, "01:00", "03:00", "24T23:00", "25T02:00", 12),
    (AUTUMN, "03:00", "05:00", "25T02:00", "25T04:00", 8),
    (date(2026, 3, 28), "00:00", "05:00", "27T23:00", "28T04:00", 20),
    (date(2026, 10, 26), "00:00", "05:00", "25T23:00", "26T04:00", 20),
]


@pytest.mark.parametrize(("day", "opens", "closes", "begin", "end", "quarters"), NIGHTS)
def test_a_night_of_daylight_saving_in_utc(
    day: date, opens: str, closes: str, begin: str, end: str, quarters: int
) -> None:
    month = f"{day:%Y-%m-}"
    interval: Interval = (
        datetime.fromisoformat(f"{month}{begin}").replace(tzinfo=UTC),
        datetime.fromisoformat(f"{month}{end}").replace(tzinfo=UTC),
    )
    hours = Opening.model_validate({"days": (6, 7, 1), "opens": opens, "closes": closes})
    open_then = town_with(opening=(hours,))
    agenda_then = town_with(stretch(opens, closes))
    assert openings(open_then, hall(open_then), day) == [interval]
    assert officials(agenda_then, hall(agenda_then), day) == {0: [interval]}
    found = [start for start, _ in starts(agenda_then, Wanted("paspoort", "gemeentehuis", 15), day)]
    assert len(set(found)) == len(found) == quarters
    assert [cell for start in found for cell in cells(start, 15)] == found


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 3, 27), 8), (date(2026, 3, 30), 7), (date(2026, 10, 23), 7), (date(2026, 10, 26), 8)],
    ids=["friday before", "monday after", "friday before the end", "monday after the end"],
)
def test_nine_o_clock_stays_nine_o_clock(day: date, utc_hour: int) -> None:
    town = town_with(stretch("09:00", "17:00"))
    first, _ = next(starts(town, Wanted("paspoort", "gemeentehuis", 30), day))
    assert first == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)
    assert cells(first.astimezone(ZONE), 30)[0] == first
