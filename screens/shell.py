"""The root of the window: top line, the present screen, bottom bar, and what may lie over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from assets.keyboard import read_boards
from devices.printer.port import PrinterState
from devices.scanner.port import Scanner
from kiosk.content import Content
from kiosk.journeys.intents import Confirm, Erase, GoHome, Intent, TypeText
from kiosk.journeys.states import Home, State
from kiosk.journeys.volunteer_states import PointClosed
from kiosk.keypad import KeypadAct
from kiosk.settings import Settings
from screens.bottom_bar import BottomBar, Comfort
from screens.focus import Focus
from screens.hills import draw_hills
from screens.idle import IdleWarning
from screens.layout import Block
from screens.look import SMALLEST_TOUCH_MM, Look
from screens.notices import ClosedScreen, SorryScreen
from screens.page import LOWER_SHARE
from screens.paint import Paint
from screens.registry import screen_for
from screens.rest import RestScreen
from screens.screen import Screen
from screens.speak import Speak
from screens.strikes import Strikes
from screens.top_line import TopLine
from screens.ui import Ui, Viewfinder

_ENTER_KEYS = frozenset({"enter", "numpadenter"})
_MIRRORED = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Reactions:
    """Whom the shell tells what a visitor does. `touch_seen` hears of every touch and key, to postpone the idle end."""

    intent: Callable[[Intent], None]
    comfort: Comfort
    touch_seen: Callable[[], None]
    speak: Speak
    viewfinder: Viewfinder | None = None
    scanner: Scanner | None = None
    settings: Callable[[], Settings] = Settings
    keys: Sequence[KeypadAct] = ()


@dataclass
class _Status:
    online: bool = True
    waiting: int = 0
    printer: PrinterState = PrinterState.READY
    unheard: str = ""
    now: datetime | None = None


class Shell(Widget):
    """Shows states. Never blocks, never reads a clock; everything it needs is handed in."""

    def __init__(self, content: Content, look: Look, languages: Sequence[str], reactions: Reactions) -> None:
        super().__init__(size=(look.width_px, look.height_px), size_hint=(None, None))
        self._reactions = reactions
        self._languages = tuple(languages)
        self._boards = read_boards()
        self._strikes = Strikes(SMALLEST_TOUCH_MM * look.px_per_mm)
        self._status = _Status()
        self._state: State = Home()
        self._screen: Screen | None = None
        self._over: Block | None = None
        self._rest: RestScreen | None = None
        self._bars: dict[bool, BottomBar] = {}
        self._announced = ""
        self.focus = Focus(reactions.speak)
        self.dress(look, content)

    @property
    def state(self) -> State:
        """What is shown."""
        return self._state

    @property
    def ui(self) -> Ui:
        """What the present screens are drawn with."""
        return self._ui

    def dress(self, look: Look, content: Content, state: State | None = None) -> None:
        """Another theme, text size or language: everything is drawn anew, in `state` or else the same as before."""
        self._state = self._state if state is None else state
        self.clear_widgets()
        self.canvas.before.clear()
        paint = Paint(look)
        self._ui = Ui(
            look,
            content,
            paint,
            self._reactions.intent,
            self._strikes,
            self._boards,
            self._languages,
            self._look_over,
            self._reactions.viewfinder,
            self._reactions.scanner,
            self._reactions.settings,
            self._reactions.keys,
        )
        self.size = (look.width_px, look.height_px)
        with self.canvas.before:
            Color(*get_color_from_hex(look.theme.paper))
            Rectangle(size=self.size)
            self._draw_picture()
        self._top = TopLine(self._ui)
        self._bars.clear()
        self._screen = None
        self._over = None
        self.show(self._state)

    def show(self, state: State) -> None:
        """Draw a state; where the same screen can show it, only what differs is drawn."""
        self._state = state
        if self._over is None and self._screen is not None and self._screen.update(state):
            self._look_over()
            self._announce()
            return
        self._build(screen_for(state)(self._ui, state), can_stop=not isinstance(state, Home | PointClosed))
        self._announce()

    def show_sorry(self) -> None:
        """Something broke; the visit has ended. The next state that is shown replaces this."""
        self._build(SorryScreen(self._ui, self._begin_again), can_stop=False)
        self._over = self._screen

    def show_closed(self) -> None:
        """The point is resting. The next state that is shown replaces this."""
        self._build(ClosedScreen(self._ui), can_stop=False)
        self._over = self._screen

    def _announce(self) -> None:
        """Once, when it is new; a mistake that was mended and made again is told again (acceptance row A15)."""
        words = self._screen.announces if self._screen else ""
        if words and words != self._announced:
            self._reactions.speak(words)
        self._announced = words

    def _begin_again(self) -> None:
        self._reactions.intent(GoHome())
        self.show(Home())

    def forget(self) -> None:
        """The visit is over: nothing that was typed stays in a cache."""
        self._ui.paint.forget()
        self.focus.ring_shown = False

    def set_status(self, online: bool, waiting: int, printer: PrinterState, unheard: str = "") -> None:
        """What is away now, for the top line; `unheard` is the key of the text that says why nothing is heard."""
        self._status = _Status(online, waiting, printer, unheard, self._status.now)
        self._tell_top()

    def set_time(self, now: datetime) -> None:
        """The local time, for the top line."""
        self._status.now = now
        self._tell_top()

    def warn_idle(self, seconds_left: int | None) -> None:
        """Ask whether somebody is still here, and count down; None takes the question away again."""
        if seconds_left is None:
            if isinstance(self._over, IdleWarning):
                self.remove_widget(self._over)
                self._over = None
                self._look_over()
        elif isinstance(self._over, IdleWarning):
            self._over.count(seconds_left)
        else:
            self._over = IdleWarning(self._ui, seconds_left, self._reactions.touch_seen)
            self._over.place(0, 0, int(self.width), int(self.height))
            self.add_widget(self._over)
            self._look_over()
            self._reactions.speak(self._over.spoken)

    def rest(self, minute: int | None) -> None:
        """Go dark, with the words in the place of this minute; None: wake, with all as it was."""
        if minute is None:
            if self._rest is not None:
                self.remove_widget(self._rest)
                self._rest = None
                self._look_over()
        elif self._rest is not None:
            self._rest.move(minute)
        else:
            self._rest = RestScreen(self._ui, minute)
            self._rest.place(0, 0, int(self.width), int(self.height))
            self.add_widget(self._rest)
            self.focus.ring_shown = False
            self._look_over()

    def key(self, name: str) -> bool:
        """A key of a keyboard or keypad, by Kivy's name ("tab", "shift+tab", "enter"); True when it did something."""
        if self._rest is not None:
            self._reactions.touch_seen()
            return True
        warned = self._is_warning
        self._reactions.touch_seen()
        if warned:
            # The key has answered the question; it does not also do something below it.
            return not self._is_warning or self.focus.key(name)
        if self._types and name == "backspace":
            self._reactions.intent(Erase())
            return True
        if self._types and name == "spacebar" and not self.focus.ring_shown:
            return False
        if self._types and name in _ENTER_KEYS and not self.focus.ring_shown:
            # A keyboard, or a scanner that acts as one, ends what it types with Enter.
            self._reactions.intent(Confirm())
            return True
        return self.focus.key(_MIRRORED.get(name, name) if self._ui.look.right_to_left else name)

    def answers_warning(self) -> bool:
        """Somebody is there. Whether that is all that it means: it answers the idle warning, or wakes a dark screen."""
        warned = self._is_warning or self._rest is not None
        self._reactions.touch_seen()
        return warned

    def typed(self, text: str) -> None:
        """Letters of a real keyboard."""
        at_control = self.focus.ring_shown and text == " "
        if self._types and not at_control:
            self._reactions.intent(TypeText(text))

    def on_touch_down(self, touch: Any) -> bool:
        """Every touch postpones the idle end; one that answers a warning or wakes the screen does nothing else."""
        if not self.collide_point(*touch.pos):
            return False  # beside the screen: the dock's drawer
        if self._rest is not None:
            self._reactions.touch_seen()
            return True
        warned = self._is_warning
        self._reactions.touch_seen()
        self.focus.touched()
        if warned:
            if self._over is not None:
                self._over.on_touch_down(touch)
            return True
        return bool(super().on_touch_down(touch))

    @property
    def _is_warning(self) -> bool:
        return isinstance(self._over, IdleWarning)

    @property
    def _types(self) -> bool:
        """Whether letters of a real keyboard belong to the present screen."""
        return self._screen is not None and self._screen.types and self._over is None and self._rest is None

    def blocks(self) -> list[Block]:
        """What can be read and touched now, in reading order."""
        if self._rest is not None:
            return [self._rest]
        if isinstance(self._over, IdleWarning):
            return [self._over]
        return [block for block in (self._top, self._screen, self._bar) if block]

    def _build(self, screen: Screen, can_stop: bool) -> None:
        self.clear_widgets()
        self._over = None
        self._screen = screen
        self._bar = bar = self._bar_for(can_stop)
        for block in (screen, self._top, bar, *([self._rest] if self._rest else [])):
            self.add_widget(block)
        self._arrange(screen, bar)
        self._tell_top()
        self.focus.begin()
        self._look_over()

    def _bar_for(self, can_stop: bool) -> BottomBar:
        """One with and one without "stop", kept as long as the look: its chips are a third of drawing a screen."""
        if can_stop not in self._bars:
            look = self._ui.look
            bar = self._bars[can_stop] = BottomBar(self._ui, self._reactions.comfort, can_stop)
            # The outline of the bar is drawn beyond the edges of the screen: only its upper line is seen.
            edge = look.stroke + 1
            bar.place(-edge, -edge, look.width_px + 2 * edge, bar.natural_height(look.width_px) + edge)
        return self._bars[can_stop]

    def _arrange(self, screen: Screen, bar: BottomBar) -> None:
        look, margin = self._ui.look, self._ui.look.margin
        inner = look.width_px - 2 * margin
        top_height = self._top.natural_height(inner)
        top_y = look.height_px - look.px(3.6) - top_height
        self._top.place(margin, top_y, inner, top_height)
        bottom = int(bar.top) + look.least_gap
        screen.place(margin, bottom, inner, top_y - look.px(1.6) - bottom)

    def _tell_top(self) -> None:
        status = self._status
        self._top.set_status(status.online, status.waiting, status.printer, status.unheard)
        if status.now:
            self._top.set_time(status.now)

    def _look_over(self) -> None:
        self.focus.look_over(self.blocks())

    def _draw_picture(self) -> None:
        look = self._ui.look
        if look.landscape:
            return
        height = round(look.height_px * (1 - LOWER_SHARE))
        size = (look.width_px, height)
        texture = self._ui.paint.picture(("hills", size), lambda: draw_hills(look.theme, *size))
        Color(1, 1, 1, 1)
        Rectangle(texture=texture, pos=(0, look.height_px - height), size=size)
