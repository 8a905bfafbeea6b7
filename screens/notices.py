"""What is shown instead of a state: something broke, or the point is resting."""

from collections.abc import Callable
from typing import Any

from screens.buttons import main_button
from screens.icon import IconTile
from screens.layout import Block, Row, Space
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.ui import Ui


class _Notice(Screen):
    """An icon, a title, a text."""

    def notice(self, key: str, icon: str) -> list[Block]:
        """The blocks of a notice whose texts begin with `key`."""
        ui, theme = self.ui, self.ui.look.theme
        tile = IconTile(ui, icon, ui.look.px(16), theme.brand_tint, theme.brand, round_tile=True)
        return [
            Row(ui, [tile, Space(ui)], [0, 1]),
            Text(ui, ui.texts(f"{key}.title"), ui.paint.style("title"), theme.ink),
            Text(ui, ui.texts(f"{key}.text"), ui.paint.style("body"), theme.ink),
        ]


class SorryScreen(_Notice):
    """Something broke; the visit has ended and nothing of it is left. `again` begins a new one."""

    def __init__(self, ui: Ui, again: Callable[[], None]) -> None:
        self._again = again
        super().__init__(ui)

    def build(self, state: Any) -> Block:
        """With a way to begin again."""
        again = main_button(self.ui, self.ui.texts("sorry.again"), self._again)
        return Page(self.ui, Parts(main=self.notice("sorry", "sentiment_dissatisfied"), action=again, back=False))


class ClosedScreen(_Notice):
    """The point is resting: go to the counter."""

    def build(self, state: Any) -> Block:
        """Nothing to touch."""
        return Page(self.ui, Parts(main=self.notice("closed", "free_breakfast"), back=False))
