"""Memory is tidied between two touches, never in the middle of one.

A screen that is left holds together in circles that only Python's collector takes apart: ten thousand objects for each
touch. When the collector comes by itself it has saved up many screens and comes in the middle of a touch: 150 ms on a
desktop, measured by `python -m tests.faults.devices`, and a frozen window on a terminal. So it is called a moment after
each change, when the answer has been drawn, and has little to do; what stays for ever it need not look at.
"""

import gc
from contextlib import ExitStack

from kivy.clock import Clock

_AFTER_S = 0.15
"""After a change: by then it has been drawn, and nobody touches again so soon."""

_MANY_OBJECTS = 20_000
"""So many new ones without a change of screen (a live view, a clock) are tidied with the clock."""


def tidy_by_hand(stack: ExitStack) -> None:
    """Call it once, when all is built: modules, texts and catalogue stay; from now on `Tidying` calls the collector.

    Until `stack` is left: at its end a program lets go of everything.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    stack.callback(gc.enable)
    stack.callback(gc.unfreeze)


class Tidying:
    """Calls the collector at the right moments, once `tidy_by_hand` has said so; else it comes by itself."""

    def __init__(self) -> None:
        self._soon = Clock.create_trigger(self._tidy, _AFTER_S)

    def changed(self) -> None:
        """Something else is shown."""
        if not gc.isenabled():
            self._soon()

    def tick(self) -> None:
        """Now and then, when nothing changes."""
        if not gc.isenabled() and gc.get_count()[0] > _MANY_OBJECTS:
            gc.collect()

    def _tidy(self, _elapsed_s: float) -> None:
        gc.collect()
