"""Blocks below each other, paged by buttons when they do not fit: no dragging, nothing cut off (rows A29, A33)."""

from collections.abc import Callable, Sequence

from screens.buttons import button, plain_inks
from screens.layout import Block, Row, Space
from screens.paint import TextStyle
from screens.text import Text
from screens.ui import Ui

Turn = Callable[[int], None]
"""Called with how many pages to go on (or back)."""

Pieces = list[tuple[Block, int]]


class Flow(Block):
    """A column that shows one page of itself. `page` may be too large (a text size has changed): the last is shown.

    Without `turn` it keeps the page itself.
    """

    def __init__(self, ui: Ui, blocks: Sequence[Block], gap: int, page: int = 0, turn: Turn | None = None) -> None:
        super().__init__(ui)
        self.blocks = tuple(blocks)
        self.gap = gap
        self.page = self._asked = page
        self.pages = 1
        self._turn = turn or self._turn_self

    def natural_height(self, width: int) -> int:
        """All blocks on one page."""
        return sum(block.natural_height(width) for block in self.blocks) + self.gap * max(0, len(self.blocks) - 1)

    def arrange(self) -> None:
        """All blocks if they fit, else as many pieces as do, and the buttons to go on."""
        width, height = int(self.width), int(self.height)
        whole: Pieces = [(block, self.gap if number else 0) for number, block in enumerate(self.blocks)]
        spare = height - self.natural_height(width)
        if spare >= 0:
            self.pages = 1
            self.hold(self._stack(whole, int(self.x), width, spare))
            return
        turner = self._beside if self.ui.look.scarce else self._below
        turner(width, height)

    def _below(self, width: int, height: int) -> None:
        """The buttons in a row under the pieces."""
        foot_height = self.ui.look.touch
        shown = self._page_of(width, height - foot_height - self.gap)
        place = self.ui.texts("screen.page", page=self.page + 1, pages=self.pages)
        middle = Text(self.ui, place, self.ui.paint.style("small"), self.ui.look.theme.soft, middle=True)
        back, more = self._turners(words=True)
        foot = Row(self.ui, [back, middle, more], [1, 0, 1], gap=self.ui.look.gap)
        self.hold([*self._stack(shown, int(self.x), width), foot])
        foot.place(int(self.x), int(self.y), width, foot_height)

    def _beside(self, width: int, height: int) -> None:
        """The buttons in a column beside the pieces: large text needs every pixel of height."""
        touch, gap = self.ui.look.touch, self.gap
        narrower = width - touch - gap
        shown = self._page_of(narrower, height)
        mirrored = self.ui.look.right_to_left
        back, more = self._turners(words=False)
        x = int(self.x) if mirrored else int(self.right) - touch
        style = self.ui.paint.style("small")
        style = TextStyle(round(style.px * 0.8), False, style.leading)
        middle = Text(self.ui, f"{self.page + 1}/{self.pages}", style, self.ui.look.theme.soft, middle=True)
        self.hold([*self._stack(shown, int(self.x) + (touch + gap if mirrored else 0), narrower), back, middle, more])
        middle.place(x, int(self.y) + touch, touch, max(0, height - 2 * touch))
        back.place(x, int(self.top) - touch, touch, touch)
        more.place(x, int(self.y), touch, touch)

    def _page_of(self, width: int, room: int) -> Pieces:
        pages = _paginate(self._fall_apart(width, room), width, room)
        self.pages = len(pages)
        self.page = min(self._asked, self.pages - 1)
        return pages[self.page]

    def _stack(self, pieces: Pieces, x: int, width: int, spare: int = 0) -> list[Block]:
        top = int(self.top)
        wishes = [block.comfortable_height(width) - block.natural_height(width) for block, _ in pieces]
        given = min(1.0, spare / sum(wishes)) if any(wishes) else 0.0
        for number, (block, gap) in enumerate(pieces):
            height = block.natural_height(width) + int(wishes[number] * given)
            top -= height + (gap if number else 0)
            block.place(x, top, width, height)
        return [block for block, _ in pieces]

    def _fall_apart(self, width: int, room: int) -> Pieces:
        found: Pieces = []
        for block in self.blocks:
            first, *rest = block.pieces(width, room)
            found += [(first[0], first[1] + (self.gap if found else 0)), *rest]
        return found

    def _turners(self, words: bool) -> tuple[Block, Block]:
        """The buttons back and on; where there is nothing to go to, an empty place."""
        texts, inks = self.ui.texts, plain_inks(self.ui)
        back: Block = Space(self.ui)
        more: Block = Space(self.ui)
        if self.page > 0:
            label = texts("screen.previous")
            back = button(self.ui, label if words else "", self._to(self.page - 1), inks, "expand_less", True, label)
        if self.page < self.pages - 1:
            label = texts("screen.more")
            more = button(self.ui, label if words else "", self._to(self.page + 1), inks, "expand_more", True, label)
        return back, more

    def _to(self, page: int) -> Callable[[], None]:
        return lambda: self._turn_to(page)

    def _turn_to(self, page: int) -> None:
        # Counted from the page that was asked for, which may lie beyond the last one.
        self._turn(page - self._asked)

    def _turn_self(self, by: int) -> None:
        self._asked += by
        self.page = self._asked
        self.arrange()
        self.ui.rearranged()


def _paginate(pieces: Pieces, width: int, room: int) -> list[Pieces]:
    pages: list[Pieces] = [[]]
    used = 0
    for block, gap in pieces:
        height = block.natural_height(width)
        needed = height + (gap if pages[-1] else 0)
        if pages[-1] and used + needed > room:
            pages.append([])
            used, needed = 0, height
        pages[-1].append((block, gap))
        used += needed
    return pages
