"""Is somebody still here? Over the screen, with a count-down that can be extended without limit (row A35)."""

from collections.abc import Callable

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from screens.buttons import main_button
from screens.layout import Block, Column
from screens.paint import Panel
from screens.plane import Plane
from screens.text import Text
from screens.ui import Ui

_VEIL = 0.6


class IdleWarning(Block):
    """Hides what is below it well enough to keep it private from who comes next."""

    def __init__(self, ui: Ui, seconds_left: int, stay: Callable[[], None]) -> None:
        super().__init__(ui)
        look, theme = ui.look, ui.look.theme
        with self.canvas.before:
            ink = theme.ink if _is_dark(theme.ink) else theme.paper
            Color(*get_color_from_hex(ink)[:3], _VEIL)
            self._veil = Rectangle()
        self._seconds = Text(ui, "", ui.paint.style("heading"), theme.brand)
        self.stay = main_button(ui, ui.texts("idle.stay"), stay)
        words: list[Block] = [
            Text(ui, ui.texts("idle.title"), ui.paint.style("title"), theme.ink),
            Text(ui, ui.texts("idle.text"), ui.paint.style("body"), theme.ink),
            self._seconds,
            self.stay,
        ]
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        self.hold([Plane(ui, Column(ui, words, gap=look.gap), panel, look.px(6), look.px(5))])
        self.count(seconds_left)

    @property
    def spoken(self) -> str:
        """The question, for who does not see it (acceptance row A35: more than one sense)."""
        texts = self.ui.texts
        return f"{texts('idle.title')} {texts('idle.text')}"

    def count(self, seconds_left: int) -> None:
        """Show how many seconds are left."""
        self._seconds.say(self.ui.texts("idle.seconds", seconds=seconds_left))

    def arrange(self) -> None:
        """A card in the middle; in portrait where the hand reaches it."""
        look = self.ui.look
        self._veil.pos, self._veil.size = self.pos, self.size
        width = min(int(self.width) - 2 * look.margin, 26 * look.type_px("label"))
        card = self.parts[0]
        height = card.natural_height(width)
        middle = self.center_y if look.landscape else look.height_px * 0.38
        card.place(int(self.center_x - width / 2), max(0, int(middle - height / 2)), width, height)


def _is_dark(colour: str) -> bool:
    return sum(get_color_from_hex(colour)[:3]) < 1.5
