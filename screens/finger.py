"""A finger that is not there: touches controls by what they say, through the same events as a real one."""

from typing import Any

from kivy.base import EventLoop
from kivy.input.motionevent import MotionEvent

from screens.control import Control, controls
from screens.shell import Shell

_ALMOST = 1e-6


class NothingSaysSoError(LookupError):
    """No control on the screen says that; tells what there is."""


class _Touch(MotionEvent):
    """One touch of a screen, in parts of its width and height."""

    def __init__(self, x: float, y: float) -> None:
        window = EventLoop.window
        at = {"x": x / max(_ALMOST, window.width - 1), "y": y / max(_ALMOST, window.height - 1)}
        super().__init__("finger", 1, at, is_touch=True, type_id="touch")

    def depack(self, args: dict[str, float]) -> None:
        """Where it is, as Kivy's own providers say it."""
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)


class Finger:
    """Touches what can be touched now on `shell`."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def touch(self, words: str) -> None:
        """Touch the control that says `words`, or begins with them; raises NothingSaysSoError."""
        self.touch_at(*self.find(words).center)

    def touch_at(self, x: float, y: float) -> None:
        """Down and up at one place."""
        touch: Any = _Touch(x, y)
        EventLoop.post_dispatch_input("begin", touch)
        EventLoop.post_dispatch_input("end", touch)

    def find(self, words: str) -> Control:
        """The control that says `words`, else the first that begins with them."""
        here = self.reachable()
        for fits in (str.__eq__, str.startswith):
            for control in here:
                if fits(control.spoken.casefold(), words.casefold()):
                    return control
        raise NothingSaysSoError(f"nothing says {words!r}; there is: {', '.join(one.spoken for one in here)}")

    def reachable(self) -> list[Control]:
        """What can be touched now, in reading order."""
        return [control for block in self._shell.blocks() for control in controls(block)]
