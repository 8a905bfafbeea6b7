"""A schematic map of the town's villages, drawn here: no tiles, nobody else's server, good enough to see where."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets.town import Town
from sync.protocol.answers import Answers, Place, PointFrom, words_of

WIDTH = 560.0
"""Of the drawing, in its own units; the page scales it."""

_SHOWN = (PointFrom.MAP, PointFrom.PHONE)
_MARGIN = 46.0
_LINE = 17.0
"""Names closer than this to each other are drawn on another side of their dot."""


@dataclass(frozen=True)
class Dot:
    """A village on the map; its name stands at (`name_x`, `name_y`), beginning or ending (`anchor`) there."""

    name: str
    x: float
    y: float
    name_x: float
    name_y: float
    anchor: str
    is_here: bool


@dataclass(frozen=True)
class VillageMap:
    """All villages, and the point of the record where one is known. Units of the drawing, y downwards.

    `pointed_out`: somebody showed the point on a map or with a telephone; else it is the middle of the street.
    """

    width: float
    height: float
    dots: Sequence[Dot]
    x: float | None = None
    y: float | None = None
    pointed_out: bool = False


def map_of(town: Town, answers: Answers) -> VillageMap | None:
    """The map for a record that says where it is; None when it does not."""
    place = next((answer for answer in answers.values() if isinstance(answer, Place)), None)
    here = place.village if place else words_of(answers, "village")
    if here not in {village.name for village in town.villages}:
        return None
    return replace(draw(town, here, _point_of(place)), pointed_out=place is not None and place.point_from in _SHOWN)


def _point_of(place: Place | None) -> tuple[float, float] | None:
    """Nothing for the middle of a village, which is drawn anyhow: a pin would say more than anybody knows."""
    if place is None or place.lat is None or place.lon is None or place.point_from is PointFrom.VILLAGE:
        return None
    return place.lat, place.lon


def draw(town: Town, here: str, point: tuple[float, float] | None) -> VillageMap:
    """The map with the village `here` marked, and `point` (lat, lon in WGS 84 degrees) where it is near the town."""
    north = max(village.lat for village in town.villages)
    west = min(village.lon for village in town.villages)
    narrowing = math.cos(math.radians(north))  # a degree of longitude is shorter than one of latitude
    span = (max(village.lon for village in town.villages) - west) * narrowing or 1e-6
    scale = (WIDTH - 2 * _MARGIN) / span

    def at(lat: float, lon: float) -> tuple[float, float]:
        return _MARGIN + (lon - west) * narrowing * scale, _MARGIN / 2 + (north - lat) * scale

    height = at(min(village.lat for village in town.villages), west)[1] + _MARGIN / 2
    placed: list[Dot] = []
    for village in sorted(town.villages, key=lambda one: -one.lat):
        placed.append(_dot(village.name, *at(village.lat, village.lon), village.name == here, placed))
    x, y = at(*point) if point else (None, None)
    if x is not None and y is not None and not (0 <= x <= WIDTH and 0 <= y <= height):
        x = y = None
    return VillageMap(WIDTH, round(height, 1), placed, x, y)


def _dot(name: str, x: float, y: float, is_here: bool, placed: Sequence[Dot]) -> Dot:
    """The name on the right, unless that is over the edge or on top of another name: then left."""
    length = len(name) * 9.3
    fits_right = x + 10 + length < WIDTH
    beside = [other for other in placed if other.anchor == "start" and abs(other.name_y - y) < _LINE]
    right = fits_right and not any(_meet(other, x, length) for other in beside)
    beside_dot = 15 if is_here else 10
    name_x = x + beside_dot if right else x - beside_dot
    return Dot(name, round(x, 1), round(y, 1), round(name_x, 1), round(y + 5, 1), "start" if right else "end", is_here)


def _meet(other: Dot, x: float, length: float) -> bool:
    begins, ends = other.name_x, other.name_x + len(other.name) * 9.3
    return begins < x + 10 + length and x < ends
