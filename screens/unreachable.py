"""The central did not answer, or answered no: the next best (acceptance row A55: a person is always offered)."""

from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import ShowHelp, StartForm, TryAgain
from kiosk.journeys.states import Awaited, Unreachable
from screens.buttons import card, main_inks, outline_button
from screens.layout import Block, Grid, Row, Space
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text

_AT_THE_DESK = (Awaited.CHECK_IN,)
"""Who is here for an appointment is not helped with a call."""
_OWN_WORDS = (Awaited.MOVE, Awaited.CANCEL, Awaited.CHECK_IN)
"""After silence it is not known whether a change was done: said so."""


class UnreachableScreen(Screen):
    """Draws Unreachable."""

    def build(self, state: Unreachable) -> Block:
        """Why, and what one can do."""
        ui, texts, theme = self.ui, self.ui.texts, self.ui.look.theme
        kind = "unreachable.refused" if state.refused else "unreachable"
        if state.unclear:
            kind = "unreachable.unclear"
        ways: list[Block] = []
        if CALL_BACK_FORM in ui.content.forms and state.awaited not in _AT_THE_DESK:
            line = texts("screen.call_back.line")
            ways.append(
                card(ui, "phone", texts("screen.call_back"), line, ui.does(StartForm(CALL_BACK_FORM)), main_inks(ui))
            )
        ways.append(card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp())))
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2 if ui.look.landscape else 1)
        again = outline_button(ui, texts("screen.try_again"), ui.does(TryAgain()), "refresh")
        main: list[Block] = [Grid(ui, ways, wide, ui.look.gap, roomy=True)]
        if not state.refused:
            main.append(Row(ui, [again, Space(ui)], [0, 1]))
        own = state.awaited in _OWN_WORDS and not state.refused
        line = texts(f"unreachable.{state.awaited.value}.text" if own else f"{kind}.text")
        line_text = Text(ui, line, ui.paint.style("body"), theme.ink)
        return Page(ui, Parts(texts(f"{kind}.{state.awaited.value}"), main, lead=[line_text]))
