"""One question of a form: picture cards, villages, yes or no, or a field with its keyboard."""

from typing import Any

from assets.form import FieldKind, FormField
from kiosk.forms.checks import error_text
from kiosk.forms.engine import offered, progress
from kiosk.journeys.intents import Answer, GoBack, Skip, UsePhone
from kiosk.journeys.states import Question, State
from screens.below import Below, mistake_row
from screens.buttons import back_link, button, card, outline_button, plain_inks, word_card
from screens.control import Control
from screens.field import Field
from screens.keyboard import Keyboard
from screens.layout import Block, Grid, Row, Space
from screens.lists import columns
from screens.page import Page, Parts, header
from screens.screen import Screen
from screens.text import Text
from screens.typing_page import TypingPage
from screens.ui import Ui

_BOARDS = {
    FieldKind.TEXT: "text",
    FieldKind.EMAIL: "email",
    FieldKind.PHONE: "phone",
    FieldKind.DATE: "date",
    FieldKind.NUMBER: "number",
}
_LONG_TEXT = 150
"""An answer that may be longer than this gets a field of several lines."""


def question_screen(ui: Ui, state: Question) -> Screen:
    """The screen for the kind of question that this is."""
    kind = ui.content.forms[state.form].field(state.field).kind
    if kind.is_chosen or (kind is FieldKind.PLACE and state.place is None):
        return ChoiceScreen(ui, state)
    return TypedScreen(ui, state)


class QuestionScreen(Screen):
    """What both kinds share."""

    state: Question

    def field_of(self, state: Question) -> FormField:
        """The field that is asked."""
        return self.ui.content.forms[state.form].field(state.field)

    def progress_words(self, state: Question) -> str:
        """Which question of how many."""
        place, of_all = progress(self.ui.content.forms[state.form], state.answers, state.field)
        return self.ui.texts("question.progress", place=place, all=of_all)

    def error_words(self, state: Question) -> str:
        """What to do about a mistake."""
        return error_text(self.field_of(state), state.error, self.ui.texts) if state.error else ""

    def is_same_question(self, state: Question) -> bool:
        """Whether only what is typed or said about it has changed."""
        same_step = (state.place, state.step) == (self.state.place, self.state.step)
        return same_step and (state.form, state.field) == (self.state.form, self.state.field)

    @property
    def announces(self) -> str:
        """What to do about a mistake, with the name of the field (acceptance row A15)."""
        if not self.state.error:
            return ""
        return f"{self.ui.texts.local(self.field_of(self.state).label)}. {self.error_words(self.state)}"


class ChoiceScreen(QuestionScreen):
    """Touching an answer goes on at once."""

    def build(self, state: Question) -> Block:
        """Cards with pictures, or a list of villages."""
        ui, field = self.ui, self.field_of(state)
        look = ui.look
        cards, most = self._cards(field, state)
        wide = columns(ui, look.width_px - 2 * look.margin, most)
        if field.kind in (FieldKind.VILLAGE, FieldKind.PLACE):
            wide = max(1, min(5, (look.width_px - 2 * look.margin) // (9 * look.type_px("label"))))
        lead: list[Block] = []
        if field.hint:
            lead.append(Text(ui, ui.texts.local(field.hint), ui.paint.style("body"), look.theme.soft))
        if state.error:
            lead.append(mistake_row(self.ui, self.error_words(state)))
        main: list[Block] = [Grid(ui, cards, wide, look.gap, roomy=True)]
        others: list[Block] = []
        if field.kind is FieldKind.PLACE and ui.content.online():
            others.append(outline_button(ui, ui.texts("place.phone"), ui.does(UsePhone()), "smartphone"))
        if not field.required and field.kind is not FieldKind.CONSENT:
            others.append(outline_button(ui, ui.texts("question.skip"), ui.does(Skip())))
        if others:
            main.append(Row(ui, [*others, Space(ui)], [*[0] * len(others), 1], gap=look.gap))
        return Page(
            ui,
            Parts(
                ui.texts.local(field.question),
                main,
                lead=lead,
                page=state.page,
                turn=ui.turn,
                note=self.progress_words(state),
            ),
        )

    def _cards(self, field: FormField, state: Question) -> tuple[list[Control], int]:
        texts = self.ui.texts
        if field.kind.is_yes_or_no:
            key = "form.consent." if field.kind is FieldKind.CONSENT else "form."
            answers = (("check", texts(f"{key}yes"), "yes"), ("close", texts(f"{key}no"), "no"))
            return [self._card(icon, label, value, state) for icon, label, value in answers], 2
        if field.kind in (FieldKind.VILLAGE, FieldKind.PLACE):
            return [self._village(village.name, state) for village in self.ui.content.town.villages], 5
        options = offered(field, state.answers)
        return [self._card(option.icon, texts.local(option.label), option.value, state) for option in options], 3

    def _card(self, icon: str, label: str, value: str, state: Question) -> Control:
        return card(self.ui, icon, label, "", self.ui.does(Answer(value)), chosen=state.draft == value)

    def _village(self, name: str, state: Question) -> Control:
        return word_card(self.ui, name, self.ui.does(Answer(name)), state.draft == name)


class TypedScreen(QuestionScreen):
    """A field, what to do about a mistake beside it, and the keyboard that fits the question."""

    types = True

    def __init__(self, ui: Ui, state: Question) -> None:
        self.state = state
        super().__init__(ui, state)

    def build(self, state: Question) -> Block:
        """Head, field, hint or mistake, keyboard."""
        ui, field = self.ui, self.field_of(state)
        texts = ui.texts
        rows = 2 if field.kind is FieldKind.TEXT and field.max_length > _LONG_TEXT and not ui.look.scarce else 1
        self._field = Field(ui, self.label(state), self.example(state), lambda: None, rows=rows)
        self._below = self.make_below()
        head = self.head(state, back_link(ui, ui.does(GoBack())), self._field, self._skips(state))
        self._show(state)
        keyboard = Keyboard(ui, ui.boards[_BOARDS.get(field.kind, "text")], texts("screen.next"))
        return TypingPage(ui, head, self._below, keyboard)

    def head(self, state: Question, back: Block, field: Block, skips: list[Block]) -> list[Block]:
        """Way back and question; field and the way on without an answer."""
        ui = self.ui
        tight = ui.look.landscape
        role = "heading" if tight else "title"
        # Where there is no room below the field, what to do about a mistake takes the place of the question.
        asked = self.error_words(state) if state.error and ui.look.scarce else self.asked(state)
        entry = Row(ui, [field, *skips], [1, *[0] * len(skips)], gap=ui.look.gap) if skips else field
        return [*header(ui, back, asked, self.progress_words(state), role, tight), entry]

    def _skips(self, state: Question) -> list[Block]:
        label = self.skip_label(state)
        return [button(self.ui, label, self.ui.does(Skip()), plain_inks(self.ui), small=True)] if label else []

    def update(self, state: State) -> bool:
        """Another letter, or a mistake."""
        if not isinstance(state, Question) or not self.is_same_question(state):
            return False
        if self.ui.look.scarce and state.error != self.state.error:
            return False
        self.state = state
        self._show(state)
        self._below.arrange()
        return True

    def make_below(self) -> Below:
        """What stands between the field and the keyboard."""
        return Below(self.ui)

    def asked(self, state: Question) -> str:
        """The question."""
        return self.ui.texts.local(self.field_of(state).question)

    def label(self, state: Question) -> str:
        """The name of the field."""
        return self.ui.texts.local(self.field_of(state).label)

    def example(self, state: Question) -> str:
        """What stands in the field while it is empty."""
        example = self.field_of(state).example
        return self.ui.texts.local(example) if example else ""

    def hint(self, state: Question) -> str:
        """What stands below the field."""
        hint = self.field_of(state).hint
        return self.ui.texts.local(hint) if hint else ""

    def skip_label(self, state: Question) -> str:
        """The word for going on without an answer; nothing where that cannot be."""
        return "" if self.field_of(state).required else self.ui.texts("question.skip")

    def _show(self, state: Any) -> None:
        self._field.show(state.draft, wrong=bool(state.error))
        self.show_below(state)

    def show_below(self, state: Any) -> None:
        """A hint, or what to do about a mistake."""
        if self.ui.look.scarce:
            self._below.hold([])
        elif state.error:
            self._below.hold([mistake_row(self.ui, self.error_words(state))])
        else:
            self._below.hold([Text(self.ui, self.hint(state), self.ui.paint.style("small"), self.ui.look.theme.soft)])
