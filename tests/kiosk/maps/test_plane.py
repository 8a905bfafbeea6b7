from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import ASSETS_DIR
from assets.town import read_town
from kiosk.maps.plane import DUTCH_GRID, HALF_WORLD_M, MERCATOR, Bounds, Grid, Level, Projection, View
from kiosk.maps.townmap import drawn_map

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
LATS, LONS = st.floats(50.8, 53.5), st.floats(3.5, 7.1)
ZOOMS = range(19)
WORLD = Grid(
    MERCATOR,
    tuple(Level(zoom, 2 * HALF_WORLD_M / (256 * 2**zoom), columns=2**zoom, rows=2**zoom) for zoom in ZOOMS),
    Bounds(-85, -180, 85, 180),
)
VIEWS = st.builds(View, st.floats(-80, 80), st.floats(-170, 170), st.sampled_from(ZOOMS))
PIXELS = st.floats(-2000, 2000)


@pytest.mark.parametrize(("projection", "within_m"), [(MERCATOR, 1e-6), (DUTCH_GRID, 0.5)])
@given(lat=LATS, lon=LONS)
def test_there_and_back_is_the_same_place(projection: Projection, within_m: float, lat: float, lon: float) -> None:
    x, y = projection.to_plane(lat, lon)
    again = projection.to_plane(*projection.from_plane(x, y))
    assert list(again) == pytest.approx([x, y], abs=within_m)


@given(view=VIEWS, width=st.integers(1, 900), height=st.integers(1, 700))
def test_tiles_cover_the_view_without_gap_or_excess(view: View, width: int, height: int) -> None:
    tiles = list(WORLD.tiles(view, width, height))
    level = WORLD.levels[view.level]
    assert len({(tile.column, tile.row) for tile in tiles}) == len(tiles)
    for tile in tiles:
        assert 0 <= tile.column < level.columns
        assert 0 <= tile.row < level.rows
        assert tile.left_px < width
        assert tile.left_px > -256
        assert tile.top_px < height
        assert tile.top_px > -256
    spots = {
        (floor((x - t.left_px) / 256), floor((y - t.top_px) / 256)) for t in tiles for x, y in [(width / 2, height / 2)]
    }
    assert (0, 0) in spots


@given(view=VIEWS, right=PIXELS, down=PIXELS)
def test_what_a_finger_points_at_stands_where_the_finger_is(view: View, right: float, down: float) -> None:
    lat, lon = WORLD.place_at(view, right, down)
    if WORLD.bounds.south < lat < WORLD.bounds.north and WORLD.bounds.west < lon < WORLD.bounds.east:
        assert list(WORLD.offset_px(view, lat, lon)) == pytest.approx([right, down], abs=0.01)


@given(view=VIEWS, by=st.integers(-30, 30))
def test_zooming_keeps_the_middle_and_stays_within_the_levels(view: View, by: int) -> None:
    zoomed = WORLD.zoomed(view, by)
    assert (zoomed.lat, zoomed.lon) == (view.lat, view.lon)
    assert 0 <= zoomed.level < len(WORLD.levels)


def test_the_dutch_grid_is_where_others_say_it_is() -> None:
    """The Westertoren in Amsterdam, of which the land registry gives both."""
    degrees = DUTCH_GRID.from_plane(120700.723, 487525.501)
    assert list(degrees) == pytest.approx([52.37453253, 4.88352559], abs=5e-6)


@given(right=st.floats(-1e6, 1e6), down=st.floats(-1e6, 1e6), level=st.integers(0, 4))
def test_nobody_can_leave_the_map(right: float, down: float, level: int) -> None:
    grid = drawn_map(TOWN).grid
    view = grid.moved(View(50.92, 5.89, level), right, down)
    assert grid.bounds.holds(view.lat, view.lon)


def test_a_view_shows_as_much_ground_as_it_should_and_the_drawing_holds_every_village() -> None:
    grid = drawn_map(TOWN).grid
    assert all(grid.bounds.holds(village.lat, village.lon) for village in TOWN.villages)
    for across_m in (500.0, 2500.0, 1e6):
        view = grid.view_of(50.9175, 5.88611, across_m)
        assert grid.ground_m(view) * 640 >= across_m or view.level == 0
        finer = grid.zoomed(view, 1)
        assert finer == view or grid.ground_m(finer) * 640 < across_m
