"""What every test stands on: the window is off-screen, and prepared before anything of Kivy is imported."""

import gc
import os

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")

from kiosk.config import Screen
from screens.window import prepare

prepare(Screen(width_px=1280, height_px=800, width_mm=217.0, fullscreen=False))


_NEW_OBJECTS_BEFORE_A_LOOK = 20_000


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests that stay for ever: half of a screen's time went to them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_BEFORE_A_LOOK, 20, 20)


def pytest_unconfigure() -> None:
    """What was spared is let go of in the end: zxing-cpp says at length what it finds left over."""
    gc.unfreeze()
