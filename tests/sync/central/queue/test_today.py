from datetime import UTC, datetime

import pytest

from assets.opening import Opening
from sync.central.queue.today import Hours, hours_at
from tests.sync.central.demo_town import TOWN

TOWN_HALL = TOWN.location("gemeentehuis")
LIBRARY = TOWN.location("bibliotheek-nuth")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in November 2026, in UTC: an hour before the town's own time. The 23rd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (at(23, 7, 29), Hours(opens_at=at(23, 7, 30))),
        (at(23, 7, 30), Hours(closes_at=at(23, 16))),
        (at(23, 15, 59), Hours(closes_at=at(23, 16))),
        (at(23, 16), Hours(opens_at=at(24, 7, 30))),
        (at(25, 16, 30), Hours(closes_at=at(25, 18, 30))),  # a late evening
        (at(27, 16), Hours(opens_at=at(30, 7, 30))),  # over the weekend
        (at(24, 16, month=12), Hours(opens_at=at(28, 7, 30, month=12))),  # and over Christmas
    ],
)
def test_the_hours_of_a_location(now: datetime, hours: Hours) -> None:
    assert hours_at(TOWN, TOWN_HALL, now) == hours


def test_a_service_may_have_hours_of_its_own() -> None:
    morning = Opening.model_validate({"days": (1,), "opens": "08:30", "closes": "12:00"})
    service = TOWN_HALL.services[0].model_copy(update={"opening": (morning,)})
    assert hours_at(TOWN, TOWN_HALL, at(23, 8), service) == Hours(closes_at=at(23, 11))
    assert hours_at(TOWN, TOWN_HALL, at(23, 12), service) == Hours(opens_at=at(30, 7, 30))
    assert hours_at(TOWN, TOWN_HALL, at(23, 12), TOWN_HALL.services[1]).is_open


def test_a_location_that_never_opens_says_nothing() -> None:
    assert hours_at(TOWN, LIBRARY.model_copy(update={"opening": ()}), at(23, 8)) == Hours()
