"""The answers while typing: as many cards as there is room for, the last place turns the page when there are more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from screens.buttons import button, plain_inks
from screens.control import Control
from screens.layout import Block, Grid, Row, Space
from screens.lists import columns
from screens.ui import Ui


class Answers(Block):
    """Cards, or kind words when there are none. `turn` is called with how many pages to go on."""

    def __init__(self, ui: Ui, turn: Callable[[int], None]) -> None:
        super().__init__(ui)
        self._turn = turn
        self._cards: Sequence[Block] = ()
        self._words: Block = Space(ui)
        self._page = 0

    def show(self, cards: Sequence[Block], words: Block, page: int) -> None:
        """Show these; call `arrange` after it once the block has its place."""
        self._cards, self._words, self._page = cards, words, page

    def arrange(self) -> None:
        """A grid of equal cards from the top down."""
        width, height = int(self.width), int(self.height)
        if not self._cards:
            words_height = min(height, self._words.natural_height(width))
            self.hold([self._words])
            self._words.place(int(self.x), int(self.top) - words_height, width, words_height)
            return
        wide = columns(self.ui, width, most=2 if self.ui.look.landscape else 1)
        gap = self.ui.look.least_gap
        if max(card.natural_height((width - gap * (wide - 1)) // wide) for card in self._cards) > height:
            # Words that are broken in half the width may fit in all of it.
            wide = 1
        rows = self._rows_that_fit((width - gap * (wide - 1)) // wide, height)
        shown: Block = Grid(self.ui, self._cards, wide, gap)
        if len(self._cards) > rows * wide:
            shown = self._page_of(width, height, wide)
        self.hold([shown])
        shown_height = min(height, shown.natural_height(width))
        shown.place(int(self.x), int(self.top) - shown_height, width, shown_height)

    def _page_of(self, width: int, height: int, wide: int) -> Block:
        """One page of the cards, and beside it the buttons to the others."""
        gap = self.ui.look.least_gap
        shape = self._shape_that_fits(height)
        places = wide * self._rows_that_fit((width - shape.width - gap * wide) // wide, height)
        pages = -(-len(self._cards) // places)
        page = min(self._page, pages - 1)
        grid = Grid(self.ui, self._cards[page * places : (page + 1) * places], wide, gap)
        turners = Grid(self.ui, self._turners(page, pages, shape.words), shape.columns, gap)
        return Row(self.ui, [grid, turners], [width - shape.width - gap, shape.width], gap, centred=False)

    def _shape_that_fits(self, height: int) -> "_Shape":
        """The buttons with words below each other, with icons only, or beside each other: the first that fits."""
        look = self.ui.look
        shapes = [
            _Shape(round(look.touch * 2.2), True, 1),
            _Shape(look.touch, False, 1),
            _Shape(2 * look.touch + look.least_gap, False, 2),
        ]
        for shape in shapes:
            grid = Grid(self.ui, self._turners(0, 2, shape.words), shape.columns, look.least_gap)
            wide = max(turner.natural_width() for turner in self._turners(0, 2, shape.words))
            if grid.natural_height(shape.width) <= height and (wide <= shape.width or not shape.words):
                return shape
        return shapes[-1]

    def _rows_that_fit(self, cell_width: int, height: int) -> int:
        gap = self.ui.look.least_gap
        highest = max(card.natural_height(cell_width) for card in self._cards)
        return max(1, (height + gap) // (highest + gap))

    def _turners(self, page: int, pages: int, words: bool) -> list[Control]:
        """Back first, on second; always there, so that they keep their places."""
        back = self._turner("screen.previous", "expand_less", page - 1, words)
        more = self._turner("screen.more", "expand_more", page + 1, words)
        if page == 0:
            back.disable()
        if page == pages - 1:
            more.disable()
        return [back, more]

    def _turner(self, key: str, icon: str, page: int, words: bool) -> Control:
        label = self.ui.texts(key)
        by = page - self._page
        act = partial(self._turn, by)
        return button(self.ui, label if words else "", act, plain_inks(self.ui), icon, small=True, spoken=label)


@dataclass(frozen=True)
class _Shape:
    """How the buttons to other pages stand: their width in all, with words or without, and side by side or not."""

    width: int
    words: bool
    columns: int
