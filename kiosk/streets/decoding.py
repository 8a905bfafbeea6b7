"""The bytes of a file that somebody exported, as text: whatever the program that wrote it thought of letters."""

import codecs
from dataclasses import dataclass

_NOT_CSV = (
    (b"PK", "a CSV file is expected; this is a ZIP archive: unpack it, and convert the BAG extract in it to CSV"),
    (b"SQLite format 3", "a CSV file is expected; this is a database (GeoPackage): export its streets to CSV"),
    (b"<", "a CSV file is expected; this is XML: convert the BAG extract to CSV"),
)


class NoStreetsError(Exception):
    """The file is not what it should be at all: its line, and what is expected there."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(expected)
        self.line = line
        self.expected = expected


@dataclass(frozen=True)
class Remark:
    """Something about one line of a file (1-based), and what is expected there."""

    line: int
    expected: str


def decoded(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    r"""The text, and what is told about its letters.

    UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252, in which Dutch spreadsheets save.

    >>> decoded("straat\nCaféweg".encode("cp1252"))[1][0].line
    2

    Raises NoStreetsError where the file holds no lines of text at all.
    """
    plain = data.removeprefix(codecs.BOM_UTF8)
    for start, expected in _NOT_CSV:
        if plain.lstrip().startswith(start):
            raise NoStreetsError(1, expected)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), ()
    try:
        return plain.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = plain[: error.start].count(b"\n") + 1
        told = "text in UTF-8 is expected; it is read as Windows-1252, so look whether the accents are right"
        return plain.decode("cp1252", errors="replace"), (Remark(line, told),)
