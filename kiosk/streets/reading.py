"""Streets from a CSV file: an extract of the BAG, or what `infopunt places import` made of one.

The columns are called as the BAG calls them: openbare ruimte naam and woonplaats naam, with or without spaces, dashes
and capitals; straat and plaats will do. Optional is the place: lat and lon (WGS 84) or x and y (RD). A file of
addresses has many rows for a street: they become one, in the middle of them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.document import DocumentError
from kiosk.catalogue.spelling import fold
from kiosk.maps.rd import to_wgs84
from kiosk.streets.decoding import NoStreetsError, Remark, decoded
from kiosk.streets.street import Street

_NAMES = {
    "street": ("openbareruimtenaam", "openbareruimte", "naamopenbareruimte", "straatnaam", "straat", "street"),
    "village": ("woonplaatsnaam", "woonplaats", "naamwoonplaats", "plaatsnaam", "plaats", "dorp", "village"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "lon": ("lon", "lng", "longitude", "lengtegraad"),
    "x": ("x", "rdx", "xrd", "xcoordinaat"),
    "y": ("y", "rdy", "yrd", "ycoordinaat"),
    "status": ("status", "openbareruimtestatus", "statusopenbareruimte"),
}
_SEPARATORS = ";,\t|"
_MOST_LETTERS = 80
"""The BAG allows no longer names (catalogus BAG 2018, attribute "Naam openbare ruimte")."""
_NETHERLANDS = {"lat": (50.0, 54.0), "lon": (3.0, 7.5), "x": (-7000.0, 300000.0), "y": (289000.0, 629000.0)}
"""Where a street of ours can lie: an exchanged pair, or metres for degrees, would put it in the sea."""


@dataclass(frozen=True)
class StreetFile:
    """What a file says: streets by village and name; rows that were refused, and what is told beside that.

    `elsewhere` counts rows of villages that are not the town's, `withdrawn` those whose name is no longer in use.
    """

    streets: tuple[Street, ...]
    refused: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    elsewhere: int = 0
    withdrawn: int = 0


def parse_streets(data: bytes, villages: Iterable[str] = ()) -> StreetFile:
    """Read a file's bytes; with `villages` only the streets of these. Raises NoStreetsError."""
    text, remarks = decoded(data)
    lines = text.splitlines(keepends=True)
    head, columns, separator = _header(lines)
    gathered = _Gathered({fold(name): name for name in villages})
    for line, cells in _rows(lines, head, separator):
        gathered.take(line, cells, columns)
    return StreetFile(
        tuple(gathered.streets()),
        tuple(gathered.refused),
        remarks,
        gathered.elsewhere,
        gathered.withdrawn,
    )


def read_streets(path: Path, villages: Iterable[str] = ()) -> tuple[Street, ...]:
    """The streets in a file that a terminal uses; raises DocumentError with file and line at the first mistake."""
    try:
        found = parse_streets(path.read_bytes(), villages)
    except OSError as error:
        raise DocumentError(path, 1, f"the file cannot be read ({error.strerror})") from error
    except NoStreetsError as error:
        raise DocumentError(path, error.line, error.expected) from error
    for refusal in found.refused:
        raise DocumentError(path, refusal.line, refusal.expected)
    return found.streets


def written(streets: Iterable[Street]) -> str:
    """The streets as a file that `read_streets` reads."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";", lineterminator="\n")
    rows.writerow(("openbareRuimteNaam", "woonplaatsNaam", "lat", "lon"))
    for street in streets:
        point = ("", "") if street.lat is None or street.lon is None else (f"{street.lat:.6f}", f"{street.lon:.6f}")
        rows.writerow((street.name, street.village, *point))
    return file.getvalue()


def _header(lines: list[str]) -> tuple[int, dict[str, int], str]:
    """The 0-based line of the header, which column holds what, and what stands between the columns."""
    for number, line in enumerate(lines):
        if not line.strip() or line.startswith(("#", "sep=")):
            continue
        for separator in _SEPARATORS:
            columns = _columns(next(csv.reader([line], delimiter=separator), []))
            if {"street", "village"} <= columns.keys():
                return number, columns, separator
        raise NoStreetsError(
            number + 1,
            "a header with the columns openbareRuimteNaam and woonplaatsNaam (or straat and plaats) is expected, "
            f"between semicolons, commas or tabs; it reads {line.strip()[:80]!r}",
        )
    raise NoStreetsError(1, "a header and a row for every street are expected; the file is empty")


def _columns(header: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z]", "", fold(name)) for name in header]
    places = {
        what: next((plain.index(name) for name in names if name in plain), None) for what, names in _NAMES.items()
    }
    return {what: place for what, place in places.items() if place is not None}


def _rows(lines: list[str], head: int, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row below the header with its 1-based line: the first of them where a cell holds line breaks."""
    reader = csv.reader(lines[head + 1 :], delimiter=separator)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise NoStreetsError(head + 2 + before, f"a row of cells is expected ({error})") from error
        if cells is None:
            return
        line, before = head + 2 + before, reader.line_num
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
            yield line, cells


class _RefusedError(ValueError):
    """A row that cannot be used; says what is expected."""


class _Gathered:
    """The rows of a file, street by street."""

    def __init__(self, villages: dict[str, str]) -> None:
        self._villages = villages
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self._points: dict[tuple[str, str], list[tuple[float, float]]] = {}
        self.refused: list[Remark] = []
        self.elsewhere = 0
        self.withdrawn = 0

    def take(self, line: int, cells: list[str], columns: dict[str, int]) -> None:
        row = {what: cells[place].strip() if place < len(cells) else "" for what, place in columns.items()}
        if "ingetrokken" in row.get("status", "").casefold():
            self.withdrawn += 1
            return
        if self._villages and fold(row["village"]) not in self._villages and row["village"]:
            self.elsewhere += 1
            return
        try:
            name, village = _name(row["street"], "a street"), _name(row["village"], "a village")
            point = _point(row)
        except _RefusedError as error:
            self.refused.append(Remark(line, str(error)))
            return
        key = fold(village), fold(name)
        self._names.setdefault(key, (name, self._villages.get(key[0], village)))
        self._points.setdefault(key, []).extend([point] if point else [])

    def streets(self) -> Iterator[Street]:
        for key, (name, village) in sorted(self._names.items()):
            points = self._points[key]
            if not points:
                yield Street(name, village)
                continue
            lat, lon = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
            yield Street(name, village, round(lat, 6), round(lon, 6))


def _name(cell: str, what: str) -> str:
    name = " ".join(cell.split())
    if not name:
        raise _RefusedError(f"the name of {what} is expected")
    if len(name) > _MOST_LETTERS:
        raise _RefusedError(f"the name of {what} of at most {_MOST_LETTERS} letters is expected, not {name[:40]!r}...")
    if "\ufffd" in name or _is_encoded_twice(name):
        raise _RefusedError(f"readable letters are expected, not {name!r}: this text was saved in the wrong encoding")
    return name


def _is_encoded_twice(name: str) -> bool:
    """Whether a name was UTF-8 that somebody took for Windows-1252, and saved again.

    >>> _is_encoded_twice("CafÃ©weg"), _is_encoded_twice("Caféweg")
    (True, False)
    """
    try:
        return not name.isascii() and name.encode("cp1252").decode("utf-8") != name
    except UnicodeError:
        return False


def _point(row: dict[str, str]) -> tuple[float, float] | None:
    for first, second in (("lat", "lon"), ("x", "y")):
        cells = row.get(first, ""), row.get(second, "")
        if not any(cells):
            continue
        if not all(cells):
            raise _RefusedError(f"both {first} and {second} are expected, or neither")
        values = _number(first, cells[0]), _number(second, cells[1])
        _check_place(first, second, values)
        return values if first == "lat" else to_wgs84(*values)
    return None


def _number(what: str, cell: str) -> float:
    try:
        return float(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)
    except ValueError as error:
        raise _RefusedError(f"a number is expected as {what}, not {cell[:20]!r}") from error


def _check_place(first: str, second: str, values: tuple[float, float]) -> None:
    if _within(first, values[0]) and _within(second, values[1]):
        return
    if _within(first, values[1]) and _within(second, values[0]):
        raise _RefusedError(f"{first} and {second} are expected the other way round")
    if first == "lat" and _within("x", values[0]) and _within("y", values[1]) and max(values) > 1000:
        raise _RefusedError("degrees are expected as lat and lon; these are RD metres: call the columns x and y")
    raise _RefusedError(f"a place in the Netherlands is expected, not {first} {values[0]:g}, {second} {values[1]:g}")


def _within(what: str, value: float) -> bool:
    least, most = _NETHERLANDS[what]
    return least <= value <= most
