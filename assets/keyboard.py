"""The keyboard on the screen as data (assets/keyboards/*.yaml): boards, pages, rows and keys."""

import re
from dataclasses import dataclass
from pathlib import Path

from assets import ASSETS_DIR
from assets.document import Document, DocumentError, read

KEYBOARDS_DIR = ASSETS_DIR / "keyboards"

_KEY = re.compile(r"(?P<face>\S+?)(?::(?P<width>\d+(?:\.\d+)?))?")
_NAMED = re.compile(r"<([a-z]+)>")
DEEDS = frozenset({"shift", "erase", "clear", "space", "confirm"})
"""What a named key can do, besides opening the page of its name."""


@dataclass(frozen=True)
class KeyFace:
    """One key: `text` is what it types, or `deed` what it does; `width` in keys."""

    text: str
    deed: str
    width: float


class _File(Document):
    boards: dict[str, dict[str, tuple[str, ...]]]


Rows = tuple[tuple[KeyFace, ...], ...]
Board = dict[str, Rows]
"""The pages of a board by name, the first one is shown first."""


def read_boards(path: Path = KEYBOARDS_DIR / "nl.yaml") -> dict[str, Board]:
    """Every board by name; raises DocumentError with the file and what is expected."""
    file = read(path, _File)
    boards = {
        name: {page: tuple(_row(row) for row in rows) for page, rows in pages.items()}
        for name, pages in file.boards.items()
    }
    for name, board in boards.items():
        _check(path, name, board)
    return boards


def _row(text: str) -> tuple[KeyFace, ...]:
    return tuple(_key(word) for word in text.split())


def _key(word: str) -> KeyFace:
    found = _KEY.fullmatch(word)
    face, width = (found["face"], found["width"]) if found else (word, None)
    named = _NAMED.fullmatch(face)
    return KeyFace("" if named else face, named[1] if named else "", float(width or 1))


def _check(path: Path, name: str, board: Board) -> None:
    for page, rows in board.items():
        widths = {sum(key.width for key in row) for row in rows}
        if len(widths) != 1:
            raise DocumentError(path, 1, f"boards > {name} > {page}: rows of the same width are expected")
        for key in (key for row in rows for key in row):
            if key.deed and key.deed not in DEEDS and key.deed not in board:
                raise DocumentError(path, 1, f"boards > {name} > {page}: there is no page or deed <{key.deed}>")
