"""The one control of the house. Cards, buttons, chips and keys are arrangements of it; nothing else can be touched.

Acts on release, never on touch-down, and sliding off cancels (EN 301 549, 11.2.5.2; acceptance row A38). It has a
focus ring and a spoken text, and is at least 12.7 mm high and wide (A2, A37, A39).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kivy.graphics import BorderImage, Color, InstructionGroup
from kivy.utils import get_color_from_hex

from screens.layout import Block
from screens.paint import Panel
from screens.plane import Plane
from screens.strikes import QUIET_S
from screens.ui import Ui

_PRESSED_SHADE = 0.16
"""How much of the ink is laid over a control while a finger is on it."""


_DISABLED_OPACITY = 0.45


@dataclass(frozen=True)
class Manner:
    """What a control says and how it takes a touch. `chosen` is None where there is no choice.

    `aloud` is said in place of `spoken` where others can hear it; None when everybody may hear all of it.
    """

    spoken: str
    enabled: bool = True
    chosen: bool | None = None
    quiet_s: float = QUIET_S
    aloud: str | None = None


class Control(Plane):
    """A block that can be touched, focused and heard. `act` is called once a strike."""

    def __init__(
        self,
        ui: Ui,
        part: Block,
        panel: Panel,
        manner: Manner,
        act: Callable[[], None],
        padding: tuple[int, int] = (0, 0),
    ) -> None:
        super().__init__(ui, part, panel, *padding)
        self.manner = manner
        self.pressed = False
        self.focused = False
        self._act = act
        self._shade = InstructionGroup()
        self._ring = InstructionGroup()
        self.canvas.after.add(self._shade)
        self.canvas.after.add(self._ring)

    @property
    def spoken(self) -> str:
        """What is said when this control is focused or touched."""
        return self.manner.spoken

    @property
    def aloud(self) -> str | None:
        """What is said in its place from a loudspeaker: nothing that the visitor has typed or answered (row A9)."""
        return self.manner.aloud

    def natural_width(self) -> int:
        """Never less than a finger needs."""
        return max(self.ui.look.touch, super().natural_width())

    def natural_height(self, width: int) -> int:
        """Never less than a finger needs."""
        return max(self.ui.look.touch, super().natural_height(width))

    def arrange(self) -> None:
        """The part in the middle of the panel's height, and ring and shade with it."""
        self._image.pos, self._image.size = self.pos, self.size
        width = int(self.width) - 2 * self.across
        for part in self.parts:
            height = min(part.natural_height(width), int(self.height))
            part.place(int(self.x) + self.across, int(self.center_y - height / 2), width, height)
        if self.focused:
            self.show_focus(True)

    def disable(self) -> None:
        """It cannot be used now: paler, and passed over by the focus."""
        self.manner = replace(self.manner, enabled=False)
        self.opacity = _DISABLED_OPACITY

    def press(self) -> None:
        """Do what this control is for, as a key does it."""
        if self.manner.enabled:
            self._act()

    def show_focus(self, focused: bool) -> None:
        """Draw the ring, or take it away: dark around yellow, seen on every background (acceptance row A37)."""
        self.focused = focused
        self._ring.clear()
        if focused:
            theme, look = self.ui.look.theme, self.ui.look
            dark, sun = look.px(0.8), look.px(0.6)
            self._draw_around(self._ring, Panel(None, theme.on_sun, dark, self.panel.radius + dark + sun), dark + sun)
            self._draw_around(self._ring, Panel(None, theme.sun, sun, self.panel.radius + sun), sun)

    def on_touch_down(self, touch: Any) -> bool:
        """A finger: darken at once, act later."""
        if not self.collide_point(*touch.pos):
            return False
        if not self.manner.enabled:
            return True
        x, y = touch.pos
        if self.ui.strikes.counts(x, y, touch.time_start, self.manner.quiet_s):
            touch.grab(self)
            self._show_pressed(True)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Sliding off lightens, sliding back darkens."""
        if touch.grab_current is not self:
            return False
        self._show_pressed(self.collide_point(*touch.pos))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Released: act, if the finger is still here and so is this control."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._show_pressed(False)
        if self.collide_point(*touch.pos) and self.get_root_window() is not None:
            self.press()
        return True

    def _show_pressed(self, pressed: bool) -> None:
        if pressed is self.pressed:
            return
        self.pressed = pressed
        self._shade.clear()
        if pressed:
            ink = get_color_from_hex(self.ui.look.theme.ink)[:3]
            self._shade.add(Color(*ink, _PRESSED_SHADE))
            self._add_image(self._shade, Panel("#ffffff", radius=self.panel.radius), 0)

    def _draw_around(self, group: InstructionGroup, panel: Panel, outset: int) -> None:
        group.add(Color(1, 1, 1, 1))
        self._add_image(group, panel, outset)

    def _add_image(self, group: InstructionGroup, panel: Panel, outset: int) -> None:
        border = max(panel.radius, panel.stroke) + 1
        group.add(
            BorderImage(
                texture=self.ui.paint.panel(panel),
                border=(border, border, border, border),
                pos=(self.x - outset, self.y - outset),
                size=(self.width + 2 * outset, self.height + 2 * outset),
            )
        )


def controls(block: Block) -> list[Control]:
    """Every control in a block that can be used now, in reading order: the order of the focus."""
    return [part for part in block.walk_blocks() if isinstance(part, Control) and part.manner.enabled]
