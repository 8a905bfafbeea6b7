"""The letters of a ticket: measured and drawn by the same fonts, on paper and on the screen."""

from dataclasses import dataclass, field
from pathlib import Path

from PIL import ImageFont

from assets import font


@dataclass
class TicketFonts:
    """Two font files and the sizes that were asked for. One for each thread: Pillow's fonts are not shared."""

    regular: Path = field(default_factory=font.regular)
    bold: Path = field(default_factory=font.bold)
    _sizes: dict[tuple[float, bool], ImageFont.FreeTypeFont] = field(default_factory=dict)

    def of(self, size_px: float, *, bold: bool) -> ImageFont.FreeTypeFont:
        """The font at this height of an em, in pixels."""
        key = (size_px, bold)
        if key not in self._sizes:
            self._sizes[key] = ImageFont.truetype(
                str(self.bold if bold else self.regular), size_px, layout_engine=ImageFont.Layout.RAQM
            )
        return self._sizes[key]

    def width(self, text: str, size_px: float, *, bold: bool, direction: str) -> float:
        """How wide `text` is, in pixels."""
        return self.of(size_px, bold=bold).getlength(text, direction=direction)
