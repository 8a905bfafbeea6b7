"""Typing a question: the field, the answers that come while typing, the keyboard."""

from collections.abc import Sequence

from kiosk.journeys.intents import EraseAll, GoBack
from kiosk.journeys.states import Search, State
from screens.answers import Answers
from screens.buttons import back_link
from screens.field import Field, clear_button
from screens.keyboard import Keyboard
from screens.layout import Block, Row
from screens.lists import kind_words, product_card
from screens.screen import Screen
from screens.typing_page import TypingPage
from screens.ui import Ui


class SearchScreen(Screen):
    """Draws Search. Typing changes the field and the answers, nothing else."""

    types = True

    def __init__(self, ui: Ui, state: Search) -> None:
        self._field = Field(
            ui, ui.texts("search.label"), ui.texts("search.example"), lambda: None, "search", round_ends=True
        )
        self._answers = Answers(ui, ui.turn)
        self._made: dict[str, Block] = {}
        super().__init__(ui, state)

    def build(self, state: Search) -> Block:
        """Back, field and eraser in one row; answers; keyboard."""
        ui = self.ui
        back = back_link(ui, ui.does(GoBack()))
        row = Row(ui, [back, self._field, clear_button(ui, ui.does(EraseAll()))], [0, 1, 0], gap=ui.look.gap)
        self._show(state)
        return TypingPage(ui, [row], self._answers, Keyboard(ui, ui.boards["text"]))

    def update(self, state: State) -> bool:
        """Another letter, other answers."""
        if not isinstance(state, Search):
            return False
        self.state = state
        self._show(state)
        self._answers.arrange()
        return True

    def _show(self, state: Search) -> None:
        self._field.show(state.query)
        self._answers.show(self._cards(state.found), self._kind_words(state), state.page)

    def _cards(self, found: Sequence[str]) -> list[Block]:
        """A card for every answer; one that was there a letter ago is used again."""
        catalogue = self.ui.content.catalogue
        for slug in found:
            if slug not in self._made:
                self._made[slug] = product_card(self.ui, catalogue.product(slug), short=self.ui.look.scarce)
        return [self._made[slug] for slug in found]

    def _kind_words(self, state: Search) -> Block:
        if state.query.strip():
            return kind_words(self.ui, "search.nothing")
        return kind_words(self.ui, "search.start", "lightbulb")
