"""How everything looks now: theme, text size, direction and screen, and all measures that follow from them."""

import math
from dataclasses import dataclass, replace
from enum import IntEnum

from assets.theme import Theme

SMALLEST_TOUCH_MM = 12.7
"""The least height and width of what one can touch (acceptance row A39)."""

SMALLEST_GAP_MM = 2.5
"""The least distance between two controls (acceptance row A39)."""

_FIRST_SCREEN_MM = 136.0
"""The short side of the 10.1 inch screen that the sketches were drawn for. A larger one is seen from farther away."""

_LABEL_MM = 4.2
"""The size of a label on that screen: 25 pixels in the sketches."""

_LARGEST_MM = 8.65
"""Capitals of 6.1 mm: 0.7 degrees at 500 mm (EN 301 549, 5.1.4; acceptance row A17). Noto's are 0.714 of its size."""


class TextSize(IntEnum):
    """The four text sizes that a visitor can choose from."""

    NORMAL = 0
    LARGE = 1
    LARGER = 2
    LARGEST = 3


_RATIOS = {
    # Relative to a label. The larger the text, the closer the sizes: nothing may stay small when one asks for large.
    "title": (1.86, 1.66, 1.46, 1.25),
    "heading": (1.2, 1.15, 1.1, 1.05),
    "label": (1.0, 1.0, 1.0, 1.0),
    "body": (0.96, 0.97, 0.99, 1.0),
    "small": (0.76, 0.82, 0.9, 1.0),
}


@dataclass(frozen=True)
class Look:
    """Theme, screen and text size; every measure below is in pixels unless its name says otherwise."""

    theme: Theme
    width_px: int
    height_px: int
    px_per_mm: float
    text_size: TextSize = TextSize.NORMAL
    right_to_left: bool = False

    @property
    def landscape(self) -> bool:
        """Whether the screen is wider than high: then the main action stands in a column beside the content."""
        return self.width_px > self.height_px

    @property
    def two_columns(self) -> bool:
        """Whether there is room for a column beside the content: not in portrait, not with large text (row A33)."""
        return self.landscape and self.width_px / self.type_px("label") >= 36

    @property
    def scarce(self) -> bool:
        """Whether large text on a low screen leaves little height: then what can stand in one row does."""
        return self.landscape and not self.two_columns

    def type_px(self, role: str) -> int:
        """The font size of a role: title, heading, label, body or small."""
        label_mm = self._label_mm
        return round(label_mm * _RATIOS[role][self.text_size] * self.px_per_mm)

    def px(self, millimetres: float) -> int:
        """Millimetres of the drawing for the first screen, as pixels of this one."""
        return round(millimetres * self._distance * self.px_per_mm)

    @property
    def touch(self) -> int:
        """The least side of a control."""
        wanted_mm = SMALLEST_TOUCH_MM * max(1.0, 0.86 * self._distance)
        return math.ceil(wanted_mm * self.px_per_mm)

    @property
    def gap(self) -> int:
        """Between two cards."""
        return max(self.least_gap, self.px(self.theme.gap_mm))

    @property
    def least_gap(self) -> int:
        """Between any two controls: 2.5 mm (acceptance row A39)."""
        return math.ceil(SMALLEST_GAP_MM * self.px_per_mm)

    @property
    def margin(self) -> int:
        """Between the content and the edge of the screen."""
        return self.px(6.8)

    @property
    def radius(self) -> int:
        """Of the corners of a card."""
        return self.px(self.theme.radius_mm)

    @property
    def stroke(self) -> int:
        """The width of an outline."""
        return max(2, round(self.px(0.36)))

    def next_text_size(self) -> "Look":
        """One step larger; after the largest the normal one again."""
        return replace(self, text_size=TextSize((self.text_size + 1) % len(TextSize)))

    @property
    def _distance(self) -> float:
        short_mm = min(self.width_px, self.height_px) / self.px_per_mm
        return max(1.0, (short_mm / _FIRST_SCREEN_MM) ** 0.8)

    @property
    def _label_mm(self) -> float:
        normal_mm = _LABEL_MM * self._distance
        largest_mm = max(_LARGEST_MM, 1.4 * normal_mm)
        return float(normal_mm * (largest_mm / normal_mm) ** (self.text_size / 3))
