"""Where appointments are made, and who comes to which village."""

import pytest

from assets.meeting import Meeting
from assets.opening import Stretch
from kiosk.places import nearest, places
from tests.kiosk.sample import content


@pytest.mark.parametrize(
    ("village", "place"),
    [("Nuth", "gemeentehuis"), ("Schinnen", "servicepunt-schinnen"), ("Sweikhuizen", "servicepunt-schinnen")],
)
def test_somebody_comes_from_the_nearest_place(village: str, place: str) -> None:
    found = nearest(content().town, village)
    assert found is not None
    assert found.slug == place


def test_nobody_comes_to_a_village_of_another_town() -> None:
    assert nearest(content().town, "Maastricht") is None


def test_a_place_takes_the_kinds_of_its_agenda_and_without_one_every_kind() -> None:
    town = content().town
    hall, point = town.location("gemeentehuis"), town.location("servicepunt-schinnen")
    by_phone = hall.model_copy(update={"agenda": (_stretch(Meeting.PHONE),)})
    changed = town.model_copy(update={"locations": (by_phone, point)})
    assert places(changed, Meeting.PHONE) == (by_phone, point)
    assert places(changed, Meeting.HOME) == (point,)


def _stretch(*meetings: Meeting) -> Stretch:
    return Stretch.model_validate({"days": [1], "opens": "09:00", "closes": "12:00", "meetings": meetings})
