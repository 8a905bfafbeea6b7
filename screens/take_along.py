"""The digital form to take along: a large QR code, a short address to type, and a print with the checklist."""

from kiosk.journeys.intents import GoHome, PrintAgain
from kiosk.journeys.states import PaperState, State, TakeAlong
from screens.buttons import main_button, outline_button
from screens.layout import Block, Column, Row
from screens.lists import ticked
from screens.page import Page, Parts
from screens.paint import Panel
from screens.paper import paper_words
from screens.picture import qr_plane
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text

_CODE_MM = 52
_SMALL_CODE_MM = 34
"""Where height is scarce; a phone still reads it from 30 cm."""


class TakeAlongScreen(Screen):
    """Draws TakeAlong."""

    def build(self, state: TakeAlong) -> Block:
        """Code and address on the reading side, printing where the hand is."""
        ui, texts = self.ui, self.ui.texts
        product = ui.content.catalogue.product(state.slug)
        side: list[Block] = [self._checklist(state)] if product.bring else []
        words = paper_words(ui, state.paper, "paper.keep.link")
        side += words
        again = outline_button(ui, texts("screen.another"), ui.does(GoHome()))
        label = texts("take.print") if state.paper.state is PaperState.NOT_ASKED else texts("paper.again")
        action: Block = main_button(ui, label, ui.does(PrintAgain()), "print")
        if state.paper.state is PaperState.PRINTING:
            action = again
        elif state.paper.state is not PaperState.NOT_ASKED:
            action = Column(ui, [outline_button(ui, label, ui.does(PrintAgain()), "print"), again], gap=ui.look.gap)
        title = texts.local(product.title)
        return Page(ui, Parts(title, [self._code(state)], side, action, side_share=0.36))

    def update(self, state: State) -> bool:
        """The same ticket in the same state needs nothing new."""
        return state == self.state

    def _code(self, state: TakeAlong) -> Block:
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        alt = texts("product.qr", address=state.address)
        side = look.px(_SMALL_CODE_MM if look.scarce else _CODE_MM)
        code = qr_plane(ui, ui.content.product_address(state.slug), side, alt)
        words = Column(
            ui,
            [
                Text(ui, texts("take.scan"), ui.paint.style("heading"), theme.ink),
                Text(ui, texts("take.type"), ui.paint.style("body"), theme.soft),
            ],
            gap=look.px(1.6),
        )
        address = Text(ui, state.address, ui.paint.style("heading"), theme.brand)
        narrow = look.width_px / look.type_px("label") < 24
        top: Block = (
            Column(ui, [code, words], gap=look.gap) if narrow else Row(ui, [code, words], [0, 1], gap=look.px(5))
        )
        return Column(ui, [top, address], gap=look.px(3.4))

    def _checklist(self, state: TakeAlong) -> Block:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        ticket = state.paper.ticket
        heading = Text(ui, ticket.checklist_title, ui.paint.style("label"), theme.ink)
        inner = Column(ui, [heading, ticked(ui, ticket.checklist)], gap=look.px(2))
        return Plane(ui, inner, Panel(theme.card, theme.line, look.stroke, look.radius), look.px(3.6), look.px(3.2))
