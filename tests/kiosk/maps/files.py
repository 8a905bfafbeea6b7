"""Small map files of our own, whose tiles say by their colour where they lie."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from PIL import Image

from kiosk.maps.plane import DUTCH_GRID, MERCATOR, Grid, Projection, View

LAT, LON = 50.9175, 5.88611
BOX = (5.75, 50.84, 6.05, 51.03)
"""West, south, east, north: around the demo town."""


def tile(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(file, "PNG")
    return file.getvalue()


def write_mbtiles(path: Path, zooms: range = range(11, 15), **metadata: str) -> Path:
    """Tiles of Web Mercator around the town: red tells the column, green the row counted from the north."""
    told = {"format": "png", "bounds": ",".join(map(str, BOX)), "attribution": "<a href='x'>&copy; Voorbeeldkaart</a>"}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", list((told | metadata).items()))
        for zoom in zooms:
            for column, row in _around(zoom):
                values = (zoom, column, 2**zoom - 1 - row, tile((column % 256, row % 256, zoom)))
                connection.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", values)
    return path


def _around(zoom: int) -> Iterator[tuple[int, int]]:
    west, south, east, north = BOX
    (first_x, last_y), (last_x, first_y) = MERCATOR.to_plane(south, west), MERCATOR.to_plane(north, east)
    side = 2 * 20037508.342789244 / 2**zoom

    def number(metres: float) -> int:
        return int((metres + 20037508.342789244) // side)

    rows = range(2**zoom - 1 - number(first_y), 2**zoom - number(last_y))
    for column in range(number(first_x), number(last_x) + 1):
        for row in rows:
            yield column, row


def write_geopackage(path: Path, epsg: int = 28992, srs_name: str = "tiles_of") -> Path:
    """Two levels of tiles of 256 pixels in the Dutch grid, rows from the north."""
    projection: Projection = DUTCH_GRID if epsg == 28992 else MERCATOR
    west, south, east, north = BOX
    (left, bottom), (right, top) = projection.to_plane(south, west), projection.to_plane(north, east)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id);"
            "CREATE TABLE gpkg_contents (table_name, data_type, min_x, min_y, max_x, max_y, srs_id);"
            "CREATE TABLE gpkg_tile_matrix_set (table_name, srs_id, min_x, min_y, max_x, max_y);"
            "CREATE TABLE gpkg_tile_matrix (table_name, zoom_level, matrix_width, matrix_height, tile_width,"
            " tile_height, pixel_x_size, pixel_y_size);"
            f'CREATE TABLE "{srs_name}" (id INTEGER PRIMARY KEY, zoom_level, tile_column, tile_row, tile_data);'
        )
        connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 7, 'EPSG', ?)", (epsg,))
        connection.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'tiles', ?, ?, ?, ?, 7)", (srs_name, left, bottom, right, top)
        )
        connection.execute(
            "INSERT INTO gpkg_tile_matrix_set VALUES (?, 7, ?, ?, ?, ?)", (srs_name, left, bottom, right, top)
        )
        for zoom, px_m in ((0, 40.0), (1, 20.0)):
            columns, rows = (int(size // (256 * px_m)) + 1 for size in (right - left, top - bottom))
            values = (srs_name, zoom, columns, rows, 256, 256, px_m, px_m)
            connection.execute("INSERT INTO gpkg_tile_matrix VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
            for column in range(columns):
                for row in range(rows):
                    data = tile((column, row, zoom))
                    connection.execute(
                        f'INSERT INTO "{srs_name}" (zoom_level, tile_column, tile_row, tile_data) '  # noqa: S608
                        "VALUES (?, ?, ?, ?)",
                        (zoom, column, row, data),
                    )
    return path


def colour_at(grid: Grid, tiles: Callable[[int, int, int], bytes | None], view: View) -> tuple[int, int, int]:
    """The colour of the tile under the middle of a view."""
    middle = next(each for each in grid.tiles(view, 2, 2) if each.left_px <= 1 and each.top_px <= 1)
    data = tiles(view.level, middle.column, middle.row)
    assert data is not None
    red, green, blue = Image.open(io.BytesIO(data)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return int(red), int(green), int(blue)
