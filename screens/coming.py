"""What a visitor with an appointment wants: be here, another time, or not come at all."""

from kiosk.journeys.arriving import expected_now
from kiosk.journeys.intents import BeHere, CancelAppointment, MoveAppointment, ShowHelp
from kiosk.journeys.states import Coming
from screens.appointment_card import appointment_card
from screens.buttons import card, main_inks
from screens.control import Control
from screens.icon import Icon
from screens.layout import Block, Grid, Row
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class ComingScreen(Screen):
    """Draws Coming."""

    def build(self, state: Coming) -> Block:
        """The appointment as it stands, and the three things one can do, the likeliest first; offline being here."""
        ui, texts = self.ui, self.ui.texts
        known = state.appointment
        if known is None:
            person = card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp()))
            grid = Grid(ui, [self._here(main=True), person], self._wide, ui.look.gap, roomy=True)
            return Page(ui, Parts(texts("coming.title"), [grid], lead=[self._offline()]))
        now = expected_now(known, ui.content)
        inks = None if now else main_inks(ui)
        move = card(ui, "update", texts("coming.move"), texts("coming.move.line"), ui.does(MoveAppointment()), inks)
        cancel = card(
            ui, "event_busy", texts("coming.cancel"), texts("coming.cancel.line"), ui.does(CancelAppointment())
        )
        here = self._here(main=now)
        ways: list[Block] = [here, move, cancel] if now else [move, cancel, here]
        side: list[Block] = [Grid(ui, ways, 1, ui.look.gap, roomy=True)]
        return Page(ui, Parts(texts("coming.title"), [appointment_card(ui, known)], side, side_share=0.4))

    def _here(self, main: bool) -> Control:
        """What one comes for on the day itself, at the place itself; elsewhere it only tells when and where."""
        ui, texts = self.ui, self.ui.texts
        inks = main_inks(ui) if main else None
        return card(ui, "how_to_reg", texts("coming.here"), texts("coming.here.line"), ui.does(BeHere()), inks)

    @property
    def _wide(self) -> int:
        return columns(self.ui, self.ui.look.width_px - 2 * self.ui.look.margin, most=2)

    def _offline(self) -> Row:
        ui = self.ui
        style = ui.paint.style("body")
        mark = Icon(ui, "cloud_off", round(style.px * 1.3), ui.look.theme.soft)
        words = Text(ui, ui.texts("coming.offline"), style, ui.look.theme.ink)
        return Row(ui, [mark, words], [0, 1], gap=ui.look.px(2.2))
