"""An appointment that leads to no number, or that was cancelled: what is the matter, and what one can do."""

from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import (
    Intent,
    MakeAppointment,
    MoveAppointment,
    ShowHelp,
    StartForm,
    Stop,
    TakeNumber,
)
from kiosk.journeys.states import Notice, NoticeKind
from kiosk.tickets.appointment import location_of, meeting_words
from kiosk.tickets.compose import day_and_time
from screens.buttons import card, main_button, main_inks
from screens.control import Control
from screens.layout import Block, Grid
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text

_MOVE, _NEW, _NUMBER, _CALL, _ASK = "move", "new", "number", "call", "ask"
_WAYS = {
    NoticeKind.WRONG_PLACE: (_MOVE, _ASK),
    NoticeKind.WRONG_DAY: (_MOVE, _ASK),
    NoticeKind.NOT_HERE: (_MOVE, _ASK),
    NoticeKind.CANCELLED: (_NEW, _NUMBER, _ASK),
    NoticeKind.PAST: (_NEW, _NUMBER, _ASK),
    NoticeKind.NOW_CANCELLED: (_NEW,),
    NoticeKind.REFUSED: (_CALL, _ASK),
    NoticeKind.UNCLEAR: (_CALL, _ASK),
}
"""The next best for each, the likeliest first."""


class NoticeScreen(Screen):
    """Draws Notice."""

    def build(self, state: Notice) -> Block:
        """Title, why, and cards to go on with."""
        ui, key = self.ui, f"notice.{state.kind.value}"
        cards = [self._card(way, number == 0, state) for number, way in enumerate(self._ways(state))]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2 if ui.look.landscape else 1)
        said = ui.texts(f"{key}.{self._which_text(state)}", **self._values(state))
        words = Text(ui, said, ui.paint.style("body"), ui.look.theme.ink)
        main: list[Block] = [Grid(ui, cards, wide, ui.look.gap, roomy=True)]
        title = ui.texts(f"{key}.title")
        if state.kind is NoticeKind.NOW_CANCELLED:
            finish = main_button(ui, ui.texts("screen.finished"), ui.does(Stop()))
            return Page(ui, Parts(title, main, action=finish, lead=[words], back=False))
        return Page(ui, Parts(title, main, lead=[words]))

    def _which_text(self, state: Notice) -> str:
        """Who comes on the wrong day should not come back to the wrong place."""
        content = self.ui.content
        elsewhere = state.location != content.location.slug and location_of(content, state.location) is not None
        return "elsewhere" if state.kind is NoticeKind.WRONG_DAY and elsewhere else "text"

    def _ways(self, state: Notice) -> list[str]:
        """Those that are possible here."""
        content = self.ui.content
        possible = {
            _MOVE: state.appointment is not None,
            _NUMBER: bool(content.location.services),
            _CALL: CALL_BACK_FORM in content.forms,
        }
        return [way for way in _WAYS[state.kind] if possible.get(way, True)]

    def _card(self, way: str, main: bool, state: Notice) -> Control:
        ui, texts = self.ui, self.ui.texts
        what: dict[str, tuple[str, str, Intent]] = {
            _MOVE: ("update", "coming.move", MoveAppointment()),
            _NEW: ("event", "home.appointment", MakeAppointment()),
            _NUMBER: ("confirmation_number", "home.number", TakeNumber()),
            _CALL: ("phone", "screen.call_back", StartForm(CALL_BACK_FORM)),
            _ASK: ("emoji_people", "screen.ask", ShowHelp()),
        }
        icon, key, intent = what[way]
        is_main = main and state.kind is not NoticeKind.NOW_CANCELLED
        inks = main_inks(ui) if is_main else None
        return card(ui, icon, texts(key), texts(f"{key}.line"), ui.does(intent), inks)

    def _values(self, state: Notice) -> dict[str, str]:
        """When, where and how, as far as is known."""
        content = self.ui.content
        place = location_of(content, state.location)
        known = state.appointment
        return {
            "when": day_and_time(content, state.start) if state.start else "",
            "place": place.name if place else "",
            "address": f"{place.street}, {place.village}" if place else "",
            "how": meeting_words(content, known.meeting, known.village) if known else "",
        }
