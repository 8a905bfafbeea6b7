"""A map as a plane of pixels: levels of tiles, what of it is in view, and where a finger points. Pure.

Two planes are known: Web Mercator (EPSG:3857), in which MBTiles are cut, and the Dutch grid (EPSG:28992).
Pixels count from the left and from the top.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import asinh, atan, ceil, degrees, floor, pi, radians, sinh, tan

from kiosk.maps import rd
from kiosk.maps.ground import metres_between

EARTH_M = 6378137.0
"""The sphere of Web Mercator has the equatorial radius of WGS 84."""

HALF_WORLD_M = pi * EARTH_M
_MOST_LAT = 85.0
"""Web Mercator is square up to 85.05 degrees; the poles are infinitely far away."""

Plane = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Projection:
    """`to_plane` takes latitude and longitude in degrees and gives metres to the right and up; `from_plane` is back."""

    epsg: int
    to_plane: Plane
    from_plane: Plane


def _to_mercator(lat: float, lon: float) -> tuple[float, float]:
    bounded = max(-_MOST_LAT, min(_MOST_LAT, lat))
    return radians(lon) * EARTH_M, asinh(tan(radians(bounded))) * EARTH_M


def _from_mercator(x_m: float, y_m: float) -> tuple[float, float]:
    return degrees(atan(sinh(y_m / EARTH_M))), degrees(x_m / EARTH_M)


MERCATOR = Projection(3857, _to_mercator, _from_mercator)
DUTCH_GRID = Projection(28992, rd.from_wgs84, rd.to_wgs84)


@dataclass(frozen=True)
class Level:
    """One zoom level: `px_m` metres of the plane a pixel, tiles from the upper left corner (`left_m`, `top_m`) on.

    `zoom` is how the file calls it.
    """

    zoom: int
    px_m: float
    left_m: float = -HALF_WORLD_M
    top_m: float = HALF_WORLD_M
    tile_width_px: int = 256
    tile_height_px: int = 256
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Bounds:
    """A rectangle of degrees; where a map ends."""

    south: float
    west: float
    north: float
    east: float

    def nearest(self, lat: float, lon: float) -> tuple[float, float]:
        """The place itself, or the nearest one within."""
        return max(self.south, min(self.north, lat)), max(self.west, min(self.east, lon))

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a place lies within."""
        return self.nearest(lat, lon) == (lat, lon)


@dataclass(frozen=True)
class View:
    """What of a map is in sight: its middle in WGS 84 degrees, and the level, 0 the coarsest of the grid."""

    lat: float
    lon: float
    level: int


@dataclass(frozen=True)
class Tile:
    """A tile and where its upper left corner stands, in pixels from that of the view."""

    column: int
    row: int
    left_px: float
    top_px: float


@dataclass(frozen=True)
class Grid:
    """The levels of a map, coarse to fine, and how far it reaches."""

    projection: Projection
    levels: tuple[Level, ...]
    bounds: Bounds

    def offset_px(self, view: View, lat: float, lon: float) -> tuple[float, float]:
        """How many pixels right of and below the middle of the view a place stands."""
        middle_x, middle_y = self.projection.to_plane(view.lat, view.lon)
        x, y = self.projection.to_plane(lat, lon)
        px_m = self.levels[view.level].px_m
        return (x - middle_x) / px_m, (middle_y - y) / px_m

    def place_at(self, view: View, right_px: float, down_px: float) -> tuple[float, float]:
        """Latitude and longitude of what stands so many pixels right of and below the middle, within the map."""
        x, y = self.projection.to_plane(view.lat, view.lon)
        px_m = self.levels[view.level].px_m
        return self.bounds.nearest(*self.projection.from_plane(x + right_px * px_m, y - down_px * px_m))

    def moved(self, view: View, right_px: float, down_px: float) -> View:
        """The view with its middle so many pixels further."""
        lat, lon = self.place_at(view, right_px, down_px)
        return replace(view, lat=lat, lon=lon)

    def zoomed(self, view: View, by: int) -> View:
        """The same middle so many levels finer, or coarser."""
        return replace(view, level=max(0, min(len(self.levels) - 1, view.level + by)))

    def view_of(self, lat: float, lon: float, across_m: float, across_px: int = 640) -> View:
        """The finest view around a place that still shows so many metres of ground on so many pixels."""
        lat, lon = self.bounds.nearest(lat, lon)
        views = [View(lat, lon, level) for level in range(len(self.levels))]
        wide = [view for view in views if self.ground_m(view) * across_px >= across_m]
        return wide[-1] if wide else views[0]

    def ground_m(self, view: View) -> float:
        """How many metres of ground a pixel is in the middle of the view."""
        x, y = self.projection.to_plane(view.lat, view.lon)
        step_m = self.levels[view.level].px_m
        return metres_between(view.lat, view.lon, *self.projection.from_plane(x + step_m, y))

    def tiles(self, view: View, width_px: int, height_px: int) -> Iterator[Tile]:
        """The tiles that cover the view, row by row; only those that the level has."""
        level = self.levels[view.level]
        x, y = self.projection.to_plane(view.lat, view.lon)
        left = (x - level.left_m) / level.px_m - width_px / 2
        top = (level.top_m - y) / level.px_m - height_px / 2
        wide, high = level.tile_width_px, level.tile_height_px
        for row in range(max(0, floor(top / high)), min(level.rows, ceil((top + height_px) / high))):
            for column in range(max(0, floor(left / wide)), min(level.columns, ceil((left + width_px) / wide))):
                yield Tile(column, row, column * wide - left, row * high - top)
