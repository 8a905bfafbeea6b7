"""Pictures: QR codes, and the ticket as it comes out of the printer."""

from typing import Any

from kivy.graphics import Color, Rectangle
from PIL import Image, ImageDraw, ImageFilter

from kiosk.tickets.picture import screen_image
from kiosk.tickets.qr import qr_rows
from kiosk.tickets.ticket import Ticket
from screens.layout import Block
from screens.paint import Panel, to_texture
from screens.plane import Plane
from screens.ui import Ui

_QUIET_MODULES = 3
"""White around a QR code on a white plane: with the plane's own edge this makes the four that ISO 18004 asks for."""


class Picture(Block):
    """A texture in its own size, in the middle of its place. `alt` says what it shows (acceptance row A7)."""

    def __init__(self, ui: Ui, texture: Any, alt: str) -> None:
        super().__init__(ui)
        self.alt = alt
        with self.canvas:
            Color(1, 1, 1, 1)
            self._rectangle = Rectangle(texture=texture, size=texture.size)

    def natural_width(self) -> int:
        """As wide as it is."""
        return int(self._rectangle.size[0])

    def natural_height(self, width: int) -> int:
        """As high as it is."""
        return int(self._rectangle.size[1])

    def arrange(self) -> None:
        """In the middle."""
        width, height = self._rectangle.size
        self._rectangle.pos = (int(self.center_x - width / 2), int(self.center_y - height / 2))


def qr_plane(ui: Ui, content: str, side: int, alt: str) -> Plane:
    """A QR code on white, not larger than `side` pixels: black on white in every theme, or phones do not read it."""
    rows = qr_rows(content)
    modules = len(rows) + 2 * _QUIET_MODULES
    module = max(2, (side - ui.look.px(1)) // modules)
    tiny = Image.new("L", (len(rows), len(rows)))
    tiny.putdata([0 if dark else 255 for row in rows for dark in row])
    image = Image.new("L", (modules, modules), 255)
    image.paste(tiny, (_QUIET_MODULES, _QUIET_MODULES))
    drawn = image.resize((module * modules, module * modules), Image.Resampling.NEAREST)
    panel = Panel("#ffffff", radius=round(ui.look.radius * 0.7))
    return Plane(ui, Picture(ui, to_texture(drawn), alt), panel, ui.look.px(0.5), ui.look.px(0.5))


def ticket_picture(ui: Ui, ticket: Ticket, width: int, most_height: int) -> Picture:
    """The ticket on white paper with a soft shadow, exactly as the printer lays it out, within `most_height`."""
    image = screen_image(ticket, width, ui.paint.ticket_fonts, most_height_px=most_height)
    words = (ticket.town, ticket.what, ticket.code, *ticket.all_details, ticket.what_next)
    return Picture(ui, to_texture(_with_shadow(image, ui.look.px(2.4))), ". ".join(word for word in words if word))


def _with_shadow(paper: Image.Image, room: int) -> Image.Image:
    size = (paper.width + 2 * room, paper.height + 2 * room)
    shade = Image.new("L", size, 0)
    box = (room, room + room // 3, room + paper.width, room // 3 + room + paper.height)
    ImageDraw.Draw(shade).rectangle(box, fill=70)
    whole = Image.new("RGBA", size, (0, 0, 0, 0))
    whole.putalpha(shade.filter(ImageFilter.GaussianBlur(room / 2.5)))
    whole.paste(paper.convert("RGBA"), (room, room))
    return whole
