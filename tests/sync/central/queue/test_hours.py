from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from assets.opening import Opening
from assets.town import Location, Service, Town
from sync.central.queue.hours import gives_numbers
from sync.central.queue.numbers import NumberRefusal, give_number
from sync.central.queue.rules import Way, service_of
from sync.central.storage.database import Database
from sync.protocol.messages import NumberAnswer
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import request

STRICT = TOWN.model_copy(update={"queue": TOWN.queue.model_copy(update={"keep_hours": True})})


def wall(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


def hall(town: Town = STRICT) -> tuple[Location, Service]:
    location = town.location("gemeentehuis")
    service = service_of(location, "burgerzaken")
    assert service is not None
    return location, service


@pytest.mark.parametrize(
    ("moment", "gives"),
    [
        ("2026-11-23 08:19", False),
        ("2026-11-23 08:20", True),
        ("2026-11-23 17:10", True),
        ("2026-11-23 17:11", False),
        ("2026-11-25 19:40", True),  # a late evening, a Wednesday
        ("2026-11-22 12:00", False),  # a Sunday
        ("2026-12-25 12:00", False),  # Christmas Day
        ("2026-03-30 08:20", True),  # the first Monday of summer time
        ("2026-03-30 08:19", False),
    ],
)
def test_numbers_are_given_in_opening_hours_and_a_little_around_them(moment: str, gives: bool) -> None:
    assert gives_numbers(STRICT, *hall(), wall(moment)) is gives
    assert gives_numbers(TOWN, *hall(), wall(moment))


def test_a_service_may_have_hours_of_its_own() -> None:
    location, service = hall()
    afternoon = Opening(days=(2,), opens=time(13), closes=time(16))
    short = service.model_copy(update={"opening": (afternoon,)})
    given = [
        gives_numbers(STRICT, location, short, wall(f"2026-11-24 {clock}")) for clock in ("12:49", "12:50", "16:11")
    ]
    assert given == [False, True, False]
    assert not gives_numbers(STRICT, location, short, wall("2026-11-23 14:00"))


def test_after_closing_a_known_number_is_told_again_and_a_host_can_still_put_somebody_in(database: Database) -> None:
    open_, closed = wall("2026-11-23 17:05"), wall("2026-11-23 17:30")
    with database.write() as connection:
        first = give_number(connection, request(1), STRICT, open_)
        assert isinstance(first, NumberAnswer)
        assert give_number(connection, request(1), STRICT, closed) == first
        assert give_number(connection, request(2), STRICT, closed) is NumberRefusal.CLOSED
        put_in = give_number(connection, request(3), STRICT, closed, Way.HOST)
    assert isinstance(put_in, NumberAnswer)
    assert (put_in.code, put_in.ahead) == ("A002", 1)
