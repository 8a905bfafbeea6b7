"""What commands put on paper: letters, pictures and codes as rows of dots, feeds, cuts and answers in their order."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

from devices.printer.emulator.commands import Command

CELL_WIDTH, CELL_HEIGHT = 12, 24
WHITE = 255
_LINE_SPACING = 30
_CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858"}
_QR_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}


@dataclass(frozen=True)
class Ink:
    """Rows of dots, mode "1" with black as 0, as wide as the paper."""

    rows: Image.Image


@dataclass(frozen=True)
class Cut:
    """The ticket ends here."""


@dataclass(frozen=True)
class AskPaper:
    """GS r: answer with the paper's state when this is reached."""


@dataclass(frozen=True)
class AskProcess:
    """GS ( H: answer with this id when this is reached."""

    identity: bytes


Event = Ink | Cut | AskPaper | AskProcess


@dataclass
class _Style:
    """What ESC and GS commands set for the text after them."""

    align: int = 0
    bold: bool = False
    underline: bool = False
    inverse: bool = False
    wide: int = 1
    high: int = 1
    code_page: str = "cp437"
    line_spacing: int = _LINE_SPACING


def _set_align(style: _Style, data: bytes) -> None:
    style.align = data[0] & 3


def _set_bold(style: _Style, data: bytes) -> None:
    style.bold = bool(data[0] & 1)


def _set_underline(style: _Style, data: bytes) -> None:
    style.underline = data[0] not in (0, 48)


def _set_inverse(style: _Style, data: bytes) -> None:
    style.inverse = bool(data[0] & 1)


def _set_size(style: _Style, data: bytes) -> None:
    style.wide, style.high = (data[0] >> 4 & 7) + 1, (data[0] & 7) + 1


def _set_mode(style: _Style, data: bytes) -> None:
    style.bold, style.underline = bool(data[0] & 0x08), bool(data[0] & 0x80)
    style.wide, style.high = 1 + (data[0] >> 5 & 1), 1 + (data[0] >> 4 & 1)


def _set_code_page(style: _Style, data: bytes) -> None:
    style.code_page = _CODE_PAGES.get(data[0], "cp437")


def _set_line_spacing(style: _Style, data: bytes) -> None:
    style.line_spacing = data[0] if data else _LINE_SPACING


_SETTINGS = {
    b"\x1ba": _set_align,
    b"\x1bE": _set_bold,
    b"\x1bG": _set_bold,
    b"\x1b-": _set_underline,
    b"\x1dB": _set_inverse,
    b"\x1d!": _set_size,
    b"\x1b!": _set_mode,
    b"\x1bt": _set_code_page,
    b"\x1b3": _set_line_spacing,
    b"\x1b2": _set_line_spacing,
}
"""Commands that only change how what follows is printed."""

_WITHOUT_INK = frozenset(
    (b"\0", b"\r", b"\x1c.", b"\x1bR", b"\x1bM", b"\x1d(K", b"\x1da", b"\x1bp", b"\x10\x04", b"\x10\x05", b"\x10\x14")
)
"""Known commands that change nothing here; the real-time ones among them were obeyed when they came in."""


@dataclass
class _QrCode:
    """What GS ( k has set up so far."""

    module_dots: int = 3
    level: int = qrcode.constants.ERROR_CORRECT_L
    content: bytes = b""


@dataclass
class Typesetter:
    """Turns commands into events. `unknown` collects what it could not read: our own driver sends none of these."""

    width_dots: int
    font_file: Path | None = None
    unknown: list[bytes] = field(default_factory=list)
    _style: _Style = field(default_factory=_Style)
    _qr: _QrCode = field(default_factory=_QrCode)
    _line: list[Image.Image] = field(default_factory=list)
    _graphics: Image.Image | None = None

    def run(self, command: Command) -> Iterator[Event]:
        """The events of one command."""
        printing = {
            b"": self._letters,
            b"\n": self._line_feed,
            b"\x1bd": self._feed_lines,
            b"\x1bJ": self._feed_rows,
            b"\x1dV": self._cut,
            b"\x1dv0": self._picture,
            b"\x1d(L": self._graphics_command,
            b"\x1d(k": self._qr_command,
            b"\x1dr": self._ask_paper,
            b"\x1d(H": self._ask_process,
        }
        if command.name in printing:
            yield from printing[command.name](command.data)
        elif command.name == b"\x1b@":
            self._style, self._qr, self._line = _Style(), _QrCode(), []
        elif command.name in _SETTINGS:
            _SETTINGS[command.name](self._style, command.data)
        elif command.name not in _WITHOUT_INK:
            self.unknown.append(command.name)

    def _letters(self, data: bytes) -> Iterator[Event]:
        cell = CELL_WIDTH * self._style.wide
        for letter in data.decode(self._style.code_page, "replace"):
            if sum(glyph.width for glyph in self._line) + cell > self.width_dots:
                yield self._end_line()
            self._line.append(self._glyph(letter))

    def _line_feed(self, data: bytes) -> Iterator[Event]:
        yield self._end_line()

    def _feed_lines(self, data: bytes) -> Iterator[Event]:
        yield from self._feed(data[0] * self._style.line_spacing)

    def _feed_rows(self, data: bytes) -> Iterator[Event]:
        yield from self._feed(data[0])

    def _picture(self, data: bytes) -> Iterator[Event]:
        yield self._placed(_raster(data))

    def _ask_paper(self, data: bytes) -> Iterator[Event]:
        yield AskPaper()

    def _ask_process(self, data: bytes) -> Iterator[Event]:
        yield AskProcess(data[2:6])

    def _end_line(self) -> Ink:
        """The letters so far as one line; an empty line is as high as the line spacing."""
        height = max([self._style.line_spacing, *(glyph.height for glyph in self._line)])
        line = Image.new("1", (sum(glyph.width for glyph in self._line), height), WHITE)
        left = 0
        for glyph in self._line:
            line.paste(glyph, (left, height - glyph.height))
            left += glyph.width
        self._line = []
        return self._placed(line)

    def _feed(self, rows: int) -> Iterator[Event]:
        if self._line:
            yield self._end_line()
        if rows:
            yield Ink(Image.new("1", (self.width_dots, rows), WHITE))

    def _cut(self, data: bytes) -> Iterator[Event]:
        """GS V 66 n feeds to the cutter and n rows more; the way from print head to cutter is the roll's own margin."""
        yield from self._feed(data[1] if len(data) > 1 else 0)
        yield Cut()

    def _placed(self, image: Image.Image) -> Ink:
        rows = Image.new("1", (self.width_dots, image.height), WHITE)
        free = self.width_dots - image.width
        rows.paste(image, ((0, free // 2, free, 0)[self._style.align], 0))
        return Ink(rows)

    def _glyph(self, letter: str) -> Image.Image:
        """One letter in its cell; a letter that is wider than the cell is squeezed, as in every fixed-width font."""
        style = self._style
        width, height = CELL_WIDTH * style.wide, CELL_HEIGHT * style.high
        font = self._font(18 * style.high)
        across = max(font.getlength(letter) * style.wide / style.high, 1)
        canvas = Image.new("L", (int(across * style.high / style.wide) + 4, height), WHITE)
        stroke = style.high * 0.3 if style.bold else 0
        ImageDraw.Draw(canvas).text((2, 19 * style.high), letter, 0, font, anchor="ls", stroke_width=stroke)
        fitted = canvas.resize((min(int(across) + 2, width), height), Image.Resampling.LANCZOS)
        cell = Image.new("L", (width, height), WHITE)
        cell.paste(fitted, ((width - fitted.width) // 2, 0))
        if style.underline:
            ImageDraw.Draw(cell).line((0, height - 2, width, height - 2), 0, 2)
        return cell.point(lambda shade: WHITE * ((shade > 140) != style.inverse)).convert("1")

    def _font(self, size_dots: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        if self.font_file:
            return ImageFont.truetype(str(self.font_file), size_dots)
        return ImageFont.load_default(size_dots)

    def _graphics_command(self, data: bytes) -> Iterator[Event]:
        """GS ( L: function 112 stores a picture, function 50 prints it."""
        if data[1] == 112:
            width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
            self._graphics = _from_bits(width, height, data[10:], data[3], data[4])
        elif data[1] in (2, 50) and self._graphics is not None:
            yield self._placed(self._graphics)

    def _qr_command(self, data: bytes) -> Iterator[Event]:
        """GS ( k for QR: 167 module size, 169 error correction, 180 content, 181 print."""
        match data[1]:
            case 67:
                self._qr.module_dots = data[2]
            case 69:
                self._qr.level = _QR_LEVELS[data[2]]
            case 80:
                self._qr.content = data[3:]
            case 81:
                yield self._placed(self._qr_image())

    def _qr_image(self) -> Image.Image:
        code = qrcode.QRCode(box_size=self._qr.module_dots, border=0, error_correction=self._qr.level)
        code.add_data(self._qr.content)
        drawn = io.BytesIO()
        code.make_image().save(drawn)
        return Image.open(drawn).convert("1")


def _raster(data: bytes) -> Image.Image:
    """The picture of GS v 0, from m xL xH yL yH and its dots."""
    width_bytes, height = int.from_bytes(data[1:3], "little"), int.from_bytes(data[3:5], "little")
    return _from_bits(width_bytes * 8, height, data[5:], 1 + (data[0] & 1), 1 + (data[0] >> 1 & 1))


def _from_bits(width: int, height: int, bits: bytes, across: int, down: int) -> Image.Image:
    """Dots where a set bit is ink, made `across` times as wide and `down` times as high."""
    image = Image.frombytes("1", (width, height), bits, "raw", "1;I")
    return image.resize((width * across, height * down), Image.Resampling.NEAREST)
