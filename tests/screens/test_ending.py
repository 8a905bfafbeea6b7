"""The window refuses every wish to close but the machine's own: SIGTERM ends the terminal at once."""

import os
import signal
import subprocess
import sys

_PROGRAM = """
from kiosk.config import Screen
from screens.window import close_doors, prepare
prepare(Screen(width_px=320, height_px=320, fullscreen=False))
from kivy.base import runTouchApp
from kivy.core.window import Window
from kivy.uix.widget import Widget
close_doors(Window)
Window.bind(on_flip=lambda window: print("drawn", flush=True))
runTouchApp(Widget())
"""


def test_systemd_can_stop_the_terminal() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], env=os.environ | {"SDL_VIDEODRIVER": "offscreen"}, stdout=subprocess.PIPE
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == b"drawn\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=10) == -signal.SIGTERM
    finally:
        program.kill()
        program.communicate()
