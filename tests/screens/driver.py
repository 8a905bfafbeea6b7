"""Drives the real screens in an off-screen window: show a state, tap by spoken text, press keys, take a picture."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Fbo, Rectangle
from PIL import Image

from assets.theme import THEMES_DIR, Theme, read_theme
from kiosk.config import Screen
from kiosk.journeys.intents import Intent
from kiosk.journeys.states import State
from screens.bottom_bar import Comfort
from screens.control import Control, controls
from screens.look import Look, TextSize
from screens.shell import Reactions, Shell
from tests.screens.content import LANGUAGES, NOW, content_of
from tests.screens.viewfinder import StillStreet

LANDSCAPE = Screen(width_px=1280, height_px=800, width_mm=217.0)
PORTRAIT = Screen(width_px=1080, height_px=1920, width_mm=268.0)


def theme(name: str = "beekdaelen") -> Theme:
    """A theme of the house."""
    return read_theme(THEMES_DIR / f"{name}.json")


def look_of(
    size: Screen, text_size: TextSize = TextSize.NORMAL, theme_name: str = "beekdaelen", language: str = "nl"
) -> Look:
    """A look for a window."""
    return Look(theme(theme_name), size.width_px, size.height_px, size.px_per_mm, text_size, language == "ar")


class Touch:
    """A finger for `Shell.on_touch_down` and on; Kivy's own test touch needs a whole event loop around it."""

    def __init__(self, x: float, y: float, at_s: float) -> None:
        self.pos = (x, y)
        self.x, self.y = x, y
        self.time_start = at_s
        self.grab_current: Any = None
        self.grabbed: list[Any] = []

    def grab(self, widget: Any) -> None:
        """As Kivy's."""
        self.grabbed.append(widget)

    def ungrab(self, widget: Any) -> None:
        """As Kivy's."""
        if widget in self.grabbed:
            self.grabbed.remove(widget)


@dataclass
class Driver:
    """A shell in the window and everything it has said."""

    shell: Shell
    intents: list[Intent] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    comfort: list[str] = field(default_factory=list)
    touches: list[float] = field(default_factory=list)
    at_s: float = 100.0

    def show(self, state: State) -> None:
        """Draw a state."""
        self.shell.show(state)

    def control(self, spoken: str) -> Control:
        """The one control that says this (or begins with it)."""
        every = [control for block in self.shell.blocks() for control in controls(block)]
        found = [control for control in every if control.spoken == spoken] or [
            control for control in every if control.spoken.startswith(spoken)
        ]
        assert found, f"nothing says {spoken!r}; there are {[control.spoken for control in every]}"
        return found[0]

    def tap(self, spoken: str) -> None:
        """Touch and release a control by what it says."""
        control = self.control(spoken)
        self.touch(control.center, control.center)

    def touch(self, down: tuple[float, float], up: tuple[float, float]) -> None:
        """A finger comes down, slides, goes up; a second later than the one before."""
        self.at_s += 1
        finger = Touch(*down, self.at_s)
        self.shell.on_touch_down(finger)
        finger.pos = up
        for phase in ("on_touch_move", "on_touch_up"):
            for widget in list(finger.grabbed):
                finger.grab_current = widget
                getattr(widget, phase)(finger)

    def key(self, name: str) -> None:
        """Press a key of a keyboard."""
        self.shell.key(name)

    def picture(self) -> Image.Image:
        """What the window would show now."""
        width, height = int(self.shell.width), int(self.shell.height)
        parent = self.shell.parent
        if parent:
            parent.remove_widget(self.shell)
        fbo = Fbo(size=(width, height), with_stencilbuffer=False)
        with fbo:
            Color(1, 1, 1, 1)
            Rectangle(size=(1, 1))
        fbo.add(self.shell.canvas)
        fbo.clear_color = (0, 0, 0, 1)
        fbo.bind()
        fbo.clear_buffer()
        fbo.release()
        fbo.draw()
        image = Image.frombytes("RGBA", (width, height), fbo.pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        fbo.remove(self.shell.canvas)
        if parent:
            parent.add_widget(self.shell)
        return image.convert("RGB")

    def save(self, path: Path) -> None:
        """Keep a picture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.picture().save(path)


def open_shell(look: Look, language: str = "nl") -> Driver:
    """A shell in the one window of this process, with nothing around it."""
    EventLoop.ensure_window()
    for widget in list(Window.children):
        Window.remove_widget(widget)
    Clock.tick()  # it holds the shell before until then, and a long run of tests would grow by 5 MB for each
    intents: list[Intent] = []
    spoken: list[str] = []
    comfort: list[str] = []
    touches: list[float] = []
    reactions = Reactions(
        intents.append,
        Comfort(lambda: comfort.append("size"), lambda: comfort.append("contrast"), lambda: comfort.append("speech")),
        lambda: touches.append(0.0),
        lambda text, aloud=None: spoken.append(text),
        StillStreet(),
    )
    shell = Shell(content_of(language), look, LANGUAGES, reactions)
    shell.set_time(NOW)
    Window.add_widget(shell)
    return Driver(shell, intents, spoken, comfort, touches)
