"""Where it is, once the village is known: the street and number, or what is near, typed."""

from kiosk.journeys.states import Question
from screens.question import TypedScreen


class StreetScreen(TypedScreen):
    """Draws the second step of a question for a place."""

    def asked(self, state: Question) -> str:
        """Where in the village."""
        return self.ui.texts("place.question", village=state.place.village if state.place else "")

    def label(self, state: Question) -> str:
        """Of the field."""
        return self.ui.texts("place.label")

    def example(self, state: Question) -> str:
        """What one may type."""
        return self.ui.texts("place.example")

    def hint(self, state: Question) -> str:
        """That something near it will do."""
        return self.ui.texts("place.hint")

    def skip_label(self, state: Question) -> str:
        """A village may be all that somebody knows, where that is enough."""
        return "" if self.field_of(state).exact else self.ui.texts("place.skip")
