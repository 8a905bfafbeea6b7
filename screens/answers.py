"""The answers while typing: as many cards as there is room for, the last place turns the page when there are more."""

from collections.abc import Callable, Sequence

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
        rows = self._rows_that_fit((width - gap * (wide - 1)) // wide, height)
        if len(self._cards) > rows * wide:
            beside = self._beside_width
            rows = self._rows_that_fit((width - beside - gap * wide) // wide, height)
            places = rows * wide
            page = min(self._page, -(-len(self._cards) // places) - 1)
            grid = Grid(self.ui, self._cards[page * places : (page + 1) * places], wide, gap)
            turners = self._turners(page, -(-len(self._cards) // places))
            shown: Block = Row(self.ui, [grid, turners], [width - beside - gap, beside], gap, centred=False)
        else:
            shown = Grid(self.ui, self._cards, wide, gap)
        self.hold([shown])
        shown_height = min(height, shown.natural_height(width))
        shown.place(int(self.x), int(self.top) - shown_height, width, shown_height)

    @property
    def _beside_width(self) -> int:
        look = self.ui.look
        return 2 * look.touch + look.least_gap if self._is_low else round(look.touch * 2.2)

    @property
    def _is_low(self) -> bool:
        """Whether the two buttons do not fit below each other."""
        return self.height < 2 * self.ui.look.touch + self.ui.look.least_gap

    def _rows_that_fit(self, cell_width: int, height: int) -> int:
        gap = self.ui.look.least_gap
        highest = max(card.natural_height(cell_width) for card in self._cards)
        return max(1, (height + gap) // (highest + gap))

    def _turners(self, page: int, pages: int) -> Block:
        """Back above, on below, always in the same place."""
        back = self._turner("screen.previous", "expand_less", page - 1)
        more = self._turner("screen.more", "expand_more", page + 1)
        if page == 0:
            back.disable()
        if page == pages - 1:
            more.disable()
        if self._is_low:
            return Row(self.ui, [back, more], [1, 1], self.ui.look.least_gap, centred=False)
        return Grid(self.ui, [back, more], 1, self.ui.look.least_gap, roomy=True)

    def _turner(self, key: str, icon: str, page: int) -> Control:
        label = self.ui.texts(key)
        shown = "" if self._is_low else label
        by = page - self._page
        return button(self.ui, shown, lambda: self._turn(by), plain_inks(self.ui), icon, small=True, spoken=label)
