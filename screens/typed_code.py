"""A code that is typed: the question, its field, a hint or what is wrong, and keys with only what codes are made of."""

from kiosk.journeys.intents import GoBack
from screens.below import Below, mistake_row
from screens.buttons import back_link
from screens.field import Field
from screens.keyboard import Keyboard
from screens.layout import Block
from screens.page import header
from screens.text import Text
from screens.typing_page import TypingPage
from screens.ui import Ui


class TypedCode:
    """The parts of such a screen; `board` names the keys, `confirm` is the word on the last of them.

    Where height is scarce there is no room for a hint, and a mistake stands in the place of the question.
    """

    def __init__(self, ui: Ui, label: str, example: str, board: str, confirm: str) -> None:
        self._ui = ui
        self._field = Field(ui, label, example, lambda: None)
        self._below = Below(ui)
        self._keyboard = Keyboard(ui, ui.boards[board], confirm)

    def page(self, asked: str, error: str | None, beside: Block | None = None) -> TypingPage:
        """All of it; `error` is a text key. `show` has to follow."""
        ui, tight = self._ui, self._ui.look.landscape
        words = ui.texts(error) if error and ui.look.scarce else asked
        head = header(ui, back_link(ui, ui.does(GoBack())), words, "", "heading" if tight else "title", tight)
        return TypingPage(ui, [*head, self._field], self._below, self._keyboard, beside)

    def show(self, draft: str, error: str | None, hint: str) -> None:
        """What was typed, and what stands below it."""
        ui = self._ui
        self._field.show(draft, wrong=bool(error))
        if ui.look.scarce:
            self._below.hold([])
        elif error:
            self._below.hold([mistake_row(ui, ui.texts(error))])
        else:
            self._below.hold([Text(ui, hint, ui.paint.style("small"), ui.look.theme.soft)])
        self._below.arrange()

    def can_follow(self, before: str | None, after: str | None) -> bool:
        """Whether `show` alone leads from one mistake to another; else the screen is built anew."""
        return before == after or not self._ui.look.scarce
