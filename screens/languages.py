"""All languages of the terminal, each by its own name."""

from kiosk.journeys.intents import ChooseLanguage
from kiosk.journeys.states import Languages
from screens.bottom_bar import language_name
from screens.buttons import word_card
from screens.layout import Block, Grid
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen


class LanguagesScreen(Screen):
    """Draws Languages."""

    def build(self, state: Languages) -> Block:
        """One card a language."""
        ui = self.ui
        current = ui.texts.language
        cards = [
            word_card(ui, language_name(code), ui.does(ChooseLanguage(code)), code == current) for code in ui.languages
        ]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin)
        return Page(ui, Parts(ui.texts("languages.title"), [Grid(ui, cards, wide, ui.look.gap, roomy=True)]))
