"""Text on a screen: broken into lines as it is placed, aligned to the reading side."""

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from screens.layout import Block
from screens.paint import TextStyle
from screens.ui import Ui


class Text(Block):
    """One text in one style and colour; `middle` centres it, between the sides and between top and bottom."""

    def __init__(self, ui: Ui, text: str, style: TextStyle, colour: str, middle: bool = False) -> None:
        super().__init__(ui)
        self._draw = ui.paint.text
        self.text = text
        self.style = style
        self.middle = middle
        self._broken: tuple[int, list[str]] = (-1, [])
        self._drawn: list[str] | None = None
        with self.canvas:
            self._colour = Color(*get_color_from_hex(colour))
            self._rectangle = Rectangle()

    def natural_width(self) -> int:
        """Without a line broken."""
        return 2 + int(max(self.ui.paint.width(line, self.style) for line in self.text.split("\n")))

    def natural_height(self, width: int) -> int:
        """So many lines as it takes."""
        return self.style.line_px * len(self.lines(width))

    def lines(self, width: int) -> list[str]:
        """The lines at a width."""
        if self._broken[0] != width:
            self._broken = (width, self.ui.paint.lines(self.text, self.style, width))
        return self._broken[1]

    def be_fleeting(self) -> "Text":
        """Never keep what is drawn here: it is being typed."""
        self._draw = self.ui.paint.fleeting_text
        return self

    def write(self, style: TextStyle) -> None:
        """Show the same text in another style; it is drawn when it is placed again."""
        self.style = style
        self._broken = (-1, [])
        self._drawn = None

    def say(self, text: str) -> None:
        """Show another text in the same place."""
        if text != self.text:
            self.text = text
            self._broken = (-1, [])
            self.arrange()

    def arrange(self) -> None:
        """Draw the lines."""
        lines = self.lines(int(self.width))
        if self._drawn != lines:
            self._drawn = lines
            self._rectangle.texture = self._draw(lines, self.style, self._align())
        width, height = self._rectangle.texture.size
        over = self.style.overhang_px
        if self.middle:
            at = (int(self.center_x - width / 2), int(self.center_y - height / 2))
        elif self.ui.look.right_to_left:
            at = (int(self.right - width), int(self.top - height + over))
        else:
            at = (int(self.x), int(self.top - height + over))
        self._rectangle.size, self._rectangle.pos = (width, height), at

    def pieces(self, width: int, room: int) -> list[tuple[Block, int]]:
        """Whole where it fits, else every line on its own."""
        if self.natural_height(width) <= room:
            return [(self, 0)]
        hexed = "#" + "".join(f"{round(part * 255):02x}" for part in self._colour.rgb)
        return [(Text(self.ui, line, self.style, hexed, self.middle), 0) for line in self.lines(width)]

    def _align(self) -> str:
        if self.middle:
            return "center"
        return "right" if self.ui.look.right_to_left else "left"
