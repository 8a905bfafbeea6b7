"""The PIN of a badge, and what is said of a badge that opens nothing."""

from devices.badge.port import BadgeTrouble
from kiosk.journeys.intents import Stop
from kiosk.journeys.states import State
from kiosk.journeys.volunteer_states import BadgeRefused, EnterPin
from kiosk.volunteers.session import Why
from screens.below import Below
from screens.buttons import button, main_button, plain_inks
from screens.icon import Icon, IconTile
from screens.keyboard import Keyboard
from screens.layout import Block, Row, Space
from screens.page import Page, Parts, header
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text
from screens.typing_page import TypingPage

_LEAST_DIGITS = 4
_TITLES = {
    **dict.fromkeys((Why.PULLED, Why.NEW_PIN, Why.UNREADABLE), "volunteer.away.again"),
    **dict.fromkeys((Why.NO_LIST, Why.NOT_KEPT), "volunteer.away.not_now"),
}
"""Of what is not the badge's fault; of all else, that it opens nothing."""


class EnterPinScreen(Screen):
    """Draws EnterPin. Digits are shown as dots and spoken to a headset only (acceptance row A8)."""

    types = True

    def build(self, state: EnterPin) -> Block:
        """Whose PIN, how many digits, what is wrong or how long to wait, and the keys."""
        ui, texts = self.ui, self.ui.texts
        back, label = texts("pin.leave"), texts("screen.back" if ui.look.scarce else "pin.leave")
        leave = button(ui, label, ui.does(Stop()), plain_inks(ui), "arrow_back", small=True, spoken=back)
        tight = ui.look.landscape
        # Where height is scarce what is wrong stands in the place of the question.
        said = self._words(state)[1] if ui.look.scarce and self._is_urgent(state) else None
        asked = said or texts("pin.title", label=state.label)
        head = header(ui, leave, asked, "", "heading" if tight else "title", tight)
        self._dots = Dots(ui)
        panel = Panel(ui.look.theme.card, ui.look.theme.line, ui.look.stroke, ui.look.radius)
        field = Plane(ui, self._dots, panel, ui.look.px(3), ui.look.px(1.6))
        self._below = Below(ui)
        self._show(state)
        keyboard = Keyboard(ui, ui.boards["number"], texts("screen.next"), hushed=texts("pin.digit"))
        return TypingPage(ui, [*head, field], self._below, keyboard)

    def update(self, state: State) -> bool:
        """Another digit, a wrong PIN, a second less to wait."""
        if not isinstance(state, EnterPin) or state.label != self.state.label:
            return False
        if self.ui.look.scarce and self._words(state) != self._words(self.state):
            return False
        self.state = state
        self._show(state)
        self._below.arrange()
        return True

    @property
    def announces(self) -> str:
        """That it was wrong, and that one has to wait: once, not every second."""
        state, texts = self.state, self.ui.texts
        if state.wait_s:
            return texts("pin.wait.spoken")
        return texts("pin.wrong") if state.tries and not state.checking else ""

    def _show(self, state: EnterPin) -> None:
        ui, theme = self.ui, self.ui.look.theme
        self._dots.show(len(state.draft))
        icon, words, wrong = self._words(state)
        if ui.look.scarce:
            self._below.hold([])
            return
        style = ui.paint.style("body", bold=wrong)
        ink = theme.danger if wrong else theme.soft
        mark = Icon(ui, icon, round(style.px * 1.3), ink)
        self._below.hold([Row(ui, [mark, Text(ui, words, style, ink)], [0, 1], gap=ui.look.px(1.6))])

    def _is_urgent(self, state: EnterPin) -> bool:
        return state.checking or bool(state.wait_s) or (bool(state.tries) and not state.draft)

    def _words(self, state: EnterPin) -> tuple[str, str, bool]:
        """Icon and words, and whether something is wrong."""
        texts = self.ui.texts
        if state.checking:
            return "hourglass_empty", texts("pin.checking"), False
        if state.wait_s:
            return "lock_clock", texts.count("pin.wait", state.wait_s), True
        if state.tries and not state.draft:
            return "error", texts("pin.wrong"), True
        return "lock", texts("pin.hint"), False


class Dots(Block):
    """So many digits were typed: a full dot each, and empty ones up to what a PIN has at the least."""

    def natural_height(self, width: int) -> int:
        """A dot."""
        return self.ui.paint.style("title").line_px

    def show(self, typed: int) -> None:
        """So many digits."""
        px, ink = round(self.ui.paint.style("title").px * 0.6), self.ui.look.theme.ink
        icons = ["circle"] * typed + ["radio_button_unchecked"] * (_LEAST_DIGITS - typed)
        self.hold(
            [Row(self.ui, [Icon(self.ui, icon, px, ink) for icon in icons], [0] * len(icons), self.ui.look.px(2.4))]
        )
        self.arrange()

    def arrange(self) -> None:
        """In the middle."""
        for row in self.parts:
            width = row.natural_width()
            row.place(int(self.center_x) - width // 2, int(self.y), width, int(self.height))


class BadgeRefusedScreen(Screen):
    """Draws BadgeRefused."""

    def build(self, state: BadgeRefused) -> Block:
        """Why, what to do, and the way back."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        tile = IconTile(ui, "no_accounts", look.px(16), theme.brand_tint, theme.brand, round_tile=True)
        words: list[Block] = [
            Row(ui, [tile, Space(ui)], [0, 1]),
            Text(ui, texts(_TITLES.get(state.why, "volunteer.away.title")), ui.paint.style("title"), theme.ink),
            *(Text(ui, said, ui.paint.style("body"), theme.ink) for said in self._said()),
        ]
        if state.code:
            words.append(Text(ui, texts("volunteer.away.code", code=state.code), ui.paint.style("body"), theme.soft))
        return Page(ui, Parts(main=words, action=main_button(ui, texts("screen.back"), ui.does(Stop())), back=False))

    @property
    def announces(self) -> str:
        """Why, and what to do."""
        return " ".join(self._said())

    def _said(self) -> list[str]:
        """What the reader itself found is said as wherever a badge is read; the rest is ours to say."""
        texts, why = self.ui.texts, self.state.why.value
        if why in set(BadgeTrouble):
            return [texts(f"device.badge.{why}"), texts(f"device.badge.{why}.do")]
        return [texts(f"volunteer.away.{why}")]
