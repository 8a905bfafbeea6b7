"""A rounded plane behind a block: cards, bars, tiles."""

from kivy.graphics import BorderImage, Color

from screens.layout import Block
from screens.paint import Panel
from screens.ui import Ui


class Plane(Block):
    """A block on a panel, with room between the two in pixels."""

    def __init__(self, ui: Ui, part: Block | None, panel: Panel, across: int = 0, along: int = 0) -> None:
        super().__init__(ui, [part] if part else [])
        self.across, self.along = across, along
        with self.canvas.before:
            Color(1, 1, 1, 1)
            self._image = BorderImage()
        self.dress(panel)

    def dress(self, panel: Panel) -> None:
        """Another panel behind the same block."""
        self.panel = panel
        border = max(panel.radius, panel.stroke) + 1
        self._image.texture = self.ui.paint.panel(panel)
        self._image.border = (border, border, border, border)

    def natural_width(self) -> int:
        """The part and the room beside it."""
        return super().natural_width() + 2 * self.across

    def natural_height(self, width: int) -> int:
        """The part and the room above and below."""
        return super().natural_height(width - 2 * self.across) + 2 * self.along

    def arrange(self) -> None:
        """Panel and part."""
        self._image.pos, self._image.size = self.pos, self.size
        for part in self.parts:
            part.place(
                int(self.x) + self.across,
                int(self.y) + self.along,
                int(self.width) - 2 * self.across,
                int(self.height) - 2 * self.along,
            )
