"""A service that is closed now: when it opens, and what one can do meanwhile."""

from datetime import datetime

from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import MakeAppointment, ShowHelp, StartForm
from kiosk.journeys.states import Closed
from kiosk.tickets.compose import clock_time, long_day
from kiosk.tickets.number import service_of
from screens.buttons import card, main_inks
from screens.layout import Block, Grid
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text


class ServiceClosedScreen(Screen):
    """Draws Closed."""

    def build(self, state: Closed) -> Block:
        """Which service, when it opens, an appointment, a call, a person."""
        ui, texts = self.ui, self.ui.texts
        ways: list[Block] = [self._card("event", "home.appointment", MakeAppointment(), main=True)]
        if CALL_BACK_FORM in ui.content.forms:
            ways.append(self._card("phone", "screen.call_back", StartForm(CALL_BACK_FORM)))
        ways.append(self._card("emoji_people", "screen.ask", ShowHelp()))
        name = texts.local(service_of(ui.content, state.service).name)
        words = Text(ui, self._opens(state.opens), ui.paint.style("body"), ui.look.theme.ink)
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2 if ui.look.landscape else 1)
        main: list[Block] = [Grid(ui, ways, wide, ui.look.gap, roomy=True)]
        return Page(ui, Parts(texts("service_closed.title", service=name), main, lead=[words]))

    def _card(self, icon: str, key: str, intent: MakeAppointment | StartForm | ShowHelp, main: bool = False) -> Block:
        texts = self.ui.texts
        inks = main_inks(self.ui) if main else None
        return card(self.ui, icon, texts(key), texts(f"{key}.line"), self.ui.does(intent), inks)

    def _opens(self, opens: datetime | None) -> str:
        content = self.ui.content
        if opens is None:
            return content.texts("service_closed.text")
        if opens.date() == content.now().astimezone(opens.tzinfo).date():
            return content.texts("service_closed.today", time=clock_time(content, opens))
        return content.texts("service_closed.later", day=long_day(content, opens), time=clock_time(content, opens))
