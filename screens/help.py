"""How to get help from a person, and how this screen works."""

from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import StartForm
from kiosk.journeys.states import Help
from screens.buttons import card
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text

_TOOLS = (
    ("text_fields", "help.screen.text_size"),
    ("brightness_medium", "help.screen.contrast"),
    ("hearing", "help.screen.speech"),
    ("close", "help.screen.stop"),
)


class HelpScreen(Screen):
    """Draws Help."""

    def build(self, state: Help) -> Block:
        """First the person, then the screen."""
        ui = self.ui
        side: list[Block] = []
        if CALL_BACK_FORM in ui.content.forms:
            call = ui.does(StartForm(CALL_BACK_FORM))
            side = [card(ui, "phone", ui.texts("screen.call_back"), ui.texts("screen.call_back.line"), call)]
        return Page(ui, Parts(ui.texts("help.title"), [self._person(), self._screen()], side, side_share=0.36))

    def _person(self) -> Plane:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        tile = IconTile(ui, "emoji_people", look.px(14), theme.sun, theme.on_sun)
        words = Column(
            ui,
            [
                Text(ui, ui.texts("help.person"), ui.paint.style("heading"), theme.ink),
                Text(ui, ui.texts("help.person.line"), ui.paint.style("body"), theme.ink),
            ],
            gap=look.px(0.8),
        )
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        return Plane(ui, Row(ui, [tile, words], [0, 1], gap=look.px(3.6)), panel, look.px(3.6), look.px(3.2))

    def _screen(self) -> Block:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        style = ui.paint.style("body")
        rows = [
            Row(
                ui,
                [Icon(ui, icon, round(style.px * 1.3), theme.brand), Text(ui, ui.texts(key), style, theme.ink)],
                [0, 1],
                gap=look.px(2.4),
            )
            for icon, key in _TOOLS
        ]
        heading = Text(ui, ui.texts("help.screen"), ui.paint.style("label"), theme.ink)
        return Column(ui, [heading, *rows], gap=look.px(2), headed=True)
