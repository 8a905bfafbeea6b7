"""What is being waited for, with a way out."""

from kiosk.journeys.intents import GoBack
from kiosk.journeys.states import Waiting
from screens.buttons import outline_button
from screens.icon import IconTile
from screens.layout import Block, Row, Space
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class WaitingScreen(Screen):
    """Draws Waiting. Nothing moves: a still picture is calmer than a wheel that turns."""

    def build(self, state: Waiting) -> Block:
        """A clock, what is waited for, and the way out."""
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        clock = IconTile(ui, "hourglass_empty", look.px(16), theme.brand_tint, theme.brand, round_tile=True)
        leave = outline_button(ui, ui.texts("waiting.leave"), ui.does(GoBack()))
        main: list[Block] = [
            Row(ui, [clock, Space(ui)], [0, 1]),
            Text(ui, ui.texts(f"waiting.{state.awaited.value}"), ui.paint.style("title"), theme.ink),
            Text(ui, ui.texts("waiting.text"), ui.paint.style("body"), theme.ink),
            Row(ui, [leave, Space(ui)], [0, 1]),
        ]
        return Page(ui, Parts(main=main, back=False))
