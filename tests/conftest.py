"""What every test stands on: the window is off-screen, and prepared before anything of Kivy is imported."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")

from kiosk.config import Screen
from screens.window import prepare

prepare(Screen(width_px=1280, height_px=800, width_mm=217.0, fullscreen=False))
