"""What a visitor with an appointment wants: be here, another time, or not come at all."""

from kiosk.journeys.arriving import expected_now, is_over
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
        """The appointment as it stands, and what one can do, the likeliest first. Late or offline: being here."""
        ui, texts = self.ui, self.ui.texts
        known = state.appointment
        if known is None:
            grid = Grid(ui, [self._here(main=True), self._person()], self._wide, ui.look.gap, roomy=True)
            lead = self._lead("cloud_off", "coming.offline")
            return Page(ui, Parts(texts("coming.title"), [grid], lead=[lead]))
        if is_over(known):
            late: list[Block] = [Grid(ui, [self._here(main=True), self._person()], 1, ui.look.gap, roomy=True)]
            said: list[Block] = [appointment_card(ui, known), self._lead("schedule", "coming.late")]
            return Page(ui, Parts(texts("coming.title"), said, late, side_share=0.4))
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

    def _person(self) -> Control:
        ui, texts = self.ui, self.ui.texts
        return card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp()))

    @property
    def _wide(self) -> int:
        return columns(self.ui, self.ui.look.width_px - 2 * self.ui.look.margin, most=2)

    def _lead(self, icon: str, key: str) -> Row:
        ui = self.ui
        style = ui.paint.style("body")
        mark = Icon(ui, icon, round(style.px * 1.3), ui.look.theme.soft)
        return Row(ui, [mark, Text(ui, ui.texts(key), style, ui.look.theme.ink)], [0, 1], gap=ui.look.px(2.2))
