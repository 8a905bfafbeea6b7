"""The record could not be kept: said plainly, with the answers still here."""

from kiosk.journeys.intents import ShowHelp, TryAgain
from kiosk.journeys.states import NotKept
from screens.buttons import card, main_button
from screens.layout import Block
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class NotKeptScreen(Screen):
    """Draws NotKept."""

    def build(self, state: NotKept) -> Block:
        """What happened, a person who helps, and trying again."""
        ui, texts = self.ui, self.ui.texts
        words = Text(ui, texts("notkept.text"), ui.paint.style("body"), ui.look.theme.ink)
        person = card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp()))
        again = main_button(ui, texts("screen.try_again"), ui.does(TryAgain()), "refresh")
        return Page(ui, Parts(texts("notkept.title"), [words], [person], again, side_share=0.36))
