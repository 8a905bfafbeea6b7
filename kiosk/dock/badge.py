"""The controls of the simulated badge reader: which badge is held to it, and its bad days."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kiosk.dock.control import Control, DockDevice
from kiosk.dock.troubles import Troubled, trouble_control

NOTHING = "none"


class Reader(Troubled, Protocol):
    """The simulated reader, as a person uses it."""

    def insert(self, what: Any) -> None:
        """Hold something to it."""
        ...

    def remove(self) -> None:
        """Take it away."""
        ...


def badge_dock(reader: Reader, state: Callable[[], str], cards: Mapping[str, Any]) -> DockDevice:
    """The controls of a reader; `cards` are what can be held to it, by name."""
    held = {"name": NOTHING}

    def hold(name: str) -> None:
        held["name"] = name
        if name == NOTHING:
            reader.remove()
        else:
            reader.insert(cards[name])

    card = Control("card", hold, (NOTHING, *cards), lambda: held["name"])
    return DockDevice("badge", state, (card, trouble_control(reader)))
