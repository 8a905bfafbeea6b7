"""The map that a visitor points on: the operator's tiles, or no tiles at all and a drawing of the villages instead."""

from collections.abc import Callable
from dataclasses import dataclass

from assets.town import Town
from kiosk.maps.plane import MERCATOR, Bounds, Grid, Level

TileSource = Callable[[int, int, int], bytes | None]
"""Level (0 the coarsest), column from the left, row from the top -> a PNG, JPEG or WebP; None: nothing there."""

_AROUND = 0.25
"""So much room around the outermost villages, of the way between them."""
_DRAWN_PX = 520
"""On so many pixels the coarsest drawing shows the whole town."""
_DRAWN_LEVELS = 5


@dataclass(frozen=True)
class TownMap:
    """A map of the town; `credit` is who made it, to be shown with it. Without `tiles` the villages are drawn."""

    grid: Grid
    tiles: TileSource | None = None
    credit: str = ""


def drawn_map(town: Town) -> TownMap:
    """A map without tiles around the villages of the town, twice as fine at every level."""
    lats, lons = [village.lat for village in town.villages], [village.lon for village in town.villages]
    corners = MERCATOR.to_plane(min(lats), min(lons)), MERCATOR.to_plane(max(lats), max(lons))
    (left, bottom), (right, top) = corners
    size_m = max(right - left, top - bottom, 1000.0)
    room_m = size_m * _AROUND
    south, west = MERCATOR.from_plane(left - room_m, bottom - room_m)
    north, east = MERCATOR.from_plane(right + room_m, top + room_m)
    coarsest_m = size_m * (1 + _AROUND) / _DRAWN_PX
    levels = tuple(Level(zoom, coarsest_m / 2**zoom) for zoom in range(_DRAWN_LEVELS))
    return TownMap(Grid(MERCATOR, levels, Bounds(south, west, north, east)))
