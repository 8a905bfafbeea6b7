"""The real window with a finger before it; every turn of its loop is measured, and looked at by the ledger."""

import random
import time
from collections.abc import Callable
from functools import partial

from kivy.base import EventLoop, ExceptionManager

from screens.control import Control
from screens.finger import Finger
from screens.stage import Stage
from screens.strikes import QUIET_S
from tests.faults.devices.ledger import Ledger
from tests.faults.devices.watch import LoopWatch

_NEAR_PX = 160.0


class Room:
    """What a visitor can do, and what the window does by itself."""

    def __init__(self, stage: Stage, watch: LoopWatch, ledger: Ledger) -> None:
        self.stage = stage
        self.watch = watch
        self.ledger = ledger
        self._finger = Finger(stage.shell)
        self._last = (0.0, 0.0, 0.0)

    def frame(self) -> None:
        """One round of Kivy's loop."""
        self._turn("a frame", EventLoop.idle)

    @property
    def place(self) -> str:
        """Where the visit is."""
        return type(self.stage.conductor.visit.state).__name__

    def words(self, key: str) -> str:
        """What a text key says in the visitor's language; other words stay themselves."""
        return self.stage.conductor.visit.content.texts(key)

    def reachable(self) -> list[Control]:
        """What can be touched now."""
        return self._finger.reachable()

    def find(self, key: str) -> Control | None:
        """What says the words of `key`, or begins with them."""
        words = self.words(key).casefold()
        here = [(control.spoken.casefold(), control) for control in self.reachable()]
        exact = [control for spoken, control in here if spoken == words]
        return next(iter(exact or [control for spoken, control in here if spoken.startswith(words)]), None)

    def touch(self, control: Control) -> None:
        """Touch it, no sooner than a person would strike near the same place again."""
        x, y = control.center
        if abs(x - self._last[0]) + abs(y - self._last[1]) < _NEAR_PX:
            while time.monotonic() - self._last[2] < QUIET_S:
                self.frame()
        # A drawing of the same place under way may have changed what is there: that is a visitor's life.
        self._turn("a touch", lambda: self._finger.touch_at(x, y))
        self._last = (x, y, time.monotonic())

    def type(self, text: str) -> None:
        """Type on a real keyboard."""
        for letter in text:
            self._turn("a letter", partial(self.stage.shell.typed, letter))

    def press(self, key: str) -> None:
        """A key of a keypad."""
        self._turn("a key", lambda: self.stage.shell.key(key))

    def _turn(self, doing: str, act: Callable[[], object]) -> None:
        """What happens in the window's loop; an exception ends it or does not, as in Kivy's own."""
        with self.watch.turn(f"{doing} at {self.place}"):
            try:
                act()
            except Exception as error:
                if ExceptionManager.handle_exception(error) == ExceptionManager.RAISE:
                    raise
        self.ledger.look()

    def leave(self, chance: random.Random) -> None:
        """The visitor goes: says so, or just walks away."""
        finished = self.find("screen.finished") or self.find("bar.stop")
        if finished is not None and chance.random() < 0.6:
            self.touch(finished)
        else:
            self.stage.conductor.pretend_idle(3600.0)
