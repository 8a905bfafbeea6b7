"""Where it is, once the village is known: the street, completed while typing, then the number or what is near."""

from typing import Any

from kiosk.journeys.intents import Answer
from kiosk.journeys.states import PlaceStep, Question, State
from kiosk.streets.street import Street
from screens.answers import Answers
from screens.below import Below
from screens.buttons import card_panel, plain_inks
from screens.control import Control, Manner
from screens.icon import Icon
from screens.layout import Block, Row, Space
from screens.map_page import MapScreen
from screens.question import TypedScreen, question_screen
from screens.screen import Screen
from screens.text import Text
from screens.ui import Ui


def place_screen(ui: Ui, state: Question) -> Screen:
    """The screen for the step of a question for a place that is asked now; for any other question its own."""
    if state.place is None:
        return question_screen(ui, state)
    steps = {PlaceStep.STREET: StreetScreen, PlaceStep.NUMBER: NumberScreen, PlaceStep.POINT: MapScreen}
    return steps[state.step](ui, state)


class StreetScreen(TypedScreen):
    """The street: a field, and below it the streets that it may become."""

    def __init__(self, ui: Ui, state: Question) -> None:
        self._found = Found(ui)
        self._made: dict[str, Block] = {}
        super().__init__(ui, state)

    def make_below(self) -> Below:
        """Streets, where others have words."""
        return self._found

    def asked(self, state: Question) -> str:
        """Where in the village."""
        return self.ui.texts("place.question", village=state.place.village if state.place else "")

    def label(self, state: Question) -> str:
        """Of the field."""
        return self.ui.texts("place.label")

    def example(self, state: Question) -> str:
        """What one may type."""
        return self.ui.texts("place.example")

    def head(self, state: Question, back: Block, field: Block, skips: list[Block]) -> list[Block]:
        """Where there is little height, streets take the place of the question once one types."""
        if not self._is_short(state):
            return super().head(state, back, field, skips)
        return [Row(self.ui, [back, field, *skips], [0, 1, *[0] * len(skips)], gap=self.ui.look.gap)]

    def update(self, state: State) -> bool:
        """Another letter; the first one may change the head."""
        if isinstance(state, Question) and self._is_short(state) != self._is_short(self.state):
            return False
        return super().update(state)

    def _is_short(self, state: Question) -> bool:
        return self.ui.look.scarce and bool(state.draft) and not state.error

    def hint(self, state: Question) -> str:
        """That something near it will do."""
        return self.ui.texts("place.unlisted" if state.draft.strip() else "place.hint")

    def skip_label(self, state: Question) -> str:
        """A village may be all that somebody knows."""
        return self.ui.texts("place.skip")

    def show_below(self, state: Any) -> None:
        """The streets, unless there is a mistake to tell."""
        found = () if state.error else self._streets(state)
        if not found:
            self._found.answers = None
            super().show_below(state)
            return
        answers = Answers(self.ui, self.ui.turn)
        answers.show([self._card(street) for street in found], Space(self.ui), state.page)
        self._found.answers = answers
        self._found.hold([answers])

    def _streets(self, state: Question) -> tuple[Street, ...]:
        village = state.place.village if state.place else ""
        found = self.ui.content.streets.complete(village, state.draft)
        # One that stands there as it is needs no card: going on says the same.
        return () if [street.name for street in found] == [state.draft] else found

    def _card(self, street: Street) -> Block:
        if street.name not in self._made:
            self._made[street.name] = street_card(self.ui, street.name)
        return self._made[street.name]


class Found(Below):
    """Words from the top down as elsewhere, or answers that take all the room."""

    answers: Answers | None = None

    def natural_height(self, width: int) -> int:
        """As the words."""
        return 0 if self.answers else super().natural_height(width)

    def arrange(self) -> None:
        """All the room for answers; none where not even one row fits."""
        if self.answers is None:
            super().arrange()
            return
        if int(self.height) < self.ui.look.touch:
            self.hold([])
            return
        self.answers.place(int(self.x), int(self.y), int(self.width), int(self.height))


def street_card(ui: Ui, name: str) -> Control:
    """One street to choose, in one row of letters where that fits."""
    look, inks = ui.look, plain_inks(ui)
    style = ui.paint.style("label")
    parts = [Icon(ui, "place", round(style.px * 1.2), inks.mark), Text(ui, name, style, inks.strong)]
    row = Row(ui, parts, [0, 1], gap=look.px(1.8))
    act = ui.does(Answer(name))
    return Control(ui, row, card_panel(ui, inks), Manner(name), act, (look.px(2.8), look.px(0.6)))


class NumberScreen(TypedScreen):
    """The house number, or what is near; without a street only what is near."""

    def asked(self, state: Question) -> str:
        """At which door, or near what."""
        place = state.place
        if place and place.street:
            key = "place.number.short" if self.ui.look.scarce else "place.number.question"
            return self.ui.texts(key, street=place.street)
        return self.ui.texts("place.near.question")

    def label(self, state: Question) -> str:
        """Of the field."""
        return self.ui.texts("place.number.label" if state.place and state.place.street else "place.near.label")

    def example(self, state: Question) -> str:
        """What one may type."""
        return self.ui.texts("place.number.example" if state.place and state.place.street else "place.near.example")

    def hint(self, state: Question) -> str:
        """That both will do."""
        return self.ui.texts("place.number.hint" if state.place and state.place.street else "place.near.hint")

    def skip_label(self, state: Question) -> str:
        """A street is enough."""
        return self.ui.texts("question.skip")
