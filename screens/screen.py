"""A screen draws one state and emits intents."""

from typing import Any

from kiosk.journeys.states import State
from screens.layout import Block
from screens.ui import Ui


class Screen(Block):
    """The base of every screen. `build` makes its one part from the state.

    `types` says whether letters of a real keyboard belong to it.
    """

    types = False

    def __init__(self, ui: Ui, state: Any = None) -> None:
        super().__init__(ui)
        self.state = state
        self.hold([self.build(state)])

    def build(self, state: Any) -> Block:
        """The blocks of this screen."""
        raise NotImplementedError

    @property
    def announces(self) -> str:
        """What is spoken by itself when it comes up: a mistake, a warning. Nothing personal, nothing typed."""
        return ""

    def update(self, state: State) -> bool:
        """Show another state without a new screen; False when this screen cannot."""
        return False
