"""The skeleton of a screen with a keyboard: a head, a middle that takes what is left, the keyboard below."""

from collections.abc import Sequence
from dataclasses import replace

from screens.layout import Block
from screens.page import LOWER_SHARE, place_down
from screens.text import Text
from screens.ui import Ui

_BESIDE_SHARE = 0.4
_LEAST_SHARE = 0.6
"""So much of the smallest text that the visitor chose may be left where there is no other way."""

_WIDE_TO_HIGH = 4 / 3


class TypingPage(Block):
    """Head and keyboard have their natural heights. In portrait the head begins where one reaches it.

    `beside` is a picture: in landscape it stands beside head and middle, in portrait below them.
    """

    def __init__(
        self, ui: Ui, head: Sequence[Block], middle: Block, keyboard: Block, beside: Block | None = None
    ) -> None:
        super().__init__(ui, [*head, middle, *([beside] if beside else []), keyboard])
        self._beside = beside
        self._head = head
        self._middle = middle
        self._keyboard = keyboard

    def arrange(self) -> None:
        """Keyboard at the bottom, head at the top, the rest between."""
        look, width, x = self.ui.look, int(self.width), int(self.x)
        bottom, top = int(self.y), int(self.top)
        if not look.landscape:
            top = min(top, round(look.height_px * LOWER_SHARE))
        keyboard_height = self._keyboard.natural_height(width)
        self._keyboard.place(x, bottom, width, keyboard_height)
        bottom += keyboard_height + look.least_gap
        if self._beside is not None and look.landscape:
            x, width = self._place_beside(self._beside, x, width, bottom, top)
        self._let_fit(width, top - bottom)
        top = place_down(self._head, x, width, top, look.least_gap)
        if self._beside is not None and not look.landscape:
            below = top - self._middle.natural_height(width) - look.gap
            self._beside.place(x, bottom, width, max(0, below - bottom))
            bottom = min(top, max(bottom, below))
        self._middle.place(x, bottom, width, max(0, top - bottom))

    def _let_fit(self, width: int, room: int) -> None:
        """On a screen too low for its head and keys, what is asked is written smaller: no key may cover the field."""
        asked = [part for part in self._head[0].parts if isinstance(part, Text)]
        least_px = round(self.ui.look.type_px("small") * _LEAST_SHARE)
        while self._head_height(width) > room and any(text.style.px > least_px for text in asked):
            for text in asked:
                text.write(replace(text.style, px=max(least_px, text.style.px - 1)))

    def _head_height(self, width: int) -> int:
        return sum(block.natural_height(width) + self.ui.look.least_gap for block in self._head)

    def _place_beside(self, beside: Block, x: int, width: int, bottom: int, top: int) -> tuple[int, int]:
        """At the far side, no wider than its height asks for; returns where the rest stands, and how wide."""
        look = self.ui.look
        wide = min(round(width * _BESIDE_SHARE), round((top - bottom) * _WIDE_TO_HIGH))
        beside.place(x if look.right_to_left else x + width - wide, bottom, wide, top - bottom)
        rest = width - wide - look.px(3)
        return (x + width - rest if look.right_to_left else x), rest
