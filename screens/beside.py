"""A picture beside the words that it belongs to."""

from collections.abc import Sequence

from screens.layout import Block, Column, Row
from screens.ui import Ui

_GAP_MM = 5


class PictureBeside(Row):
    """Where both do not fit on one page, the words stand alone: what to do matters more than what it looks like."""

    def __init__(self, ui: Ui, picture: Block, words: Sequence[Block]) -> None:
        self._words = tuple(words)
        super().__init__(
            ui, [picture, Column(ui, words, gap=ui.look.gap)], [0, 1], gap=ui.look.px(_GAP_MM), centred=False
        )

    def pieces(self, width: int, room: int) -> list[tuple[Block, int]]:
        """Whole, or the words one after the other."""
        if self.natural_height(width) <= room:
            return [(self, 0)]
        found: list[tuple[Block, int]] = []
        for block in self._words:
            first, *rest = block.pieces(width, room)
            found += [(first[0], first[1] + (self.ui.look.gap if found else 0)), *rest]
        return found
