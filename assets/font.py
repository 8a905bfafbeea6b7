"""The fonts: Noto Sans with the Arabic letters merged in (Kivy and Pillow know no font fallback), and the icons.

`python -m assets.font` builds the merged fonts into the virtual environment, from Debian's fonts-noto-core.
"""

import logging
import sys
from pathlib import Path

NOTO_DIR = Path("/usr/share/fonts/truetype/noto")
ICONS_FILE = Path("/usr/share/fonts/truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf")

_SCRIPTS = ("NotoSans", "NotoSansArabic")


class FontMissingError(Exception):
    """A font is not installed: says which file, and what to do."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the font {path} is missing; run deploy/setup, it installs the fonts")
        self.path = path


def fonts_dir() -> Path:
    """Where the merged fonts live: beside the Python packages of this installation."""
    return Path(sys.prefix) / "fonts"


def regular(built: Path | None = None, system: Path = NOTO_DIR) -> Path:
    """The font of running text; raises FontMissingError. Without a merged one, the system's Noto Sans (no Arabic)."""
    return _first(built or fonts_dir(), system, "Regular")


def bold(built: Path | None = None, system: Path = NOTO_DIR) -> Path:
    """The font of headings and labels; raises FontMissingError."""
    return _first(built or fonts_dir(), system, "Bold")


def icons(path: Path = ICONS_FILE) -> Path:
    """The icon font, whose glyphs are ligatures of their names; raises FontMissingError."""
    if not path.is_file():
        raise FontMissingError(path)
    return path


def build(target: Path, system: Path = NOTO_DIR) -> tuple[Path, ...]:
    """Merge Latin, Greek, Cyrillic and Arabic into one font a weight, in `target`; raises FontMissingError."""
    target.mkdir(parents=True, exist_ok=True)
    return tuple(_build_one(target, system, weight) for weight in ("Regular", "Bold"))


def _build_one(target: Path, system: Path, weight: str) -> Path:
    # Only who builds fonts pays for fontTools: it is a fifth of what a terminal imports.
    from fontTools import merge

    sources = [system / f"{script}-{weight}.ttf" for script in _SCRIPTS]
    for source in sources:
        if not source.is_file():
            raise FontMissingError(source)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = merge.Merger().merge([str(source) for source in sources])
    path = target / _name(weight)
    # A half-written font must never be found: write beside it, then rename.
    unfinished = path.with_suffix(".part")
    font.save(unfinished)
    unfinished.replace(path)
    return path


def _first(built: Path, system: Path, weight: str) -> Path:
    for path in (built / _name(weight), system / f"NotoSans-{weight}.ttf"):
        if path.is_file():
            return path
    raise FontMissingError(system / f"NotoSans-{weight}.ttf")


def _name(weight: str) -> str:
    return f"InfopuntSans-{weight}.ttf"


def main() -> int:
    """Build the merged fonts, unless they are there already; 0 when all is well."""
    try:
        icons()
        if not all((fonts_dir() / _name(weight)).is_file() for weight in ("Regular", "Bold")):
            build(fonts_dir())
    except FontMissingError as missing:
        print(f"fonts: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
