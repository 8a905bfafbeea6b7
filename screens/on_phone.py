"""Going on on one's own phone: the code, three steps, and what we wait for."""

from kiosk.journeys.intents import GoBack, TryAgain
from kiosk.journeys.states import OnPhone, PhoneTrouble
from screens.buttons import main_button, outline_button
from screens.icon import Icon
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.picture import qr_plane
from screens.screen import Screen
from screens.text import Text

_CODE_MM = 52
_SMALL_CODE_MM = 34
"""Where height is scarce; a phone still reads it from 30 cm."""


class OnPhoneScreen(Screen):
    """Draws OnPhone."""

    def build(self, state: OnPhone) -> Block:
        """Code and steps on the reading side, the way on without a phone where the hand is."""
        ui, texts, look = self.ui, self.ui.texts, self.ui.look
        style = ui.paint.style("body")
        if state.trouble is not None:
            main: list[Block] = [self._line("info", texts(f"on_phone.{state.trouble}"))]
            without = outline_button(ui, texts("on_phone.without"), ui.does(GoBack()))
            again = main_button(ui, texts("on_phone.again"), ui.does(TryAgain()))
            return Page(ui, Parts(texts("on_phone.title"), main, [without], again, side_share=0.36))
        waiting = self._line("hourglass_empty", texts("on_phone.waiting" if state.link else "on_phone.making"))
        main = [self._code(state), waiting] if state.link else [waiting]
        side: list[Block] = [Text(ui, texts("on_phone.privacy"), style, look.theme.soft)]
        action = outline_button(ui, texts("on_phone.without"), ui.does(GoBack()))
        return Page(ui, Parts(texts("on_phone.title"), main, side, action, side_share=0.36))

    @property
    def announces(self) -> str:
        """What went wrong, or that the code is there."""
        state = self.state
        if state.trouble is not None:
            return self.ui.texts(f"on_phone.{PhoneTrouble(state.trouble)}")
        return self.ui.texts("on_phone.scan") if state.link else ""

    def _code(self, state: OnPhone) -> Block:
        ui, look, texts = self.ui, self.ui.look, self.ui.texts
        address = ui.content.phone_address(state.link.token if state.link else "")
        side = look.px(_SMALL_CODE_MM if look.scarce else _CODE_MM)
        code = qr_plane(ui, address, side, texts("on_phone.qr"))
        steps = [texts(f"on_phone.{step}") for step in ("scan", "share", "back")]
        style, theme = ui.paint.style("label"), look.theme
        lines: list[Block] = [
            Row(ui, [Text(ui, f"{number}.", style, theme.brand), Text(ui, words, style, theme.ink)], [0, 1], look.px(2))
            for number, words in enumerate(steps, 1)
        ]
        column = Column(ui, lines, gap=look.px(2.4))
        narrow = look.width_px / look.type_px("label") < 24
        return Column(ui, [code, column], gap=look.gap) if narrow else Row(ui, [code, column], [0, 1], gap=look.px(5))

    def _line(self, icon: str, words: str) -> Row:
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style("body")
        mark = Icon(ui, icon, round(style.px * 1.4), theme.brand)
        return Row(ui, [mark, Text(ui, words, style, theme.ink)], [0, 1], gap=ui.look.px(2))
