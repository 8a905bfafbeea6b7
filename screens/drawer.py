"""The dock's drawer beside the terminal's screen, in demo and development: what each simulated device does, by touch.

It makes the window wider; the terminal's own picture stays as it is. What is pressed here is no touch of a visitor.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from assets.theme import Theme
from kiosk.content import Content
from kiosk.dock.dock import Dock, DockError, Order, Seen, SeenControl, SeenDevice
from screens.buttons import Inks, chosen_inks, main_inks, plain_inks
from screens.control import Control, Manner
from screens.layout import Block, Column, Row
from screens.look import Look
from screens.paint import Paint, Panel
from screens.strikes import Strikes
from screens.terminal import Terminal
from screens.text import Text
from screens.ui import Ui
from screens.wrapped import Wrapped

_LOOK_S = 0.5
_WIDTH_MM = 100.0
"""What the measures of a look take a drawer for."""

_TROUBLES = ("speaker_is", "headset_is")
_TOLD_AS: Mapping[str, str] = {"sound": "speaker"}
_LABEL_SHARE = 0.27
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _MouseLook(Look):
    """Measures for a mouse pointer, which needs a third of what a finger does."""

    @property
    def touch(self) -> int:
        """The least side of a control."""
        return round(self.px_per_mm * 7)

    @property
    def least_gap(self) -> int:
        """Between two controls."""
        return round(self.px_per_mm * 1.5)

    @property
    def gap(self) -> int:
        """Between two chips."""
        return self.least_gap


def drawer_look(theme: Theme, width_px: int, height_px: int) -> Look:
    """The look of a drawer of this size."""
    return _MouseLook(theme, width_px, height_px, width_px / _WIDTH_MM)


class Drawer(Widget):
    """Draws what the dock sees, anew when that has changed; every act is done in a thread of its own."""

    def __init__(self, dock: Dock, content: Content, look: Look) -> None:
        super().__init__(size=(look.width_px, look.height_px), size_hint=(None, None))
        self._dock = dock
        self._open = dock.devices[0].name if dock.devices else ""
        self._seen: Seen | None = None
        self._sheet: Block | None = None
        self._ui = Ui(look, content, Paint(look), lambda intent: None, Strikes(look.touch), {}, (), lambda: None)
        with self.canvas.before:
            Color(*get_color_from_hex(look.theme.brand_tint))
            self._ground = Rectangle(size=self.size)
            Color(*get_color_from_hex(look.theme.line))
            self._edge = Rectangle(size=(look.stroke, look.height_px))
        self.refresh()
        self.refreshing = Clock.schedule_interval(lambda _elapsed_s: self.refresh(), _LOOK_S)

    def on_pos(self, *_: Any) -> None:
        """Beside the screen."""
        self._ground.pos = self._edge.pos = self.pos
        self._draw()

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing here reaches the terminal."""
        if not self.collide_point(*touch.pos):
            return False
        super().on_touch_down(touch)
        return True

    def refresh(self) -> None:
        """Look how everything is, and draw it where that has changed."""
        seen = self._dock.seen()
        if seen != self._seen:
            self._seen = seen
            self._draw()

    def blocks(self) -> list[Block]:
        """What can be read and touched."""
        return [self._sheet] if self._sheet else []

    def _draw(self) -> None:
        if self._seen is None:
            return
        look = self._ui.look
        margin = look.px(4)
        width, height = look.width_px - 2 * margin, look.height_px - 2 * margin
        self.clear_widgets()
        self._sheet = self._column(self._seen, width, height)
        needed = self._sheet.natural_height(width)
        self._sheet.place(int(self.x) + margin, int(self.top) - margin - needed, width, needed)
        self.add_widget(self._sheet)

    def _column(self, seen: Seen, width: int, height: int) -> Column:
        """All devices: the one that was chosen open, and as many others as there is room for."""
        ui, theme = self._ui, self._ui.look.theme
        heads = {device.name: self._head(device) for device in seen.devices}
        titles = [
            Text(ui, ui.texts("dock.title"), ui.paint.style("heading"), theme.ink),
            Text(ui, ui.texts("dock.only_demo"), ui.paint.style("small"), theme.soft),
        ]
        gap = ui.look.px(1.8)
        room = height - sum(part.natural_height(width) + gap for part in (*titles, *heads.values()))
        parts: dict[str, Block] = dict(heads)
        for device in sorted(seen.devices, key=lambda one: one.name != self._open):
            controls = Column(ui, [self._control(device, control) for control in device.controls], ui.look.px(1.2))
            needed = controls.natural_height(width) + ui.look.px(1.2)
            if needed <= room or device.name == self._open:
                parts[device.name] = Column(ui, [heads[device.name], controls], ui.look.px(1.2))
                room -= needed
        return Column(ui, [*titles, *parts.values()], gap)

    def _head(self, device: SeenDevice) -> Control:
        """Its name, and the sentence that a volunteer reads about it."""
        ui, theme = self._ui, self._ui.look.theme
        name = Text(ui, ui.texts(f"dock.device.{device.name}"), ui.paint.style("label"), theme.ink)
        said = [name]
        if device.state:
            key = f"device.{_TOLD_AS.get(device.name, device.name)}.{device.state}"
            said.append(Text(ui, ui.texts(key), ui.paint.style("small"), theme.soft))
        return self._chip(Column(ui, said), name.text, plain_inks(ui), lambda: self._unfold(device.name))

    def _control(self, device: SeenDevice, control: SeenControl) -> Block:
        ui = self._ui
        label = Text(ui, ui.texts(f"dock.{control.name}"), ui.paint.style("body"), ui.look.theme.ink)
        given = [(choice, _choice_words(ui, control, choice)) for choice in control.choices]
        given += [(offer, offer) for offer in control.offers]
        chips = [self._choice(device, control, value, words) for value, words in given]
        wrapped = Wrapped(ui, chips, fills=False)
        return Row(ui, [label, wrapped], [_LABEL_SHARE, 1 - _LABEL_SHARE], gap=ui.look.px(1.5), centred=True)

    def _choice(self, device: SeenDevice, control: SeenControl, value: str, words: str) -> Control:
        ui, holds = self._ui, value == control.now
        inks = (main_inks if holds and value != control.choices[0] else chosen_inks if holds else plain_inks)(ui)
        order = Order(device=device.name, control=control.name, value=value)
        text = Text(ui, words, ui.paint.style("body", bold=holds), inks.strong)
        return self._chip(text, f"{device.name} {control.name} {value}", inks, lambda: self._give(order), chosen=holds)

    def _chip(
        self, part: Block, spoken: str, inks: Inks, act: Callable[[], None], chosen: bool | None = None
    ) -> Control:
        look = self._ui.look
        panel = Panel(inks.fill, inks.line, look.stroke, look.px(1.6))
        return Control(self._ui, part, panel, Manner(spoken, chosen=chosen), act, (look.px(1.8), look.px(0.8)))

    def _unfold(self, name: str) -> None:
        self._open = name
        self._draw()

    def _give(self, order: Order) -> None:
        """Beside the window: a printer that goes on prints the rest of its ticket first."""
        threading.Thread(target=self._carry_out, args=(order,), name="drawer", daemon=True).start()

    def _carry_out(self, order: Order) -> None:
        try:
            self._dock.carry_out(order)
        except DockError as error:
            _log.error("the drawer asked for what is not there: %s", error)


def _choice_words(ui: Ui, control: SeenControl, choice: str) -> str:
    return ui.texts(f"dock.{'trouble' if control.name in _TROUBLES else control.name}.{choice}")


def open_drawer(dock: Dock, terminal: Terminal, width_px: int) -> Drawer:
    """Put a drawer into the window of `terminal`, beside its screen."""
    config = terminal.config
    look = drawer_look(terminal.themes[0], width_px, config.screen.height_px)
    drawer = Drawer(dock, terminal.content_in(config.languages[0]), look)
    drawer.pos = (config.screen.width_px, 0)
    Window.add_widget(drawer)
    return drawer
