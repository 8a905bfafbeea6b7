"""What can be done to one simulated device, as data: a name, what it may be set to, and the hand that does it."""

from collections.abc import Callable
from dataclasses import dataclass

LONGEST_VALUE = 500
"""Characters of what a control is set to: a scanner reads no more either."""


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class Control:
    """One setting of a device, such as its cover.

    `act` takes one of `choices`, or any text where there are none (a code to scan); it may be called from any thread
    and returns soon. `now` is the choice that holds; "" for what happens and is over. `offers` are texts worth trying.
    """

    name: str
    act: Callable[[str], None]
    choices: tuple[str, ...] = ()
    now: Callable[[], str] = _nothing
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class DockDevice:
    """A simulated device. `state` is what the terminal takes it for now."""

    name: str
    state: Callable[[], str]
    controls: tuple[Control, ...]

    def control(self, name: str) -> Control | None:
        """The control called `name`."""
        return next((one for one in self.controls if one.name == name), None)
