"""Is the visitor sure that the appointment should go? Asked before it does."""

from kiosk.journeys.intents import Confirm, GoBack
from kiosk.journeys.states import Cancelling
from screens.appointment_card import appointment_card
from screens.buttons import button, main_button, stop_inks
from screens.layout import Block
from screens.page import Page, Parts
from screens.screen import Screen


class CancellingScreen(Screen):
    """Draws Cancelling."""

    def build(self, state: Cancelling) -> Block:
        """Keeping it is the main action: a hand that slips costs nothing."""
        ui, texts = self.ui, self.ui.texts
        keep = main_button(ui, texts("cancelling.keep"), ui.does(GoBack()))
        go = button(ui, texts("cancelling.yes"), ui.does(Confirm()), stop_inks(ui), "event_busy")
        card = appointment_card(ui, state.appointment)
        return Page(ui, Parts(texts("cancelling.title"), [card], [go], keep, side_share=0.36))
