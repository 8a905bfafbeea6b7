"""A code was scanned that leads nowhere here, or that comes in between: kind words, and what one can do."""

from kiosk.journeys.intents import Confirm, GoBack, HaveAppointment, Intent, ShowHelp, StartForm
from kiosk.journeys.states import Interrupted, Misread, ScanKind
from screens.buttons import card, main_button, main_inks, outline_button
from screens.control import Control
from screens.layout import Block, Grid
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.volunteer_close import back_words, other_places
from sync.protocol.kinds import LOST_ITEM

_TYPE, _ASK, _LOST = "type", "ask", "lost"
_WAYS = {
    ScanKind.UNKNOWN: (_TYPE, _ASK),
    ScanKind.ADDRESS: (_ASK, _TYPE),
    ScanKind.ELSEWHERE: (_ASK,),
    ScanKind.LABEL: (_LOST, _ASK),
    ScanKind.CLOSED: (),
    ScanKind.BADGE: (_ASK,),
}
"""The next best for each, the likeliest first."""


class MisreadScreen(Screen):
    """Draws Misread."""

    def build(self, state: Misread) -> Block:
        """Title, what it is, and cards to go on with."""
        ui = self.ui
        words = Text(ui, self._said(state), ui.paint.style("body"), ui.look.theme.ink)
        if state.kind is ScanKind.CLOSED:
            places, beside = other_places(ui), ui.look.two_columns
            main_words = [words] if beside else [words, *places]
            return Page(ui, Parts(self._title(state), main_words, places if beside else [], side_share=0.44))
        ways = [way for way in _WAYS[state.kind] if way != _LOST or LOST_ITEM in ui.content.forms]
        cards = [self._card(way, number == 0) for number, way in enumerate(ways)]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2 if ui.look.landscape else 1)
        main: list[Block] = [Grid(ui, cards, wide, ui.look.gap, roomy=True)]
        return Page(ui, Parts(self._title(state), main, lead=[words]))

    @property
    def announces(self) -> str:
        """All of it: whoever scanned waits for something to happen."""
        return f"{self._title(self.state)}. {self._said(self.state)}"

    def _title(self, state: Misread) -> str:
        if state.until is not None:
            return back_words(self.ui, "misread.closed.title", state.until)
        return self.ui.texts(f"misread.{state.kind.value}.title")

    def _said(self, state: Misread) -> str:
        return self.ui.texts(f"misread.{state.kind.value}.text", host=state.host)

    def _card(self, way: str, main: bool) -> Control:
        ui, texts = self.ui, self.ui.texts
        what: dict[str, tuple[str, str, Intent]] = {
            _TYPE: ("keyboard", "misread.type", HaveAppointment()),
            _LOST: ("search", "misread.lost", StartForm(LOST_ITEM)),
            _ASK: ("emoji_people", "screen.ask", ShowHelp()),
        }
        icon, key, intent = what[way]
        return card(ui, icon, texts(key), texts(f"{key}.line"), ui.does(intent), main_inks(ui) if main else None)


class InterruptedScreen(Screen):
    """Draws Interrupted."""

    def build(self, state: Interrupted) -> Block:
        """Going on with what was half done is the main action: a scan by accident costs nothing."""
        ui, texts = self.ui, self.ui.texts
        words = Text(ui, texts("interrupted.text"), ui.paint.style("body"), ui.look.theme.ink)
        keep = main_button(ui, texts("interrupted.keep"), ui.does(GoBack()))
        look = outline_button(ui, texts("interrupted.look"), ui.does(Confirm()), "qr_code_scanner")
        return Page(ui, Parts(texts("interrupted.title"), [words], [look], keep, back=False, side_share=0.36))

    @property
    def announces(self) -> str:
        """The question: it was not the visitor's own step that led here."""
        return f"{self.ui.texts('interrupted.title')}. {self.ui.texts('interrupted.text')}"
