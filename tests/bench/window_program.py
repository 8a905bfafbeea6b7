"""Started as a program of its own: the terminal as `infopunt terminal` starts it, or an empty Kivy window like it.

Both print one line, the monotonic time of their first frame, and then stay. The terminal's first frame is one that has
answered a key: until then it may be drawn, but nobody could use it.
"""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.config import read_config

_TAB = 9


def main(what: str, config_file: str) -> None:
    """Start what is asked for; returns when its window is closed."""
    {"terminal": _terminal, "empty": _empty}[what](Path(config_file))


def _terminal(config_file: Path) -> None:
    from screens.app import open_stage

    with ExitStack() as stack:
        stage = open_stage(read_config(config_file), stack)
        _tell_when_a_key_is_answered()
        stage.run()


def _empty(config_file: Path) -> None:
    from screens.window import prepare

    prepare(read_config(config_file).screen)
    from kivy.base import runTouchApp
    from kivy.core.window import Window
    from kivy.uix.widget import Widget

    def first(_window: Any) -> None:
        Window.unbind(on_flip=first)
        _tell()

    Window.bind(on_flip=first)
    runTouchApp(Widget())


def _tell_when_a_key_is_answered() -> None:
    """On the first frame press a key; the frame that follows the answer is the one that counts."""
    from kivy.core.window import Window

    def pressed(_window: Any) -> None:
        if Window.dispatch("on_key_down", _TAB, 0, None, []):
            Window.unbind(on_flip=pressed)
            Window.bind(on_flip=answered)

    def answered(_window: Any) -> None:
        Window.unbind(on_flip=answered)
        _tell()

    Window.bind(on_flip=pressed)


def _tell() -> None:
    print(time.monotonic(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
