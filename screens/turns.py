"""The window takes turns with the threads beside it: Python runs one of them at a time.

A thread that waits for a printer or a central needs a moment of Python after every answer. While a screen is drawn it
gets one only at the end of a turn, and Python's own turns of 5 ms make 25 ms of a conversation of five short answers.
Ten times as many turns cost nothing that can be measured (`python -m tests.bench --only touch`).
"""

import sys
from contextlib import ExitStack

_TURN_S = 0.0005


def take_short_turns(stack: ExitStack) -> None:
    """Until `stack` is left."""
    stack.callback(sys.setswitchinterval, sys.getswitchinterval())
    sys.setswitchinterval(_TURN_S)
