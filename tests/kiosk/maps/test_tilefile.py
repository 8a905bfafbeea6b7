import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assets import ASSETS_DIR
from assets.town import read_town
from kiosk.maps.plane import View
from kiosk.maps.tilefile import MapFileError, open_map
from tests.kiosk.maps.files import LAT, LON, colour_at, write_geopackage, write_mbtiles

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
NUTH_13 = (4229, 2745)
"""Column and row from the north of the tile of zoom 13 with Nuth in it, by the formula of the OpenStreetMap wiki."""


def test_mbtiles_are_read_with_their_rows_from_the_south(tmp_path: Path) -> None:
    found = open_map(write_mbtiles(tmp_path / "town.mbtiles"), TOWN)
    assert found.tiles is not None
    assert [level.zoom for level in found.grid.levels] == [12, 13, 14]
    assert found.credit == "© Voorbeeldkaart"
    assert colour_at(found.grid, found.tiles, View(LAT, LON, 1)) == (NUTH_13[0] % 256, NUTH_13[1] % 256, 13)
    assert found.tiles(1, 0, 0) is None


@pytest.mark.parametrize("epsg", [28992, 3857])
def test_a_geopackage_is_read_in_its_own_grid(tmp_path: Path, epsg: int) -> None:
    found = open_map(write_geopackage(tmp_path / "town.gpkg", epsg, 'tiles "of" town'.replace('"', "")), TOWN)
    assert found.tiles is not None
    view = View(LAT, LON, 1)
    right, down = found.grid.offset_px(View(51.03, 5.75, 1), LAT, LON)
    red, green, level = colour_at(found.grid, found.tiles, view)
    assert level == 1
    assert [red, green] == pytest.approx([right / 256, down / 256], abs=1.1)


def _emptied(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM tiles")
    return path


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: path, "there is none"),
        (lambda path: path.write_bytes(b"no map") and path, "MBTiles or GeoPackage"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE t (x)") and path, "the tables of MBTiles"),
        (lambda path: write_mbtiles(path, format="pbf"), "vector tiles"),
        (lambda path: write_mbtiles(path, bounds="4.7,52.3,5.0,52.4"), "none of its villages"),
        (lambda path: write_mbtiles(path, zooms=range(3, 5)), "at most 60 metres"),
        (lambda path: _emptied(write_mbtiles(path)), "metres a pixel"),
        (lambda path: write_geopackage(path, 4326), "not in EPSG:4326"),
    ],
)
def test_a_file_that_cannot_serve_says_what_is_expected(tmp_path: Path, make: object, expected: str) -> None:
    assert callable(make)
    with pytest.raises(MapFileError, match=expected):
        open_map(make(tmp_path / "map"), TOWN)
