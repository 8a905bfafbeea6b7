"""The controls of the simulated presence sensor: somebody comes near, and goes."""

from collections.abc import Callable
from typing import Protocol

from kiosk.dock.control import Control, DockDevice
from kiosk.dock.troubles import Troubled, trouble_control


class Floor(Troubled, Protocol):
    """The simulated sensor, and the floor before it."""

    def come(self) -> None:
        """Somebody steps before it."""
        ...

    def leave(self) -> None:
        """Nobody is there any more."""
        ...

    def seen(self) -> float | None:
        """Seconds since somebody was seen."""
        ...


def presence_dock(floor: Floor, state: Callable[[], str]) -> DockDevice:
    """The controls of a presence sensor."""

    def move(where: str) -> None:
        if where == "near":
            floor.come()
        else:
            floor.leave()

    def now() -> str:
        return "near" if floor.seen() == 0 else "away"

    return DockDevice("presence", state, (Control("person", move, ("away", "near"), now), trouble_control(floor)))
