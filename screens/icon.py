"""Icons of one family, and the tinted square that carries them on a card."""

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from screens.layout import Block
from screens.paint import Panel
from screens.plane import Plane
from screens.ui import Ui


class Icon(Block):
    """A Material icon by its name. Decoration: the word beside it says the same."""

    def __init__(self, ui: Ui, name: str, px: int, colour: str) -> None:
        super().__init__(ui)
        self.name = name
        self.px = px
        with self.canvas:
            self._colour = Color(*get_color_from_hex(colour))
            self._rectangle = Rectangle(texture=ui.paint.icon(name, px), size=(px, px))

    def natural_width(self) -> int:
        """Square."""
        return self.px

    def natural_height(self, width: int) -> int:
        """Square."""
        return self.px

    def arrange(self) -> None:
        """In the middle of its place."""
        self._rectangle.pos = (int(self.center_x - self.px / 2), int(self.center_y - self.px / 2))


class IconTile(Plane):
    """An icon in a tinted square of `side` pixels."""

    def __init__(self, ui: Ui, name: str, side: int, fill: str, colour: str, round_tile: bool = False) -> None:
        radius = side // 2 if round_tile else round(ui.look.radius * 0.75)
        super().__init__(ui, Icon(ui, name, round(side * 0.6), colour), Panel(fill, radius=radius))
        self.side = side

    def natural_width(self) -> int:
        """Square."""
        return self.side

    def natural_height(self, width: int) -> int:
        """Square."""
        return self.side
