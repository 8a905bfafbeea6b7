"""The outcome of one step of a visit."""

from dataclasses import dataclass

from kiosk.journeys.effects import Effect
from kiosk.journeys.states import State


@dataclass(frozen=True)
class Next:
    """Where the visit goes, and what is asked of the world on the way."""

    state: State
    effects: tuple[Effect, ...] = ()
