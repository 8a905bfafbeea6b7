"""A finger that is not there: touches controls by what they say, through the same events as a real one."""

from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent

from screens.control import Control, controls
from screens.shell import Shell
from screens.strikes import QUIET_S

_ALMOST = 1e-6
_NEAR_PX = 160.0
"""More than any control is wide enough to be struck twice by mistake."""


class NothingSaysSoError(LookupError):
    """No control on the screen says that; tells what there is."""


class _Touch(MotionEvent):
    """One touch of a screen, in parts of its width and height."""

    def __init__(self, x: float, y: float, at_s: float) -> None:
        window = EventLoop.window
        at = {"x": x / max(_ALMOST, window.width - 1), "y": y / max(_ALMOST, window.height - 1)}
        super().__init__("finger", 1, at, is_touch=True, type_id="touch")
        self.time_start = at_s

    def depack(self, args: dict[str, float]) -> None:
        """Where it is, as Kivy's own providers say it."""
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)


class Finger:
    """Touches what can be touched now on `shell`."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._last = (0.0, 0.0, 0.0)

    def touch(self, words: str) -> None:
        """Touch the control that says `words`, or begins with them; raises NothingSaysSoError."""
        self.touch_at(*self.find(words).center)

    def touch_at(self, x: float, y: float) -> None:
        """Down and up at one place; the same place never sooner than a person would strike it again.

        Nobody waits for that: a touch says itself when it was, and this one says so much later.
        """
        last_x, last_y, last_s = self._last
        quiet_s = QUIET_S + _ALMOST if abs(x - last_x) + abs(y - last_y) < _NEAR_PX else 0.0
        at_s = max(Clock.get_time(), last_s + quiet_s)
        touch: Any = _Touch(x, y, at_s)
        EventLoop.post_dispatch_input("begin", touch)
        EventLoop.post_dispatch_input("end", touch)
        self._last = (x, y, at_s)

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
