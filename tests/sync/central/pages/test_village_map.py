"""The clerk's map says no more of a place than the visitor did."""

import pytest

from assets import ASSETS_DIR
from assets.town import read_town
from sync.central.pages.village_map import map_of
from sync.protocol.answers import Place, PointFrom

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
NUTH = TOWN.village("Nuth")


@pytest.mark.parametrize(
    ("point_from", "has_pin", "pointed_out"),
    [
        (PointFrom.VILLAGE, False, False),
        (PointFrom.STREET, True, False),
        (PointFrom.MAP, True, True),
        (PointFrom.PHONE, True, True),
        (None, False, False),
    ],
)
def test_a_pin_stands_where_a_point_is_known_and_tells_who_showed_it(
    point_from: PointFrom | None, has_pin: bool, pointed_out: bool
) -> None:
    lat, lon = (NUTH.lat + 0.002, NUTH.lon) if point_from else (None, None)
    drawn = map_of(TOWN, {"where": Place(village="Nuth", point_from=point_from, lat=lat, lon=lon)})
    assert drawn is not None
    assert ((drawn.x is not None), drawn.pointed_out) == (has_pin, pointed_out)
    assert [dot.name for dot in drawn.dots if dot.is_here] == ["Nuth"]


def test_a_record_of_nowhere_in_town_has_no_map() -> None:
    assert map_of(TOWN, {"where": Place(village="Elders")}) is None
