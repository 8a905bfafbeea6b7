"""A screen at rest: dark, but for a few dim words that move, so that it looks asleep and not broken.

They stand in another place every minute: a picture that never moves burns into a panel.
"""

from kivy.graphics import Color, Rectangle

from screens.icon import Icon
from screens.layout import Block
from screens.text import Text
from screens.ui import Ui

_DIM = "#8f8f8f"
"""On black: 6.5 to 1, and a tenth of the light of a white page."""

_STEP_X, _STEP_Y = 0.7549, 0.5698
"""Each place is far from the last ones, and after some hours every part of the panel had its turn."""


def place_of(minute: int) -> tuple[float, float]:
    """Where the words stand in a minute: parts of the width and height that is free for them, 0 to 1.

    >>> place_of(0), [round(part, 2) for part in place_of(1)]
    ((0.0, 0.0), [0.75, 0.57])
    """
    return minute * _STEP_X % 1, minute * _STEP_Y % 1


class RestScreen(Block):
    """Over everything. Whatever touches it wakes the screen, and means nothing else."""

    def __init__(self, ui: Ui, minute: int) -> None:
        super().__init__(ui)
        self._minute = minute
        style = ui.paint.style("label")
        self._icon = Icon(ui, "touch_app", round(style.px * 1.6), _DIM)
        self._words = Text(ui, ui.texts("rest.touch"), style, _DIM)
        with self.canvas.before:
            Color(0, 0, 0, 1)
            self._night = Rectangle()
        self.hold([self._icon, self._words])

    def move(self, minute: int) -> None:
        """Stand elsewhere when the minute is another."""
        if minute != self._minute:
            self._minute = minute
            self.arrange()

    def arrange(self) -> None:
        """All of it dark; the words within the margins."""
        look = self.ui.look
        self._night.pos, self._night.size = self.pos, self.size
        wide = int(self.width) - 2 * look.margin
        gap = look.px(2)
        width = min(self._icon.px + gap + self._words.natural_width(), wide)
        words_width = width - self._icon.px - gap
        words_height = self._words.natural_height(words_width)
        height = max(self._icon.px, words_height)
        part_x, part_y = place_of(self._minute)
        x = int(self.x) + look.margin + round(part_x * (wide - width))
        y = int(self.y) + look.margin + round(part_y * (int(self.height) - 2 * look.margin - height))
        icon_x, words_x = (x + words_width + gap, x) if look.right_to_left else (x, x + self._icon.px + gap)
        self._icon.place(icon_x, y, self._icon.px, height)
        self._words.place(words_x, y + (height - words_height) // 2, words_width, words_height)
