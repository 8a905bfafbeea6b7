"""Typing or scanning the code of an appointment: large keys, only letters and digits that codes are made of."""

from kiosk.journeys.intents import GoBack
from kiosk.journeys.states import EnterCode, State
from screens.buttons import back_link
from screens.field import Field
from screens.icon import Icon
from screens.keyboard import Keyboard
from screens.layout import Block, Row
from screens.page import header
from screens.question import Below
from screens.screen import Screen
from screens.text import Text
from screens.typing_page import TypingPage
from screens.ui import Ui


class EnterCodeScreen(Screen):
    """Draws EnterCode."""

    types = True

    def __init__(self, ui: Ui, state: EnterCode) -> None:
        self.state = state
        super().__init__(ui, state)

    def build(self, state: EnterCode) -> Block:
        """Head, field, where the code stands or what is wrong with it, keys."""
        ui, texts = self.ui, self.ui.texts
        self._field = Field(ui, texts("code.label"), texts("code.example"), lambda: None)
        self._below = Below(ui)
        tight = ui.look.landscape
        asked = texts(state.error) if state.error and ui.look.scarce else texts("code.title")
        head = header(ui, back_link(ui, ui.does(GoBack())), asked, "", "heading" if tight else "title", tight)
        self._show(state)
        return TypingPage(ui, [*head, self._field], self._below, Keyboard(ui, ui.boards["code"], texts("screen.next")))

    def update(self, state: State) -> bool:
        """Another letter, or a mistake."""
        if not isinstance(state, EnterCode):
            return False
        if self.ui.look.scarce and state.error != self.state.error:
            return False
        self.state = state
        self._show(state)
        self._below.arrange()
        return True

    @property
    def announces(self) -> str:
        """What is wrong with the code."""
        return self.ui.texts(self.state.error) if self.state.error else ""

    def _show(self, state: EnterCode) -> None:
        self._field.show(state.draft, wrong=bool(state.error))
        if self.ui.look.scarce:
            self._below.hold([])
        elif state.error:
            self._below.hold([self._mistake(self.ui.texts(state.error))])
        else:
            style, soft = self.ui.paint.style("small"), self.ui.look.theme.soft
            self._below.hold([Text(self.ui, self.ui.texts("code.hint"), style, soft)])

    def _mistake(self, words: str) -> Row:
        """In words, with a sign: never by colour alone."""
        theme = self.ui.look.theme
        style = self.ui.paint.style("small", bold=True)
        mark = Icon(self.ui, "error", round(style.px * 1.3), theme.danger)
        return Row(self.ui, [mark, Text(self.ui, words, style, theme.danger)], [0, 1], gap=self.ui.look.px(1.6))
