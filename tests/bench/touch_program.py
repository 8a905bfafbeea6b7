"""Started as a program of its own: a terminal whose visitors take one queue number after the other.

It is the terminal as `infopunt terminal` starts it, at its own frame rate. Touches go in where the window's touches
come in; for each that asks for a number one line is printed, the monotonic time at which the finger was lifted.
"""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.config import read_config
from kiosk.journeys.states import Done, Home, PaperState, PickService

SERVICE = "Burgerzaken"
_LOOK_EVERY_S = 0.02
_HELD_S = 0.06
"""How long a finger rests on the glass."""
_BETWEEN_S = 0.45
"""Sooner at the same place, a second touch counts as a trembling hand."""


def main(config_file: str) -> None:
    """Run until ended from outside."""
    from screens.app import open_stage

    with ExitStack() as stack:
        stage = open_stage(read_config(Path(config_file)), stack)
        visitors = Visitors(stage)
        from kivy.clock import Clock

        Clock.schedule_interval(visitors.look, _LOOK_EVERY_S)
        stage.run()


class Visitors:
    """One after the other: touches what leads to a number, waits for the paper, and goes."""

    def __init__(self, stage: Any) -> None:
        self._stage = stage
        self._next_at_s = 0.0

    def look(self, _elapsed_s: float) -> None:
        """Do the next thing that a visitor would do now."""
        now_s = time.monotonic()
        if now_s < self._next_at_s:
            return
        state, texts = self._stage.conductor.visit.state, self._stage.conductor.visit.content.texts
        match state:
            case Home():
                self._touch(texts("home.number"), tell=False)
            case PickService():
                self._touch(SERVICE, tell=True)
            case Done() if state.paper.state is not PaperState.PRINTING:
                self._stage.conductor.end_visit()
                self._next_at_s = now_s + _BETWEEN_S

    def _touch(self, words: str, *, tell: bool) -> None:
        """Down, and up after a moment, through the window and its input provider."""
        from kivy.clock import Clock
        from kivy.core.window import Window

        from screens.finger import Finger

        x, y = Finger(self._stage.shell).find(words).center
        where: tuple[Any, ...] = (x, Window.height - y, "left", [])

        def lift(_elapsed_s: float) -> None:
            if tell:
                print(time.monotonic(), flush=True)
            Window.dispatch("on_mouse_up", *where)

        Window.dispatch("on_mouse_down", *where)
        Clock.schedule_once(lift, _HELD_S)
        self._next_at_s = time.monotonic() + _HELD_S + _BETWEEN_S


if __name__ == "__main__":
    main(sys.argv[1])
