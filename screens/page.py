"""The skeleton of a screen: way back, title, content, the column where the hand is, and the one main action."""

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.journeys.intents import GoBack
from screens.buttons import back_link
from screens.flow import Flow, Turn
from screens.layout import Block, Row
from screens.text import Text
from screens.ui import Ui

LOWER_SHARE = 0.66
"""Of the height of a portrait screen: what one touches lies below, for a wheelchair too (acceptance row A45)."""


@dataclass(frozen=True)
class Parts:
    """What a page shows. `side` and `action` stand beside `main` in landscape, below it in portrait.

    `lead` stands directly under the title and is never paged away; with `wide_lead` it stands above both columns.
    `base` stands below both columns in landscape. `turn` hears about
    pages of `main`; without it the page is the screen's own affair.
    """

    title: str = ""
    main: Sequence[Block] = ()
    side: Sequence[Block] = ()
    action: Block | None = None
    lead: Sequence[Block] = ()
    wide_lead: bool = False
    base: Block | None = None
    back: bool = True
    side_share: float = 0.3
    page: int = 0
    turn: Turn | None = None
    note: str = ""


class Page(Block):
    """Places the parts of a page in the room between top line and bottom bar."""

    def __init__(self, ui: Ui, parts: Parts) -> None:
        super().__init__(ui)
        self._given = parts
        look = ui.look
        self.top_gap = max(look.least_gap, look.px(2.2))
        self.back = back_link(ui, ui.does(GoBack())) if parts.back else None
        self.header = header(ui, self.back, parts.title, parts.note)
        self.two_columns = look.two_columns and bool(parts.side or parts.action)
        # Where height is scarce even the lead is paged with the rest.
        self.lead = () if look.scarce else tuple(parts.lead)
        main = [*parts.lead, *parts.main] if look.scarce else parts.main
        self.foot: Block | None = None
        self.side: Flow | None = None
        self.base: Block | None = None
        if self.two_columns:
            self.main = Flow(ui, parts.main, look.gap, parts.page, parts.turn)
            self.side = Flow(ui, [*parts.side, *([parts.action] if parts.action else [])], look.gap)
            self.base = parts.base
        else:
            base = [parts.base] if parts.base else []
            self.main = Flow(ui, [*main, *base, *parts.side], look.gap, parts.page, parts.turn)
            self.foot = parts.action
        present = (*self.header, *self.lead, self.main, self.side, self.foot, self.base)
        self.hold([block for block in present if block is not None])
        with self.canvas.before:
            self._cover_colour = Color(*get_color_from_hex(look.theme.paper))
            self._cover = Rectangle()

    def wished_height(self, width: int) -> int:
        """How much height the whole page would like, in one column of this width."""
        top = [*self.header, *self.lead]
        height = sum(block.natural_height(width) + self.top_gap for block in top) + self.top_gap
        height += self.main.natural_height(width)
        return height + (self.foot.natural_height(width) + self.ui.look.gap if self.foot else 0)

    def arrange(self) -> None:
        """Landscape: from the top. Portrait: in the lower part, higher only when it needs to."""
        top = int(self.top)
        if not self.ui.look.landscape:
            low = round(self.ui.look.height_px * LOWER_SHARE)
            wished = int(self.y) + self.wished_height(int(self.width))
            # What does not fit on one page anyway is paged within reach.
            top = wished if low < wished <= top else low
            self._cover.size = self.ui.look.width_px, self.ui.look.height_px if top > low else 0
        width = int(self.width)
        main_width, side_width = self._widths(width)
        main_x = int(self.right) - main_width if self.ui.look.right_to_left else int(self.x)
        side_x = int(self.x) if self.ui.look.right_to_left else int(self.right) - side_width
        side_top = top
        lead_width = width if self._given.wide_lead else main_width
        top = self._place_header(int(self.x) if self._given.wide_lead else main_x, lead_width, top)
        top = place_down(self.lead, int(self.x) if self._given.wide_lead else main_x, lead_width, top, self.top_gap)
        bottom = self._arrange_base(width)
        self._arrange_rest(main_x, main_width, top, bottom)
        if self.side:
            side_top = top if self._given.wide_lead else side_top
            self.side.place(side_x, bottom, side_width, side_top - bottom)

    def _place_header(self, x: int, width: int, top: int) -> int:
        """The way back is touched higher and lower than it is seen: the title may begin in what looks empty."""
        if self.back is None:
            return place_down(self.header, x, width, top - self.ui.look.px(1.2), self.top_gap)
        first, *rest = self.header
        height = first.natural_height(width)
        unseen = 0 if rest == [] else (height - self.ui.paint.style("small").line_px) // 2
        raised = min(unseen, self.ui.look.px(1.6))
        first.place(x, top + raised - height, width, height)
        return (
            place_down(rest, x, width, top + raised - height + unseen - self.top_gap // 2, self.top_gap)
            if rest
            else (top - height - self.top_gap)
        )

    def _arrange_base(self, width: int) -> int:
        """Place what stands below both columns; returns where these end."""
        if self.base is None:
            return int(self.y)
        height = self.base.natural_height(width)
        self.base.place(int(self.x), int(self.y), width, height)
        return int(self.y) + height + self.ui.look.gap

    def _arrange_rest(self, x: int, width: int, top: int, bottom: int) -> None:
        if self.foot:
            foot_height = self.foot.natural_height(width)
            self.foot.place(x, bottom, width, foot_height)
            bottom += foot_height + self.ui.look.gap
        self.main.place(x, bottom, width, top - bottom)

    def _widths(self, width: int) -> tuple[int, int]:
        if not self.two_columns:
            return width, 0
        side = round(width * self._given.side_share)
        return width - side - self.ui.look.px(5.0), side


def header(
    ui: Ui, back: Block | None, title: str, note: str = "", role: str = "title", tight: bool = False
) -> list[Block]:
    """The way back and the title: below each other, or in one row where height is scarce. `note` ends the first row."""
    look, theme = ui.look, ui.look.theme
    heading = Text(ui, title, ui.paint.style(role), theme.ink) if title else None
    noted = Text(ui, note, ui.paint.style("small"), theme.soft) if note else None
    if back is None:
        return [heading] if heading else []
    if tight or look.scarce:
        row = [block for block in (back, heading, None if look.scarce else noted) if block]
        shares = [1.0 if block is heading else 0.0 for block in row]
        return [Row(ui, row, shares, gap=look.gap)]
    beside: list[Block] = [back, noted] if noted else [back]
    first = Row(
        ui, [*beside, Text(ui, "", ui.paint.style("small"), theme.soft)], [*[0.0] * len(beside), 1.0], gap=look.gap
    )
    return [first, heading] if heading else [first]


def place_down(blocks: Sequence[Block], x: int, width: int, top: int, gap: int) -> int:
    """Place blocks below each other from `top`; returns where the next one begins."""
    for block in blocks:
        height = block.natural_height(width)
        block.place(x, top - height, width, height)
        top -= height + gap
    return top
