"""Nine points to touch, as far apart as the screen allows: a panel that is rotated, cut off or dead shows there."""

from collections.abc import Sequence

from kiosk.journeys.volunteer_intents import TouchPoint
from kiosk.readiness import TOUCH_POINTS
from screens.buttons import card_panel, main_inks, plain_inks
from screens.control import Control, Manner
from screens.icon import Icon
from screens.layout import Block, Row
from screens.text import Text
from screens.ui import Ui

_ACROSS = 3


class NinePoints(Block):
    """Points in the corners, at the edges and in the middle; the words and `judges` stand between them."""

    def __init__(self, ui: Ui, touched: frozenset[str], words: str, judges: Sequence[Block]) -> None:
        super().__init__(ui)
        self._points = [self._point(number, number in touched) for number in TOUCH_POINTS]
        self._words = Text(ui, words, ui.paint.style("label"), ui.look.theme.ink, middle=True)
        self._judges = Row(ui, judges, [1] * len(judges), gap=ui.look.gap, centred=False)
        self.hold([self._words, *self._points, self._judges])

    def arrange(self) -> None:
        """Words in the upper half, judges in the lower one, points around them."""
        side, look = self.ui.look.touch, self.ui.look
        across, along = (int(self.width) - side) / 2, (int(self.height) - side) / 2
        for number, point in enumerate(self._points):
            column, row = number % _ACROSS, number // _ACROSS
            point.place(int(self.x + column * across), int(self.top - side - row * along), side, side)
        inner = int(self.width) - 2 * (side + look.gap)
        room = int(along) - side - 2 * look.gap
        if look.landscape:
            self._centre(self._words, inner, int(self.top) - side - look.gap, room)
            self._centre(self._judges, inner, int(self.y) + side + look.gap + room, room)
            return
        # Upright the upper half is a picture of the land: words are read below it.
        below = int(self.y) + side + look.gap + room
        self._centre(self._words, inner, below, room // 2)
        self._centre(self._judges, inner, below - room // 2, room // 2)

    def _centre(self, block: Block, inner: int, top: int, room: int) -> None:
        """In the middle of `room` pixels under `top`, not wider than it needs to be."""
        width = min(inner, block.natural_width() * 2)
        # On a low screen large words take some of their own margin rather than that of the points.
        height = min(block.natural_height(width), room)
        block.place(int(self.center_x) - width // 2, top - (room - height) // 2 - height, width, height)

    def _point(self, number: str, touched: bool) -> Control:
        ui = self.ui
        inks = main_inks(ui) if touched else plain_inks(ui)
        px = round(ui.look.touch * 0.5)
        face: Block = Icon(ui, "check" if touched else "add", px, inks.strong)
        spoken = ui.texts("probe.touch.point", number=number)
        return Control(ui, face, card_panel(ui, inks), Manner(spoken, chosen=touched), ui.does(TouchPoint(number)))
