"""What one has to know before going on with a form; where it is dangerous: call now, and the number large."""

from assets.form import Option
from kiosk.journeys.intents import Confirm, GoBack, ShowHelp
from kiosk.journeys.states import Told
from screens.buttons import card, main_button, outline_button
from screens.icon import IconTile
from screens.layout import Block, Row
from screens.page import Page, Parts
from screens.paint import TextStyle
from screens.screen import Screen
from screens.text import Text

_CALL_MM = 12


class ToldScreen(Screen):
    """Draws Told."""

    def build(self, state: Told) -> Block:
        """The instruction; going on is the main action only where nobody has to be called first."""
        ui, texts = self.ui, self.ui.texts
        option = self._option(state)
        words = Text(ui, texts.local(option.notice or {"nl": ""}), ui.paint.style("label"), ui.look.theme.ink)
        back = outline_button(ui, texts("told.back"), ui.does(GoBack()))
        if option.call:
            person = card(ui, "emoji_people", texts("screen.ask"), texts("screen.ask.line"), ui.does(ShowHelp()))
            on = outline_button(ui, texts("told.call.next"), ui.does(Confirm()))
            return Page(
                ui, Parts("", [self._call(option.call), words], [person, on, back], back=False, side_share=0.36)
            )
        title = texts.local(option.label)
        on = main_button(ui, texts("told.next"), ui.does(Confirm()))
        return Page(ui, Parts(title, [self._note(), words], [back], on, side_share=0.36))

    @property
    def announces(self) -> str:
        """The whole of it: who does not see the screen has to know it too."""
        option, texts = self._option(self.state), self.ui.texts
        title = texts("told.call.title", number=" ".join(option.call)) if option.call else texts("told.title")
        return f"{title}. {texts.local(option.notice or {'nl': ''})}"

    def _option(self, state: Told) -> Option:
        option = self.ui.content.forms[state.form].field(state.field).option(state.option)
        if option is None:
            raise KeyError(state.option)
        return option

    def _call(self, number: str) -> Row:
        """The number, to be read and dialled from a step back."""
        ui, theme = self.ui, self.ui.look.theme
        tile = IconTile(ui, "call", ui.look.px(16), theme.danger, theme.card, round_tile=True)
        style = TextStyle(ui.look.px(_CALL_MM) if not ui.look.scarce else ui.paint.style("title").px, True, 1.15)
        title = Text(ui, ui.texts("told.call.title", number=number), style, theme.danger)
        return Row(ui, [tile, title], [0, 1], gap=ui.look.px(3))

    def _note(self) -> Row:
        ui, theme = self.ui, self.ui.look.theme
        tile = IconTile(ui, "info", ui.look.px(10), theme.brand_tint, theme.brand)
        title = Text(ui, ui.texts("told.title"), ui.paint.style("heading"), theme.ink)
        return Row(ui, [tile, title], [0, 1], gap=ui.look.px(2.6))
