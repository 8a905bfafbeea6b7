"""What of the map is in sight, as a picture: the operator's tiles, or the villages drawn from where they lie."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from assets.theme import Theme, mix
from kiosk.content import Content
from kiosk.maps.plane import View
from screens.look import Look
from screens.paint import face_of

_STREETS_FROM_M = 4.0
"""Streets are drawn once a pixel is no more ground than this: farther away their names would cover the villages."""

_SCALES_M = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)

_log = logging.getLogger(__name__)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """How large the picture is, and the part in its middle that is in sight at first; all in pixels."""

    width: int
    height: int


def draw_map(content: Content, look: Look, view: View, frame: Frame) -> Image.Image:
    """The map in the colours of the theme, with the middle of the view in the middle of the picture."""
    if content.map.tiles is not None:
        return _tiled(content, look, view, frame)
    return _drawn(content, look, view, frame)


def scale_bar(ground_m: float, most_px: int) -> tuple[int, int]:
    """The longest round distance in metres that fits in so many pixels, and how many pixels it takes.

    >>> scale_bar(5.0, 150)
    (500, 100)
    """
    fitting = [metres for metres in _SCALES_M if metres / ground_m <= most_px]
    metres = fitting[-1] if fitting else _SCALES_M[0]
    return metres, round(metres / ground_m)


def _tiled(content: Content, look: Look, view: View, frame: Frame) -> Image.Image:
    image = Image.new("RGB", (frame.width, frame.height), look.theme.line)
    tiles = content.map.tiles
    for tile in content.map.grid.tiles(view, frame.width, frame.height):
        data = tiles(view.level, tile.column, tile.row) if tiles else None
        piece = _opened(data) if data else None
        if piece is not None:
            level = content.map.grid.levels[view.level]
            if piece.size != (level.tile_width_px, level.tile_height_px):
                piece = piece.resize((level.tile_width_px, level.tile_height_px), Image.Resampling.BILINEAR)
            image.paste(piece, (round(tile.left_px), round(tile.top_px)), piece)
    return image


def _opened(data: bytes) -> Image.Image | None:
    """A tile that cannot be read leaves a gap; the map goes on."""
    try:
        return Image.open(io.BytesIO(data)).convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        _log.warning("a tile of the map cannot be read: %s", type(error).__name__)
        return None


def _drawn(content: Content, look: Look, view: View, frame: Frame) -> Image.Image:
    theme = look.theme
    image = Image.new("RGB", (frame.width, frame.height), mix(theme.card, theme.brand_tint, 0.55))
    pen = _Pen(ImageDraw.Draw(image), theme, [])
    ground_m = content.map.grid.ground_m(view)
    villages = sorted(content.town.villages, key=lambda each: abs(each.lat - view.lat) + abs(each.lon - view.lon))
    spots = [(village.name, *_at(content, view, frame, village.lat, village.lon)) for village in villages]
    for _, x, y in spots:
        # A village is some six hundred metres wide: a blot that grows as one comes nearer.
        pen.blot(x, y, max(look.px(1.6), 300 / ground_m), mix(theme.card, theme.brand, 0.22))
    if ground_m <= _STREETS_FROM_M:
        _draw_streets(content, look, view, frame, pen)
    for name, x, y in spots:
        pen.blot(x, y, look.px(1.1), theme.brand)
        pen.name(name, x, y, look.type_px("small"), bold=True, colour=theme.ink, away=look.px(1.4))
    return image


def _draw_streets(content: Content, look: Look, view: View, frame: Frame, pen: "_Pen") -> None:
    theme = look.theme
    for village in content.town.villages:
        for street in content.streets.in_village(village.name):
            if street.lat is None or street.lon is None:
                continue
            x, y = _at(content, view, frame, street.lat, street.lon)
            if 0 <= x <= frame.width and 0 <= y <= frame.height:
                pen.blot(x, y, look.px(0.7), theme.soft)
                size = round(look.type_px("small") * 0.85)
                pen.name(street.name, x, y, size, bold=False, colour=theme.soft, away=look.px(0.9))


def _at(content: Content, view: View, frame: Frame, lat: float, lon: float) -> tuple[float, float]:
    right, down = content.map.grid.offset_px(view, lat, lon)
    return frame.width / 2 + right, frame.height / 2 + down


@dataclass(frozen=True)
class _Pen:
    """Draws blots and names; a name that would cover another is left out."""

    draw: Any
    theme: Theme
    taken: list[Box]

    def blot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def name(self, words: str, x: float, y: float, px: int, *, bold: bool, colour: str, away: float) -> None:
        face = face_of(px, bold)
        wide, high = face.getlength(words), px * 1.1
        below, above = y + away, y - away - high
        for top in (below, above):
            box = (x - wide / 2 - 4, top, x + wide / 2 + 4, top + high)
            if not _covers(box, self.taken):
                self.taken.append(box)
                at = (x, top + high / 2)
                self.draw.text(
                    at, words, fill=colour, font=face, anchor="mm", stroke_width=3, stroke_fill=self.theme.card
                )
                return


def _covers(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < end and begin < right and top < low and high < bottom for begin, high, end, low in taken)
