"""The control of the tactile keypad: its keys, which a developer's keyboard may not have."""

from collections.abc import Callable

from kiosk.dock.control import Control, DockDevice
from kiosk.keypad import KeypadAct


def keypad_dock(press: Callable[[KeypadAct], None]) -> DockDevice:
    """The keys of a keypad; `press` strikes the one that does this. It has no state: it is a keyboard."""
    acts = tuple(act.value for act in KeypadAct)
    return DockDevice("keypad", lambda: "", (Control("press", lambda act: press(KeypadAct(act)), acts),))
