"""What a visitor with an appointment wants: be here, another time, or not come at all."""

from kiosk.journeys.intents import BeHere, CancelAppointment, MoveAppointment, ShowHelp
from kiosk.journeys.states import Coming
from screens.appointment_card import appointment_card
from screens.buttons import card, main_inks
from screens.icon import Icon
from screens.layout import Block, Grid, Row
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class ComingScreen(Screen):
    """Draws Coming."""

    def build(self, state: Coming) -> Block:
        """The appointment as it stands, and the three things one can do; offline only being here."""
        ui, texts = self.ui, self.ui.texts
        ways: list[Block]
        here = card(ui, "how_to_reg", texts("coming.here"), texts("coming.here.line"), ui.does(BeHere()), main_inks(ui))
        if state.appointment is None:
            person = card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp()))
            ways = [here, person]
            grid = Grid(ui, ways, self._wide, ui.look.gap, roomy=True)
            return Page(ui, Parts(texts("coming.title"), [grid], lead=[self._offline()]))
        ways = [
            here,
            card(ui, "update", texts("coming.move"), texts("coming.move.line"), ui.does(MoveAppointment())),
            card(ui, "event_busy", texts("coming.cancel"), texts("coming.cancel.line"), ui.does(CancelAppointment())),
        ]
        side: list[Block] = [Grid(ui, ways, 1, ui.look.gap, roomy=True)]
        return Page(ui, Parts(texts("coming.title"), [appointment_card(ui, state.appointment)], side, side_share=0.4))

    @property
    def _wide(self) -> int:
        return columns(self.ui, self.ui.look.width_px - 2 * self.ui.look.margin, most=2)

    def _offline(self) -> Row:
        ui = self.ui
        style = ui.paint.style("body")
        mark = Icon(ui, "cloud_off", round(style.px * 1.3), ui.look.theme.soft)
        words = Text(ui, ui.texts("coming.offline"), style, ui.look.theme.ink)
        return Row(ui, [mark, words], [0, 1], gap=ui.look.px(2.2))
