"""What stands between a field and its keyboard: a hint, or a mistake in words and with a sign."""

from screens.icon import Icon
from screens.layout import Block, Row
from screens.text import Text
from screens.ui import Ui


class Below(Block):
    """Under the field: a hint or a mistake, from the top down."""

    def arrange(self) -> None:
        """At the top of its place."""
        for part in self.parts:
            height = part.natural_height(int(self.width))
            part.place(int(self.x), int(self.top) - height, int(self.width), height)


def mistake_row(ui: Ui, words: str) -> Row:
    """A mistake in words, with a sign: never by colour alone."""
    theme, style = ui.look.theme, ui.paint.style("small", bold=True)
    mark = Icon(ui, "error", round(style.px * 1.3), theme.danger)
    return Row(ui, [mark, Text(ui, words, style, theme.danger)], [0, 1], gap=ui.look.px(1.6))
