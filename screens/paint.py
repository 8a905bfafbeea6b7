"""The paint box: text, icons, panels and pictures as textures, drawn with Pillow (whose raqm joins Arabic letters).

Icons, panels and pictures are made once per look; a new look gets a new box, so that nothing of the old one stays.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kivy.graphics.texture import Texture
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from assets import font
from kiosk.tickets.fonts import TicketFonts
from screens.look import Look
from screens.wrap import wrap

_OVERSAMPLING = 4
"""Panels are drawn this much larger and scaled down: smooth corners without multisampling, which a Pi pays for."""

_KEPT_EXTENTS = 4096
_KEPT_TEXTS = 256
"""Textures of text; about 30 kB each. Drawing one with raqm costs a millisecond, a screen has thirty."""

ICONS_THAT_POINT = frozenset(
    {"arrow_back", "arrow_forward", "chevron_left", "chevron_right", "backspace", "directions_walk", "directions_car"}
)
"""Icons with a direction: mirrored when the language is written from right to left."""

_FROM_LEFT = r"[0-9A-Za-z\u00c0-\u024f](?:\S*[0-9A-Za-z\u00c0-\u024f])?"
_RUN_FROM_LEFT = re.compile(rf"(?=[A-Za-z\u00c0-\u024f]){_FROM_LEFT}(?: '?{_FROM_LEFT})*|{_FROM_LEFT}")
"""Words that begin with a Latin letter belong together: else a name of three words is read backwards."""


@dataclass(frozen=True)
class TextStyle:
    """A size and a weight of text. `leading` is the line distance in font sizes, `tracking` extra pixels a letter."""

    px: int
    bold: bool = False
    leading: float = 1.36
    tracking: int = 0

    @property
    def line_px(self) -> int:
        """The height of one line."""
        return round(self.px * self.leading)

    @property
    def overhang_px(self) -> int:
        """How far marks may reach above and below the lines: tight lines must not cut them off."""
        return round(self.px * 0.3)


@dataclass(frozen=True)
class Panel:
    """A rounded plane: its colours (None is nothing), its outline and its corners in pixels."""

    fill: str | None
    line: str | None = None
    stroke: int = 0
    radius: int = 0


class Paint:
    """Textures of one look, each made when it is first asked for."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.ticket_fonts = TicketFonts()
        self._textures: dict[object, Any] = {}
        self._width = lru_cache(_KEPT_EXTENTS)(self._measure)
        self._kept_text = lru_cache(_KEPT_TEXTS)(self._text)

    def style(self, role: str, bold: bool = False) -> TextStyle:
        """The text style of a role: title, heading, label, body or small."""
        leading = {"title": 1.16, "heading": 1.25, "label": 1.24}.get(role, 1.36)
        return TextStyle(self.look.type_px(role), bold or role in ("title", "heading", "label"), leading)

    def width(self, text: str, style: TextStyle) -> float:
        """The width of one line of text in pixels."""
        return self._width(text, style.px, style.bold) + style.tracking * len(text)

    def lines(self, text: str, style: TextStyle, width: float) -> list[str]:
        """`text` broken into lines of at most `width` pixels."""
        return wrap(text, width, lambda piece: self.width(piece, style))

    def text(self, lines: Sequence[str], style: TextStyle, align: str) -> Any:
        """Lines of text in white, to be tinted; `align` is left, center or right. Kept until `forget`."""
        return self._kept_text(tuple(lines), style, align)

    def fleeting_text(self, lines: Sequence[str], style: TextStyle, align: str) -> Any:
        """The same for what is being typed: not kept, every letter makes another one."""
        return self._text(tuple(lines), style, align)

    def forget(self) -> None:
        """Drop what was measured and drawn: a visitor's words may be among it (design.md, idea 5)."""
        self._width.cache_clear()
        self._kept_text.cache_clear()

    def icon(self, name: str, px: int) -> Any:
        """An icon in white, to be tinted, `px` wide and high."""
        return self._kept(("icon", name, px), lambda: self._draw_icon(name, px))

    def panel(self, panel: Panel) -> Any:
        """A nine-patch of a rounded plane; its border is the radius (at least the stroke) and one pixel."""
        return self._kept(panel, lambda: _draw_panel(panel))

    def picture(self, key: object, draw: Callable[[], Image.Image]) -> Any:
        """A picture that `draw` makes the first time."""
        return self._kept(("picture", key), draw)

    def _kept(self, key: object, draw: Callable[[], Image.Image]) -> Any:
        if key not in self._textures:
            self._textures[key] = to_texture(draw())
        return self._textures[key]

    def _text(self, lines: tuple[str, ...], style: TextStyle, align: str) -> Any:
        return to_texture(self._draw_text(lines, style, align))

    def _measure(self, text: str, px: int, bold: bool) -> float:
        return float(face_of(px, bold).getlength(isolated(text)))

    def _draw_text(self, lines: Sequence[str], style: TextStyle, align: str) -> Image.Image:
        widths = [self.width(line, style) for line in lines]
        full = max(1, *(int(width) + 2 for width in widths))
        image = Image.new("L", (full, max(1, style.line_px * len(lines)) + 2 * style.overhang_px))
        draw = ImageDraw.Draw(image)
        face = face_of(style.px, style.bold)
        ascent, descent = face.getmetrics()
        baseline = style.overhang_px + (style.line_px - ascent - descent) // 2 + ascent
        for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
            spare = full - 1 - width
            x = {"left": 0.0, "center": spare / 2, "right": spare}[align]
            self._draw_line(draw, (round(x), number * style.line_px + baseline), line, face, style)
        return _white(image)

    def _draw_line(
        self, draw: ImageDraw.ImageDraw, at: tuple[int, int], line: str, face: Any, style: TextStyle
    ) -> None:
        if not style.tracking:
            direction = "rtl" if reads_from_right(line) else "ltr"
            draw.text(at, isolated(line), fill=255, font=face, anchor="ls", direction=direction)
            return
        x = float(at[0])
        for letter in line:
            draw.text((round(x), at[1]), letter, fill=255, font=face, anchor="ls")
            x += self.width(letter, style)

    def _draw_icon(self, name: str, px: int) -> Image.Image:
        image = Image.new("L", (px, px))
        ImageDraw.Draw(image).text((px / 2, px / 2), name, fill=255, font=_icon_font(px), anchor="mm")
        mirrored = self.look.right_to_left and name in ICONS_THAT_POINT
        return _white(ImageOps.mirror(image) if mirrored else image)


def reads_from_right(text: str) -> bool:
    """Whether a text has letters of a script that is written from the right (Unicode bidirectional class R or AL)."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def isolated(text: str) -> str:
    """A line from the right with every number and Latin name held together: else 06-12345678 becomes 12345678-06.

    Unicode's rules turn the parts of a number with dashes round after Arabic letters (UAX 9, W2 and N1); isolates,
    which no font draws, keep it in order.

    >>> isolated("06-12") == "06-12"
    True
    """
    return _RUN_FROM_LEFT.sub("\u2066\\g<0>\u2069", text) if reads_from_right(text) else text


def to_texture(image: Image.Image) -> Any:
    """A picture as a texture, the right way up."""
    texture = Texture.create(size=image.size, colorfmt="rgba")
    texture.blit_buffer(image.convert("RGBA").tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


@lru_cache(64)
def face_of(px: int, bold: bool) -> Any:
    """The font of a size and weight, for Pillow."""
    path = font.bold() if bold else font.regular()
    return ImageFont.truetype(str(path), px, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(32)
def _icon_font(px: int) -> Any:
    return ImageFont.truetype(str(font.icons()), px, layout_engine=ImageFont.Layout.RAQM)


def _white(mask: Image.Image) -> Image.Image:
    full = Image.new("L", mask.size, 255)
    return Image.merge("RGBA", (full, full, full, mask))


def _draw_panel(panel: Panel) -> Image.Image:
    side = 2 * (max(panel.radius, panel.stroke) + 1) + 2
    outer = _rounded(side, 0, panel.radius)
    inner = _rounded(side, panel.stroke, max(0, panel.radius - panel.stroke))
    fill = Image.new("RGBA", (side, side), panel.fill or panel.line or "#ffffff")
    if panel.line and panel.stroke:
        edge = Image.new("RGBA", (side, side), panel.line)
        if panel.fill is None:
            edge.putalpha(ImageChops.subtract(outer, inner))
            return edge
        fill = Image.composite(fill, edge, inner)
    fill.putalpha(outer)
    return fill


def _rounded(side: int, inset: int, radius: int) -> Image.Image:
    scale = _OVERSAMPLING
    image = Image.new("L", (side * scale, side * scale))
    box = (inset * scale, inset * scale, (side - inset) * scale - 1, (side - inset) * scale - 1)
    ImageDraw.Draw(image).rounded_rectangle(box, radius * scale, fill=255)
    return image.resize((side, side), Image.Resampling.BOX)
