"""The operator's map in one file: MBTiles 1.3 or a GeoPackage (OGC 12-128) with tiles of PNG, JPEG or WebP.

Both are SQLite databases. MBTiles count their rows from the south (TMS), GeoPackages from the north.
"""

import html
import logging
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from assets.town import Town
from kiosk.maps.plane import DUTCH_GRID, HALF_WORLD_M, MERCATOR, Bounds, Grid, Level, Projection
from kiosk.maps.townmap import TileSource, TownMap, drawn_map

_PROJECTIONS = {3857: MERCATOR, 900913: MERCATOR, 102100: MERCATOR, 28992: DUTCH_GRID}
"""By EPSG code, and the two older numbers of the first."""

_COARSEST_M = 60.0
"""A pixel of more ground shows a country; nobody points on that."""

_TILE_PX = 256
_PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}

_log = logging.getLogger(__name__)


class MapFileError(Exception):
    """A file cannot serve as the map; says which, and what is expected."""

    def __init__(self, path: Path, expected: str) -> None:
        super().__init__(f"{path}: {expected}")


@dataclass(frozen=True)
class _Table:
    """Where the tiles stand, and in which levels; `rows_from_south` turns the counting of rows round."""

    name: str
    projection: Projection
    levels: tuple[Level, ...]
    bounds: Bounds
    credit: str = ""
    rows_from_south: bool = False


def open_map(path: Path, town: Town) -> TownMap:
    """Open a map of `town`, read only; raises MapFileError. The file stays open as long as the map is used."""
    if not path.is_file():
        raise MapFileError(path, "an MBTiles or GeoPackage file is expected, and there is none")
    connection: sqlite3.Connection | None = None
    try:
        # Nobody writes it: without `immutable` SQLite would look for a journal beside a file on a read-only disk.
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        table = _table(connection, path)
        return _of_town(connection, table, path, town)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise MapFileError(path, f"an MBTiles or GeoPackage file is expected ({error})") from error
    except MapFileError:
        if connection is not None:
            connection.close()
        raise


def _table(connection: sqlite3.Connection, path: Path) -> _Table:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    if "gpkg_contents" in tables:
        return _geopackage(connection, path, tables)
    if {"tiles", "metadata"} <= tables:
        return _mbtiles(connection, path)
    raise MapFileError(path, "the tables of MBTiles (tiles, metadata) or of a GeoPackage (gpkg_contents) are expected")


def _mbtiles(connection: sqlite3.Connection, path: Path) -> _Table:
    told = {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM metadata")}
    if told.get("format", "").casefold() in ("pbf", "mvt"):
        raise MapFileError(path, "tiles that are pictures (png, jpg or webp) are expected; these are vector tiles")
    zooms = [int(zoom) for (zoom,) in connection.execute("SELECT DISTINCT zoom_level FROM tiles ORDER BY zoom_level")]
    world_m = 2 * HALF_WORLD_M
    levels = tuple(Level(zoom, world_m / (_TILE_PX * 2**zoom), columns=2**zoom, rows=2**zoom) for zoom in zooms)
    credit = html.unescape(re.sub(r"<[^>]*>", "", told.get("attribution", ""))).strip()
    return _Table("tiles", MERCATOR, levels, _told_bounds(told.get("bounds", "")), credit, rows_from_south=True)


def _told_bounds(told: str) -> Bounds:
    """West, south, east, north between commas; the whole world where that is not said."""
    try:
        west, south, east, north = (float(part) for part in told.split(","))
    except ValueError:
        return Bounds(-85.0, -180.0, 85.0, 180.0)
    return Bounds(south, west, north, east)


def _geopackage(connection: sqlite3.Connection, path: Path, tables: set[str]) -> _Table:
    if not {"gpkg_tile_matrix_set", "gpkg_tile_matrix"} <= tables:
        raise MapFileError(path, "a GeoPackage with tiles is expected; this one has none")
    row = connection.execute(
        "SELECT c.table_name, s.organization_coordsys_id, m.min_x, m.min_y, m.max_x, m.max_y, "
        "c.min_x, c.min_y, c.max_x, c.max_y "
        "FROM gpkg_contents c JOIN gpkg_tile_matrix_set m USING (table_name) "
        "JOIN gpkg_spatial_ref_sys s ON s.srs_id = m.srs_id WHERE c.data_type = 'tiles' ORDER BY c.table_name"
    ).fetchone()
    if row is None:
        raise MapFileError(path, "a GeoPackage with tiles is expected; this one has none")
    name, epsg, left, _, _, top, *content = row
    projection = _PROJECTIONS.get(int(epsg))
    if projection is None:
        raise MapFileError(path, f"tiles in EPSG:3857 or EPSG:28992 are expected, not in EPSG:{epsg}")
    matrices = connection.execute(
        "SELECT zoom_level, pixel_x_size, tile_width, tile_height, matrix_width, matrix_height "
        "FROM gpkg_tile_matrix WHERE table_name = ? ORDER BY pixel_x_size DESC",
        (name,),
    )
    levels = tuple(
        Level(int(zoom), float(px_m), float(left), float(top), int(wide), int(high), int(columns), int(rows))
        for zoom, px_m, wide, high, columns, rows in matrices
    )
    whole = [given if given is not None else of_set for given, of_set in zip(content, row[2:6], strict=True)]
    (south, west), (north, east) = projection.from_plane(*whole[:2]), projection.from_plane(*whole[2:])
    return _Table(str(name), projection, levels, Bounds(south, west, north, east))


def _of_town(connection: sqlite3.Connection, table: _Table, path: Path, town: Town) -> TownMap:
    """What of the file a visitor needs: the levels on which one can point, around the town."""
    if not any(table.bounds.holds(village.lat, village.lon) for village in town.villages):
        raise MapFileError(path, f"a map of {town.name} is expected; none of its villages is on this one")
    around = drawn_map(town).grid.bounds
    bounds = Bounds(
        max(table.bounds.south, around.south),
        max(table.bounds.west, around.west),
        min(table.bounds.north, around.north),
        min(table.bounds.east, around.east),
    )
    levels = tuple(level for level in table.levels if level.px_m <= _COARSEST_M)
    if not levels:
        raise MapFileError(path, f"tiles of at most {_COARSEST_M:.0f} metres a pixel are expected")
    quoted = table.name.replace('"', '""')
    one = connection.execute(f'SELECT tile_data FROM "{quoted}" LIMIT 1').fetchone()  # noqa: S608 (quoted above)
    if one is None or not any(bytes(one[0]).startswith(begin) for begin in _PICTURES):
        raise MapFileError(path, "tiles that are pictures (png, jpg or webp) are expected")
    return TownMap(Grid(table.projection, levels, bounds), _reader(connection, table, levels, quoted), table.credit)


def _reader(connection: sqlite3.Connection, table: _Table, levels: tuple[Level, ...], quoted: str) -> TileSource:
    query = f'SELECT tile_data FROM "{quoted}" WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?'  # noqa: S608

    def tile(level: int, column: int, row: int) -> bytes | None:
        there = levels[level]
        stored_row = there.rows - 1 - row if table.rows_from_south else row
        try:
            found = connection.execute(query, (there.zoom, column, stored_row)).fetchone()
        except sqlite3.Error as error:
            _log.warning("a tile of the map cannot be read: %s", type(error).__name__)
            return None
        return bytes(found[0]) if found and found[0] is not None else None

    return tile
