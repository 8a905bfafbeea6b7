"""Tests of the screens, in a real window without a screen. Kivy is prepared before it is imported."""

import os


def _prepare() -> None:
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.config import Screen
    from screens.window import prepare

    prepare(Screen())


_prepare()
