"""A ticket for a slow line: in the printer's own letters, with a picture only where these have no letter for it.

At 9600 baud the whole ticket as a picture takes 54 seconds; this takes about three.
"""

from dataclasses import dataclass
from math import ceil

from PIL import Image

from devices.printer.escpos import Align, FeedPart, Part, PicturePart, TextPart, can_be_text, columns
from devices.printer.port import PrinterModel
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.layout import QR_SMALLEST_MM, Letters, Sheet
from kiosk.tickets.picture import draw, to_one_bit
from kiosk.tickets.qr import qr_rows
from kiosk.tickets.ticket import Ticket
from kiosk.tickets.wrapping import balanced, direction_of, wrap

_TICK_BOX = "[ ] "
_LARGEST = 6
_PICTURE_EM_MM = 3.2


def slow_parts(ticket: Ticket, model: PrinterModel, fonts: TicketFonts) -> list[Part]:
    """The parts of `ticket` in the order of the layout."""
    return _Writer(ticket, model, fonts).parts()


@dataclass
class _Writer:
    ticket: Ticket
    model: PrinterModel
    fonts: TicketFonts

    def __post_init__(self) -> None:
        """A ticket in a language for which the printer has no letters is drawn throughout: two kinds of letters in one
        ticket look like two. A single foreign name is no reason to make a Dutch one slow.
        """
        ticket = self.ticket
        texts = (ticket.town, ticket.what, ticket.qr_caption, *ticket.all_details, *ticket.checklist, ticket.what_next)
        lacking = [text for text in texts if text and not can_be_text(text)]
        self.drawn = 2 * len(lacking) > len([text for text in texts if text])

    def parts(self) -> list[Part]:
        ticket = self.ticket
        return [
            *self.centred(ticket.town, bold=True),
            *self.centred(ticket.what),
            *self.code(_LARGEST),
            *self.qr(),
            *self.gap(self.details()),
            *self.gap(self.checklist()),
            *self.gap(self.flush(ticket.what_next)),
            *self.code(2),
        ]

    def centred(self, text: str, *, bold: bool = False) -> list[Part]:
        if not text:
            return []
        if self.drawn or not can_be_text(text):
            return self.pictures(text, Align.CENTER, bold=bold)
        return [TextPart(line, bold, align=Align.CENTER) for line in balanced(text, columns(self.model), len)]

    def flush(self, text: str, indent: str = "", *, bold: bool = False, drawn: bool = False) -> list[Part]:
        """Lines that begin at the side where one begins to read; the first of them after `indent`."""
        if not text:
            return []
        if self.drawn or drawn or not can_be_text(text):
            return self.pictures(text, self.start_align(), bold=bold, indent=indent)
        first, *others = wrap(text, columns(self.model) - len(indent), len)
        lines = [indent + first, *(" " * len(indent) + line for line in others)]
        return [TextPart(line, bold, align=Align.LEFT) for line in lines]

    def code(self, largest: int) -> list[Part]:
        """The code as large as it fits."""
        if not self.ticket.code:
            return []
        fitting = max(1, min(largest, columns(self.model) // len(self.ticket.code)))
        return [FeedPart(24), TextPart(self.ticket.code, True, fitting, Align.CENTER)]

    def qr(self) -> list[Part]:
        """A quarter of the dots, which the printer doubles: 1.3 kB in place of 5."""
        if self.ticket.qr is None:
            return []
        rows = qr_rows(self.ticket.qr)
        module = ceil(QR_SMALLEST_MM * self.model.dots_per_mm / len(rows) / 2)
        tiny = Image.new("1", (len(rows), len(rows)))
        tiny.putdata([0 if dark else 255 for row in rows for dark in row])
        picture = tiny.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)
        quiet = FeedPart(8 * module)
        return [quiet, PicturePart(picture, True, Align.CENTER), quiet, *self.centred(self.ticket.qr_caption)]

    def details(self) -> list[Part]:
        return [part for detail in self.ticket.all_details for part in self.centred(detail)]

    def checklist(self) -> list[Part]:
        """In one kind of letters throughout: a list in two kinds looks like two lists."""
        title, items = self.ticket.checklist_title, self.ticket.checklist
        drawn = not all(map(can_be_text, (title, *items)))
        ticked = [part for item in items for part in self.flush(item, _TICK_BOX, drawn=drawn)]
        return [*self.flush(title, bold=True, drawn=drawn), *ticked] if ticked else []

    def gap(self, parts: list[Part]) -> list[Part]:
        return [FeedPart(24), *parts] if parts else []

    def pictures(self, text: str, align: Align, *, bold: bool, indent: str = "") -> list[Part]:
        """Text in letters that the printer has not: one picture for each line, the first of them after `indent`."""
        em = _PICTURE_EM_MM * self.model.dots_per_mm
        direction = self.ticket.direction

        def measure(line: str) -> float:
            return self.fonts.width(line, em, bold=bold, direction=direction)

        room = measure(indent)
        broken = balanced if align is Align.CENTER else wrap
        first, *others = broken(text, self.model.width_dots - 2 - room, measure)
        return [
            *self.line(indent + first, em, align, bold=bold),
            *(part for line in others for part in self.line(line, em, align, bold=bold, indent=room)),
        ]

    def line(self, text: str, em: float, align: Align, *, bold: bool, indent: float = 0.0) -> list[Part]:
        """One line as a picture; what is white above and below the letters is fed, which takes no bytes."""
        direction = self.ticket.direction
        width, height = self.fonts.width(text, em, bold=bold, direction=direction), ceil(em * 1.3)
        left = 1 if direction == "rtl" else 1 + indent
        # A box to tick stands where one begins to read the ticket, whatever the language of what is beside it.
        runs = direction if text.startswith(_TICK_BOX) else direction_of(text, direction)
        letters = Letters(left, em, text, em, bold, "l", runs)
        drawn = to_one_bit(draw(Sheet(ceil(width + indent) + 2, height, (letters,)), 1.0, self.fonts))
        ink = drawn.convert("L").point(lambda shade: 255 - shade).getbbox()
        if ink is None:
            return [FeedPart(height)]
        _, top, _, bottom = ink
        picture = drawn.crop((0, top, drawn.width, bottom))
        return [FeedPart(top), PicturePart(picture, align=align), FeedPart(height - bottom)]

    def start_align(self) -> Align:
        return Align.RIGHT if self.ticket.direction == "rtl" else Align.LEFT
