"""Pointing on the map: the map with its mark, buttons that move it, what is near in words, and the way on."""

from kiosk.forms.places import mistake
from kiosk.journeys.intents import Confirm, Skip, UsePhone, ZoomMap
from kiosk.journeys.pointing import around
from kiosk.journeys.states import Question, State
from kiosk.maps.plane import View
from kiosk.nearby import near_words
from screens.below import mistake_row
from screens.buttons import button, main_button, outline_button, plain_inks
from screens.layout import Block, Grid, Row
from screens.map_view import MapView
from screens.page import Page, Parts
from screens.question import QuestionScreen
from screens.text import Text

_STEP_SHARE = 0.3
"""A button moves the map by so much of its height."""


class MapScreen(QuestionScreen):
    """Draws the last step of a question for a place."""

    def build(self, state: Question) -> Block:
        """Map and words; beside them the buttons, the way without a point, and the way on."""
        ui, look, texts = self.ui, self.ui.look, self.ui.texts
        view = self._view(state)
        near = near_words(ui.content, view.lat, view.lon)
        self._map = MapView(ui, view, near)
        self._near = Text(ui, near, ui.paint.style("body"), look.theme.ink)
        self._near_line = Row(ui, [self._near], [1])
        self._turners = self._pad()
        side: list[Block] = []
        if ui.content.online():
            side.append(outline_button(ui, texts("place.phone"), ui.does(UsePhone()), "smartphone"))
        if not self._must_point(state):
            side.append(outline_button(ui, texts("place.point.skip"), ui.does(Skip())))
        main: list[Block] = [self._map, self._near_line]
        pad: list[Block] = [self._turners] if look.two_columns else []
        if look.scarce:
            main = [Row(ui, [self._map, self._turners], [1, 0], gap=look.gap), self._near_line]
        elif not look.two_columns:
            main.append(self._turners)
        if ui.content.map.credit:
            main.append(Text(ui, ui.content.map.credit, ui.paint.style("small"), look.theme.soft))
        self._say(state, view)
        return Page(
            ui,
            Parts(
                texts("place.point.question"),
                main,
                [*pad, *side],
                main_button(ui, texts("place.point.here"), ui.does(Confirm())),
                note=self.progress_words(state),
                page=state.page,
                turn=ui.turn,
            ),
        )

    def update(self, state: State) -> bool:
        """Another part of the map, or a mistake."""
        if not isinstance(state, Question) or not self.is_same_question(state):
            return False
        if (state.page, state.error) != (self.state.page, self.state.error):
            # Other words may need another height.
            return False
        self.state = state
        view = self._view(state)
        self._map.show(view, near_words(self.ui.content, view.lat, view.lon))
        self._say(state, view)
        return True

    @property
    def announces(self) -> str:
        """Where the mark stands, each time that it has moved; or what to do about a mistake."""
        return super().announces or self._map.alt

    def error_words(self, state: Question) -> str:
        """What to do about a mistake."""
        return self.ui.texts(state.error) if state.error else ""

    def _say(self, state: Question, view: View) -> None:
        if state.error:
            self._near_line.hold([mistake_row(self.ui, self.error_words(state))])
        else:
            self._near.say(near_words(self.ui.content, view.lat, view.lon))
            self._near_line.hold([self._near])
        if self._near_line.width > 1:
            self._near_line.arrange()

    def _must_point(self, state: Question) -> bool:
        return state.place is not None and mistake(self.field_of(state), state.place) is not None

    def _view(self, state: Question) -> View:
        assert state.place is not None, "a map is shown once the village is known"  # noqa: S101 (see place_screen)
        return state.view or around(state.place, self.ui.content)

    def _pad(self) -> Block:
        """Four arrows around nothing, and nearer and farther below them."""
        ui, texts = self.ui, self.ui.texts

        def move(icon: str, key: str, right: float, down: float) -> Block:
            def act() -> None:
                step = self._map.height * _STEP_SHARE
                self._map.pan(right * step, down * step)

            return button(ui, "", act, plain_inks(ui), icon, small=True, spoken=texts(key))

        def zoom(icon: str, key: str, by: int) -> Block:
            return button(ui, "", ui.does(ZoomMap(by)), plain_inks(ui), icon, small=True, spoken=texts(key))

        keys = [
            zoom("zoom_out", "map.farther", -1),
            move("keyboard_arrow_up", "map.north", 0, -1),
            zoom("zoom_in", "map.nearer", 1),
            move("keyboard_arrow_left", "map.west", -1, 0),
            move("keyboard_arrow_down", "map.south", 0, 1),
            move("keyboard_arrow_right", "map.east", 1, 0),
        ]
        pad = MapPad(ui, keys, 3 if ui.look.landscape else len(keys), ui.look.least_gap)
        for row in pad.parts:
            if isinstance(row, Row):
                # West stays left in every language.
                row.mirrors = False
        return pad


class MapPad(Grid):
    """Keys as small as a finger allows."""

    def natural_width(self) -> int:
        """Three keys and the gaps between them."""
        return 3 * self.ui.look.touch + 2 * self.gap
