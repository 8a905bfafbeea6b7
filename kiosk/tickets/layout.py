"""Where everything stands on a ticket: a pure function from Ticket and paper width to placed things.

The order is always the same: town, what, code large, QR, details, checklist, what next. The code stands at both ends,
so that it does not matter how a ticket is held out (EN 301 549, 8.4.3). Lengths are in dots of the paper.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from math import ceil

from devices.printer.port import PrinterModel
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.qr import qr_rows
from kiosk.tickets.ticket import Ticket
from kiosk.tickets.wrapping import Measure, balanced, direction_of, wrap

QR_SMALLEST_MM = 25.0
"""A phone's camera reads a code of this size from an arm's length."""
_QR_WISHED_MM = 30.0
_QR_QUIET_MODULES = 4
_LINE = 1.3
"""Height of a line, in its own em."""
_SIDE_SHARE = 0.04
_SMALLEST_SHARE = 0.8


@dataclass(frozen=True)
class Style:
    """How a text looks: em in millimetres, weight, and the space above it."""

    em_mm: float
    bold: bool = False
    above_mm: float = 0.0


TOWN = Style(4.8, bold=True)
WHAT = Style(4.2, above_mm=0.6)
CODE = Style(14.0, bold=True, above_mm=2.5)
CAPTION = Style(3.6, above_mm=1.0)
DETAIL = Style(4.0, above_mm=0.4)
TITLE = Style(4.2, bold=True, above_mm=0.0)
ITEM = Style(4.0, above_mm=1.2)
NEXT = Style(4.0)
END_CODE = Style(6.5, bold=True, above_mm=2.0)


@dataclass(frozen=True)
class Letters:
    """One line of text; x is its left end, middle or right end as `anchor` says ("l", "m", "r")."""

    x: float
    baseline: float
    text: str
    em: float
    bold: bool
    anchor: str
    direction: str


@dataclass(frozen=True)
class TickBox:
    """An empty square to tick off with a pen."""

    left: float
    top: float
    side: float


@dataclass(frozen=True)
class DashedRule:
    """A dashed line across the paper."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class QrModules:
    """A QR code: rows of modules, dark is True."""

    left: float
    top: float
    module: int
    rows: tuple[tuple[bool, ...], ...]


Thing = Letters | TickBox | DashedRule | QrModules


@dataclass(frozen=True)
class Sheet:
    """A laid-out ticket."""

    width: int
    height: int
    things: tuple[Thing, ...]


def lay_out(ticket: Ticket, model: PrinterModel, fonts: TicketFonts) -> Sheet:
    """Place everything of `ticket` on paper as wide as the printer's."""
    sheet = _Composer(model, fonts, ticket.direction)
    sheet.space(3.0)
    sheet.centred(ticket.town, TOWN)
    sheet.centred(ticket.what, WHAT)
    sheet.code(ticket.code, CODE)
    sheet.qr(ticket.qr, ticket.qr_caption)
    sheet.details(ticket.all_details)
    sheet.checklist(ticket.checklist_title, ticket.checklist)
    if ticket.what_next:
        sheet.rule()
        sheet.paragraph(ticket.what_next, NEXT)
    sheet.code(ticket.code, END_CODE)
    sheet.space(3.0)
    return Sheet(model.width_dots, ceil(sheet.y), tuple(sheet.things))


@dataclass
class _Composer:
    """Places things from the top down; `y` is where the next one begins."""

    model: PrinterModel
    fonts: TicketFonts
    direction: str
    y: float = 0.0
    things: list[Thing] = field(default_factory=list)

    @property
    def margin(self) -> float:
        return self.model.width_dots * _SIDE_SHARE

    @property
    def inner(self) -> float:
        return self.model.width_dots - 2 * self.margin

    @property
    def middle(self) -> float:
        return self.model.width_dots / 2

    def dots(self, mm: float) -> float:
        return mm * self.model.dots_per_mm

    def space(self, mm: float) -> None:
        self.y += self.dots(mm)

    def centred(self, text: str, style: Style) -> None:
        """Lines of about equal length, a little smaller where that saves a word from being broken."""
        if not text:
            return
        self.space(style.above_mm)
        fitted = self.fitted(text, style)
        for line in balanced(text, self.inner, self.measure(fitted)):
            self.line(line, fitted, self.middle, "m")

    def paragraph(self, text: str, style: Style) -> None:
        """Centred while it is short; from the third line on, even beginnings are easier to read."""
        lines = wrap(text, self.inner, self.measure(style))
        if len(lines) <= 2:
            return self.centred(text, style)
        for line in lines:
            self.line(line, style, self.start_x(), self.start_anchor())
        return None

    def code(self, code: str, style: Style) -> None:
        """The code, as large as fits; always from left to right, in every language."""
        if not code:
            return
        self.space(style.above_mm)
        em = self.dots(style.em_mm)
        em *= min(1.0, self.inner / self.fonts.width(code, em, bold=style.bold, direction="ltr"))
        self.y += em
        self.things.append(Letters(self.middle, self.y, code, em, style.bold, "m", "ltr"))
        self.y += em * 0.2

    def qr(self, content: str | None, caption: str) -> None:
        if content is None:
            return
        rows = qr_rows(content)
        module = qr_module_dots(len(rows), self.model)
        # The margin beside the code is white as well, so above and below it the quiet zone is all that is needed.
        self.y += _QR_QUIET_MODULES * module
        self.things.append(QrModules(self.middle - len(rows) * module / 2, self.y, module, rows))
        self.y += (len(rows) + _QR_QUIET_MODULES) * module
        self.centred(caption, CAPTION)

    def details(self, details: tuple[str, ...]) -> None:
        if details:
            self.space(2.0)
        for detail in details:
            self.centred(detail, DETAIL)

    def checklist(self, title: str, items: tuple[str, ...]) -> None:
        if not items:
            return
        self.rule()
        for line in wrap(title, self.inner, self.measure(TITLE)) if title else ():
            self.line(line, TITLE, self.start_x(), self.start_anchor())
        for item in items:
            self.item(item)

    def item(self, text: str) -> None:
        """A box to tick and the text beside it, mirrored where one reads from the right."""
        self.space(ITEM.above_mm)
        side, indent = self.dots(3.6), self.dots(6.2)
        right_to_left = self.direction == "rtl"
        line_height = self.dots(ITEM.em_mm) * _LINE
        box_left = self.model.width_dots - self.margin - side if right_to_left else self.margin
        self.things.append(TickBox(box_left, self.y + (line_height - side) / 2, side))
        x = self.start_x() - indent if right_to_left else self.start_x() + indent
        for line in wrap(text, self.inner - indent, self.measure(ITEM)):
            self.line(line, ITEM, x, self.start_anchor())

    def rule(self) -> None:
        self.space(3.0)
        self.things.append(DashedRule(self.margin, self.model.width_dots - self.margin, self.y))
        self.space(2.2)

    def line(self, text: str, style: Style, x: float, anchor: str) -> None:
        em = self.dots(style.em_mm)
        direction = direction_of(text, self.direction)
        self.things.append(Letters(x, self.y + em, text, em, style.bold, anchor, direction))
        self.y += em * _LINE

    def fitted(self, text: str, style: Style) -> Style:
        """The style, down to four fifths of its size if with that the longest word fits on a line."""
        widest = max((self.measure(style)(word) for word in text.split()), default=0.0)
        share = self.inner / widest if widest else 1.0
        return replace(style, em_mm=style.em_mm * share) if _SMALLEST_SHARE <= share < 1 else style

    def measure(self, style: Style) -> Measure:
        em = self.dots(style.em_mm)
        # Balanced lines are tried at many widths: most of them have been measured before.
        return cache(lambda line: self.fonts.width(line, em, bold=style.bold, direction=self.direction))

    def start_x(self) -> float:
        return self.model.width_dots - self.margin if self.direction == "rtl" else self.margin

    def start_anchor(self) -> str:
        return "r" if self.direction == "rtl" else "l"


def qr_module_dots(modules: int, model: PrinterModel) -> int:
    """How many dots wide one module is: about 30 mm for the whole, never under 25 unless the paper is too narrow."""
    wished = round(_QR_WISHED_MM * model.dots_per_mm / modules)
    smallest = ceil(QR_SMALLEST_MM * model.dots_per_mm / modules)
    widest = model.width_dots // (modules + 2 * _QR_QUIET_MODULES)
    return max(1, min(max(wished, smallest), widest))
