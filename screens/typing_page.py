"""The skeleton of a screen with a keyboard: a head, a middle that takes what is left, the keyboard below."""

from collections.abc import Sequence

from screens.layout import Block
from screens.page import LOWER_SHARE, place_down
from screens.ui import Ui


class TypingPage(Block):
    """Head and keyboard have their natural heights. In portrait the head begins where one reaches it."""

    def __init__(self, ui: Ui, head: Sequence[Block], middle: Block, keyboard: Block) -> None:
        super().__init__(ui, [*head, middle, keyboard])
        self._head = head
        self._middle = middle
        self._keyboard = keyboard

    def arrange(self) -> None:
        """Keyboard at the bottom, head at the top, the rest between."""
        look, width = self.ui.look, int(self.width)
        bottom, top = int(self.y), int(self.top)
        if not look.landscape:
            top = min(top, round(look.height_px * LOWER_SHARE))
        keyboard_height = self._keyboard.natural_height(width)
        self._keyboard.place(int(self.x), bottom, width, keyboard_height)
        bottom += keyboard_height + look.least_gap
        gap = look.least_gap
        top = place_down(self._head, int(self.x), width, top, gap)
        self._middle.place(int(self.x), bottom, width, max(0, top - bottom))
