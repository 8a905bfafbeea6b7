"""The window: what Kivy must know before its first import, and what it must never do on a terminal.

Import this module, call `prepare`, and only then anything of Kivy (terminal-facts.md, 3.4; the K numbers are its rows).
"""

import logging
import os
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from kiosk.config import Screen

_log = logging.getLogger(__name__)

FRAMES_PER_SECOND = 30
"""K6: enough for a still screen; 0 would be a busy loop."""


def prepare(screen: Screen, environment: MutableMapping[str, str] = os.environ, *, beside_px: int = 0) -> None:
    """Set environment and configuration; nothing of Kivy may have been imported with other settings before.

    `beside_px`: so much wider than the terminal's screen the window is, for the dock's drawer.
    """
    environment.update(_environment(screen))
    from kivy.config import Config

    for section, options in _configuration(screen, beside_px).items():
        for option, value in options.items():
            Config.set(section, option, value)
    # K1: with two input providers every tap arrives twice. One mouse is enough; nobody needs two fingers (row A29).
    for provider in list(Config.options("input")):
        Config.remove_option("input", provider)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def guard(on_failure: Callable[[], None]) -> Callable[[], None]:
    """K8: an exception in a callback must not end the app. Logged by its type and place, never by a visitor's words.

    What it gives back ends the guarding.
    """
    from kivy.base import ExceptionHandler, ExceptionManager

    class _Guard(ExceptionHandler):
        def handle_exception(self, exception: BaseException) -> Any:
            if not isinstance(exception, Exception):
                return ExceptionManager.RAISE
            _log.error("a screen failed: %s", place_of(exception))
            on_failure()
            return ExceptionManager.PASS

    guarding = _Guard()
    ExceptionManager.add_handler(guarding)
    return lambda: ExceptionManager.remove_handler(guarding)


def place_of(exception: BaseException) -> str:
    """The type of an exception and the lines it came through, without its message: that may quote a visitor.

    >>> try:
    ...     int("Jansen")
    ... except ValueError as error:
    ...     "Jansen" in place_of(error)
    False
    """
    places = []
    trace = exception.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(exception).__name__} at " + " > ".join(places)


def close_doors(window: Any) -> None:
    """K7: no key closes the app, no key opens Kivy's settings."""
    window.bind(on_request_close=lambda *args, **kwargs: True)


def _environment(screen: Screen) -> Mapping[str, str]:
    return {
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",  # K12
        "KIVY_NO_FILELOG": "1",  # K13
        "KIVY_NO_CONSOLELOG": "1",
        # An answer for the window is shown when it is there, not at the next thirtieth of a second.
        "KIVY_CLOCK": "interrupt",
        "KIVY_TEXT": "pil",  # the provider that shapes Arabic
        "KIVY_DPI": f"{screen.px_per_mm * 25.4:.0f}",  # K10
        "KIVY_LOG_MODE": "PYTHON",
        # SDL makes of SIGTERM a wish to close the window, which K7 refuses: systemd would wait in vain and then kill.
        "SDL_NO_SIGNAL_HANDLERS": "1",
    }


def _configuration(screen: Screen, beside_px: int) -> Mapping[str, Mapping[str, str]]:
    return {
        "kivy": {"exit_on_escape": "0", "keyboard_mode": "", "log_enable": "0"},
        "graphics": {
            "width": str(screen.width_px + beside_px),
            "height": str(screen.height_px),
            "fullscreen": "1" if screen.fullscreen else "0",
            "borderless": "1" if screen.fullscreen else "0",
            "resizable": "0",
            "maxfps": str(FRAMES_PER_SECOND),
            "show_cursor": "1" if screen.show_cursor else "0",
            "allow_screensaver": "0",
            "multisamples": "0",  # panels are drawn smooth already
        },
    }
