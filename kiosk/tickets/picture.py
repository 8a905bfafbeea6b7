"""A laid-out ticket as a picture: one bit for the printer, in colours for the screen, from the same layout."""

from dataclasses import dataclass
from math import inf

from PIL import Image, ImageDraw, ImageOps

from devices.printer.port import PrinterModel
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.layout import DashedRule, Letters, QrModules, Sheet, Thing, TickBox, lay_out
from kiosk.tickets.ticket import Ticket

_INK_BELOW = 150
"""Darker than this is ink: a little above the middle, because heat makes dots run and thin strokes vanish."""
_BLACK, _WHITE = 0, 255
_DASHES = 25


def paper_image(ticket: Ticket, model: PrinterModel, fonts: TicketFonts) -> Image.Image:
    """The whole ticket as the printer's dots: mode "1", as wide as the print head."""
    return to_one_bit(draw(lay_out(ticket, model, fonts), 1.0, fonts))


def screen_image(
    ticket: Ticket,
    width_px: int,
    fonts: TicketFonts,
    ink: str = "#000000",
    paper: str = "#ffffff",
    model: PrinterModel | None = None,
    most_height_px: float = inf,
) -> Image.Image:
    """The very same ticket for the screen, with the line breaks that it has on paper: mode "RGB", `width_px` wide, or
    less where it would be higher than `most_height_px`.
    """
    sheet = lay_out(ticket, model or PrinterModel(), fonts)
    scale = min(width_px / sheet.width, most_height_px / sheet.height)
    return ImageOps.colorize(draw(sheet, scale, fonts), ink, paper)


def to_one_bit(drawn: Image.Image) -> Image.Image:
    """Shades of grey as ink or no ink."""
    return drawn.point(lambda shade: _BLACK if shade < _INK_BELOW else _WHITE).convert("1", dither=Image.Dither.NONE)


def draw(sheet: Sheet, scale: float, fonts: TicketFonts) -> Image.Image:
    """The sheet in shades of grey, `scale` pixels to a dot."""
    image = Image.new("L", (round(sheet.width * scale), round(sheet.height * scale)), _WHITE)
    pencil = _Pencil(image, ImageDraw.Draw(image), scale, fonts)
    for thing in sheet.things:
        pencil.put(thing)
    return image


@dataclass
class _Pencil:
    image: Image.Image
    canvas: ImageDraw.ImageDraw
    scale: float
    fonts: TicketFonts

    def put(self, thing: Thing) -> None:
        match thing:
            case Letters():
                self.letters(thing)
            case TickBox():
                self.tick_box(thing)
            case DashedRule():
                self.rule(thing)
            case QrModules():
                self.qr(thing)

    def letters(self, letters: Letters) -> None:
        self.canvas.text(
            (letters.x * self.scale, letters.baseline * self.scale),
            letters.text,
            _BLACK,
            self.fonts.of(letters.em * self.scale, bold=letters.bold),
            anchor=f"{letters.anchor}s",
            direction=letters.direction,
        )

    def tick_box(self, box: TickBox) -> None:
        left, top, side = (round(length * self.scale) for length in (box.left, box.top, box.side))
        stroke = max(1, round(side / 12))
        self.canvas.rectangle((left, top, left + side - 1, top + side - 1), outline=_BLACK, width=stroke)

    def rule(self, rule: DashedRule) -> None:
        """Dashes and gaps of one length, with a dash at both ends."""
        dash = (rule.right - rule.left) / (2 * _DASHES - 1) * self.scale
        top, thick = round(rule.y * self.scale), max(1, round(2 * self.scale))
        for number in range(_DASHES):
            left = rule.left * self.scale + number * 2 * dash
            self.canvas.rectangle((left, top, left + dash - 1, top + thick - 1), fill=_BLACK)

    def qr(self, code: QrModules) -> None:
        """Modules of whole pixels: a code with blurred edges is a code that some cameras cannot read."""
        count = len(code.rows)
        tiny = Image.new("L", (count, count))
        tiny.putdata([_BLACK if dark else _WHITE for row in code.rows for dark in row])
        room = count * code.module * self.scale
        side = max(1, int(room / count)) * count
        offset = (room - side) / 2
        place = (round(code.left * self.scale + offset), round(code.top * self.scale + offset))
        self.image.paste(tiny.resize((side, side), Image.Resampling.NEAREST), place)
