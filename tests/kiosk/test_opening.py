"""When a service is open by the town's own hours: Monday 23 November 2026 and around it, local time."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assets import ASSETS_DIR
from assets.document import parse
from assets.opening import Closure
from assets.town import Location, Service, Town, read_town
from kiosk.opening import is_open, next_opening

ZONE = ZoneInfo("Europe/Amsterdam")
_SERVICE = """
slug: afhalen
letter: B
name: {nl: Afhalen}
hint: {nl: Uw document}
opening: [{days: [1, 3], opens: "13:00", closes: "15:00"}]
"""
AFTERNOONS = parse(_SERVICE, Path(__file__), Service)
CLOSURE = """
from: 2026-11-25 13:30
until: 2026-11-25
reason: {nl: Teamdag}
"""


def town(keep_hours: bool = True) -> Town:
    read = read_town(ASSETS_DIR / "demo" / "town.yaml")
    rules = read.queue.model_copy(update={"keep_hours": keep_hours, "margin_minutes": 10})
    return read.model_copy(update={"queue": rules})


def place() -> Location:
    closures = (parse(CLOSURE, Path(__file__), Closure),)
    return town().location("bibliotheek-nuth").model_copy(update={"closures": closures})


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "open_now", "opens"),
    [
        ("11-23T12:40", False, "11-23T13:00"),
        ("11-23T12:50", True, "11-23T13:00"),
        ("11-23T14:59", True, "11-25T13:00"),
        ("11-23T15:10", False, "11-25T13:00"),
        ("11-25T13:39", True, "11-30T13:00"),
        ("11-25T14:00", False, "11-30T13:00"),
        ("11-24T14:00", False, "11-25T13:00"),
    ],
)
def test_a_service_with_hours_of_its_own(moment: str, open_now: bool, opens: str) -> None:
    assert is_open(town(), place(), AFTERNOONS, at(moment)) is open_now
    assert next_opening(town(), place(), AFTERNOONS, at(moment)) == at(opens)


def test_a_service_without_hours_has_those_of_its_place_and_public_holidays_count() -> None:
    service = place().services[0]
    assert is_open(town(), place(), service, at("12-24T10:00"))
    assert not is_open(town(), place(), service, at("12-25T10:00"))
    assert next_opening(town(), place(), service, at("12-25T10:00")) == at("12-28T08:30")


def test_a_town_that_does_not_keep_hours_is_always_open() -> None:
    assert is_open(town(keep_hours=False), place(), AFTERNOONS, at("11-22T03:00"))


def test_nobody_knows_when_what_never_opens_opens() -> None:
    never = AFTERNOONS.model_copy(update={"opening": ()})
    shut = place().model_copy(update={"opening": ()})
    assert next_opening(town(), shut, never, at("11-23T12:00")) is None
