"""The products of one domain."""

from kiosk.journeys.states import Browse
from screens.layout import Block, Grid
from screens.lists import columns, kind_words, product_card
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class BrowseScreen(Screen):
    """Draws Browse."""

    def build(self, state: Browse) -> Block:
        """Title, one line, cards in pages."""
        ui, look = self.ui, self.ui.look
        domain = ui.content.catalogue.domain(state.domain)
        width = look.width_px - 2 * look.margin
        cards = [product_card(ui, product) for product in domain.products]
        main: list[Block] = (
            [Grid(ui, cards, columns(ui, width), look.gap)] if cards else [kind_words(ui, "browse.empty")]
        )
        line = Text(ui, ui.texts.local(domain.tagline), ui.paint.style("body"), look.theme.soft)
        title = ui.texts.local(domain.title)
        return Page(ui, Parts(title, main, lead=[line], page=state.page, turn=ui.turn))
