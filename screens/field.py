"""The field that shows what is being typed, with its caret, an example while it is empty, and a way to start afresh."""

from collections.abc import Callable

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from screens.control import Control, Manner
from screens.icon import Icon
from screens.layout import Block, Row
from screens.paint import Panel, TextStyle, reads_from_right
from screens.text import Text
from screens.ui import Ui

_MORE = "\u00a0…"


class TypedText(Block):
    """One or more lines of what was typed; when it is longer than its place, the end stays in sight."""

    def __init__(self, ui: Ui, style: TextStyle, example: str, rows: int) -> None:
        super().__init__(ui)
        theme = ui.look.theme
        self._rows = rows
        self._style = style
        self._typed = Text(ui, "", style, theme.ink).be_fleeting()
        self._example = Text(ui, example, style, theme.soft)
        self._whole_example = example
        self.words = ""
        with self.canvas.after:
            self._caret_colour = Color(*get_color_from_hex(theme.brand))
            self._caret = Rectangle()

    def natural_height(self, width: int) -> int:
        """As many lines as the field has."""
        return self._rows * self._style.line_px

    def show(self, words: str, caret: bool) -> None:
        """Show these words."""
        self.words = words
        self._caret_colour.a = 1 if caret else 0
        self.arrange()

    def arrange(self) -> None:
        """The last lines that fit, then the caret."""
        width, line_px = max(1, int(self.width) - self.ui.look.px(1)), self._style.line_px
        shown = self._typed if self.words else self._example
        self.hold([shown])
        if not self.words:
            self._example.say(self._fitting_example(width))
        lines = self.ui.paint.lines(self.words, self._style, width)[-self._rows :] if self.words else [""]
        if self.words:
            self._typed.say("\n".join(lines))
        height = min(int(self.height), shown.natural_height(width))
        shown.place(int(self.x), int(self.top) - height, width, height)
        self._place_caret(lines, line_px)

    def _fitting_example(self, width: int) -> str:
        """The example, ended early where the field is too small for it."""
        paint, style = self.ui.paint, self._style
        if len(paint.lines(self._whole_example, style, width)) <= self._rows:
            return self._whole_example
        room = width - paint.width(_MORE, style) - 1
        lines = paint.lines(self._whole_example, style, room)[: self._rows]
        return " ".join(lines).rstrip(" ,:.-") + _MORE

    def _place_caret(self, lines: list[str], line_px: int) -> None:
        end = self.ui.paint.width(lines[-1], self._style) + (
            self.ui.paint.width(" ", self._style) if self.words.endswith(" ") else 0
        )
        look = self.ui.look
        x = self.x + end + look.px(0.2)
        if look.right_to_left:
            # Text from the left stands at the right side too, and goes on there.
            x = self.right - (end + look.px(0.4) if reads_from_right(lines[-1]) else 0)
        y = self.top - len(lines) * line_px
        self._caret.pos, self._caret.size = (
            (int(x), int(y + line_px * 0.16)),
            (max(2, look.px(0.35)), int(line_px * 0.68)),
        )


class Field(Control):
    """A typing field as a control: touching it on the home page starts typing, elsewhere it only has the focus."""

    def __init__(
        self,
        ui: Ui,
        label: str,
        example: str,
        act: Callable[[], None],
        icon: str = "",
        rows: int = 1,
        round_ends: bool = False,
    ) -> None:
        look, theme = ui.look, ui.look.theme
        self._label = label
        style = TextStyle(round(look.type_px("label") * 1.08))
        self.typed = TypedText(ui, style, example, rows)
        parts: list[Block] = [Icon(ui, icon, round(style.px * 1.35), theme.brand), self.typed] if icon else [self.typed]
        row = Row(ui, parts, [*[0.0] * (len(parts) - 1), 1.0], gap=look.px(3.4))
        across, along = look.px(5.6 if round_ends else 3.4), look.px(3.0 if round_ends else 1.9)
        if look.scarce:
            along = look.px(0.7)
        height = max(look.touch, rows * style.line_px + 2 * along)
        radius = height // 2 - 1 if round_ends else look.radius
        super().__init__(
            ui, row, Panel(theme.card, theme.brand, look.stroke + 1, radius), Manner(label), act, (across, along)
        )

    @property
    def spoken(self) -> str:
        """What is asked, and what stands in the field."""
        words = self.typed.words
        return f"{self._label}. {words}" if words else self._label

    @property
    def aloud(self) -> str | None:
        """That something stands in the field, not what."""
        return self.ui.texts("typed.something", label=self._label) if self.typed.words else None

    def show(self, words: str, caret: bool = True, wrong: bool = False) -> None:
        """Show these words; `wrong` outlines the field in the colour of mistakes (words beside it say why)."""
        theme = self.ui.look.theme
        panel = self.panel
        self.dress(Panel(panel.fill, theme.danger if wrong else theme.brand, panel.stroke, panel.radius))
        self.typed.show(words, caret)


def clear_button(ui: Ui, act: Callable[[], None]) -> Control:
    """Start afresh."""
    look, theme = ui.look, ui.look.theme
    icon = Icon(ui, "close", round(look.type_px("label") * 1.2), theme.ink)
    panel = Panel(theme.card, theme.line, look.stroke, look.radius)
    return Control(ui, icon, panel, Manner(ui.texts("keys.clear")), act, (look.px(2), look.px(1)))
