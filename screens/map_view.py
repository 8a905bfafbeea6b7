"""The map on the screen: drag it, or touch where the mark should be. The buttons beside it do the same."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.journeys.intents import PointAt
from kiosk.maps.plane import View
from screens.icon import Icon
from screens.layout import Block
from screens.map_picture import Frame, draw_map, scale_bar
from screens.paint import Panel, to_texture
from screens.plane import Plane
from screens.text import Text
from screens.ui import Ui

_DRAWN_SHARE = 1.6
"""So much larger than its place is the map drawn: dragging it shows what was beyond the edge, without drawing."""


class MapView(Block):
    """The map around the middle of a view, with the mark on it. `alt` says where the mark stands."""

    def __init__(self, ui: Ui, view: View, alt: str) -> None:
        self._view = view
        self.alt = alt
        self._texture: Any = None
        self._drawn: tuple[View, int, int] | None = None
        self._dragged = (0.0, 0.0)
        look = ui.look
        self._mark_px = round(look.touch * 0.95)
        self._mark = Icon(ui, "place", self._mark_px, look.theme.danger)
        self._halo = Icon(ui, "place", round(self._mark_px * 1.16), look.theme.card)
        self._scale = ScaleBar(ui)
        super().__init__(ui)
        with self.canvas.before:
            Color(1, 1, 1, 1)
            self._picture = Rectangle()
        self._edge = Plane(ui, None, Panel(None, look.theme.line, look.stroke))
        self.hold([self._halo, self._mark, self._scale, self._edge])

    def natural_height(self, width: int) -> int:
        """Enough to see where one is."""
        look = self.ui.look
        return min(round(width * 0.62), look.px(38) if look.landscape else look.px(46))

    def comfortable_height(self, width: int) -> int:
        """As much as there is."""
        return max(self.natural_height(width), self.ui.look.height_px)

    def show(self, view: View, alt: str) -> None:
        """Another part of the map."""
        self._view, self.alt = view, alt
        self._dragged = (0.0, 0.0)
        self.arrange()

    def arrange(self) -> None:
        """Map, mark with its point on the middle, scale in the corner."""
        width, height = int(self.width), int(self.height)
        if width <= 0 or height <= 0:
            return
        self._draw(width, height)
        self._slide()
        for icon in (self._halo, self._mark):
            # The point of the mark is a twelfth of its side above its lower edge.
            lower = int(self.center_y - icon.px / 12)
            icon.place(int(self.center_x - icon.px / 2), lower, icon.px, icon.px)
        metres, length = scale_bar(self.ui.content.map.grid.ground_m(self._view), width // 4)
        self._scale.show(metres, length)
        inset = self.ui.look.px(1.6)
        wide = self._scale.natural_width()
        self._edge.place(int(self.x), int(self.y), width, height)
        self._scale.place(int(self.x) + inset, int(self.y) + inset, wide, self._scale.natural_height(wide))

    def _draw(self, width: int, height: int) -> None:
        wanted = (self._view, width, height)
        if self._drawn == wanted:
            return
        self._drawn = wanted
        frame = Frame(round(width * _DRAWN_SHARE), round(height * _DRAWN_SHARE))
        self._texture = to_texture(draw_map(self.ui.content, self.ui.look, self._view, frame))

    def _slide(self) -> None:
        """Show the part of the drawn map that is under the window now."""
        full_width, full_height = self._texture.size
        width, height = int(self.width), int(self.height)
        right, down = self._dragged
        left = max(0, min(full_width - width, round((full_width - width) / 2 - right)))
        top = max(0, min(full_height - height, round((full_height - height) / 2 - down)))
        u, v = left / full_width, top / full_height
        far_u, far_v = (left + width) / full_width, (top + height) / full_height
        # From the lower left corner around; the texture stands upside down in memory.
        self._picture.texture = self._texture
        self._picture.tex_coords = (u, far_v, far_u, far_v, far_u, v, u, v)
        self._picture.pos, self._picture.size = self.pos, self.size

    def on_touch_down(self, touch: Any) -> bool:
        """A finger on the map."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._began = touch.pos
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """The map goes with the finger."""
        if touch.grab_current is not self:
            return False
        self._dragged = (touch.pos[0] - self._began[0], self._began[1] - touch.pos[1])
        self._slide()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Let go: after a drag the middle is elsewhere; after a touch the mark goes to where it was."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        right, down = touch.pos[0] - self._began[0], self._began[1] - touch.pos[1]
        if abs(right) + abs(down) <= self.ui.look.touch / 4:
            right, down = self.center_x - touch.pos[0], touch.pos[1] - self.center_y
        self.pan(-right, -down)
        return True

    def pan(self, right_px: float, down_px: float) -> None:
        """Have the mark so many pixels further."""
        lat, lon = self.ui.content.map.grid.place_at(self._view, right_px, down_px)
        self.ui.emit(PointAt(lat, lon))


class ScaleBar(Plane):
    """How long a stretch of ground is on this map."""

    def __init__(self, ui: Ui) -> None:
        look, theme = ui.look, ui.look.theme
        self._words = Text(ui, "", ui.paint.style("small"), theme.ink)
        self._length = 0
        self._thick = max(3, look.px(0.5))
        super().__init__(ui, self._words, Panel(theme.card, radius=look.px(0.8)), look.px(1), look.px(0.6))
        with self.canvas.after:
            Color(*get_color_from_hex(theme.ink))
            self._bar = Rectangle()

    def show(self, metres: int, length_px: int) -> None:
        """So many metres are so many pixels."""
        texts = self.ui.texts
        self._length = length_px
        self._words.say(texts("map.km", km=metres // 1000) if metres >= 1000 else texts("map.metres", metres=metres))

    def natural_width(self) -> int:
        """The bar or the words, whichever is longer."""
        return max(super().natural_width(), self._length + 2 * self.across)

    def arrange(self) -> None:
        """The bar below the words."""
        super().arrange()
        self._bar.pos = (int(self.x) + self.across, int(self.y) + self.along // 2)
        self._bar.size = (self._length, self._thick)
