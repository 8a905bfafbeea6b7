"""Bytes of a ticket: pure functions from text and pictures to ESC/POS, so that every ticket is tested byte by byte."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from PIL import Image

from devices.printer.port import PrinterModel

INITIALISE = b"\x1b@"
RECOVER = b"\x10\x05\x02"
"""DLE ENQ 2: recover from an error that can be mended, such as a jammed cutter, with an empty buffer."""

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: throw away what was received and not yet printed (Epson models that know GS ( H)."""
QUERY_PAPER = b"\x1dr\x01"
STRIP_ROWS = 256
"""Rows in one GS v 0 command: small enough for every receive buffer that was met."""

_CANCEL_KANJI = b"\x1c."
_CODE_PAGE_858 = b"\x1bt\x13"
_CHARACTERS_USA = b"\x1bR\x00"
_PROCESS_ID_LETTERS = b"ABCDEFGHIJKLMNO"
"""Letters 0x41 to 0x4F: with bit 4 clear, none of them can be mistaken for an answer to DLE EOT."""
_TYPISTS_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "•": "-", "‑": "-"}
)
_INSTEAD = {"Cc": " ", "Cf": "", "Zl": " ", "Zp": " ", "Zs": " "}
"""What stands for a letter of these categories of Unicode."""

_FEED_TO_TEAR_LINES = 5
_LONGEST_SLOW_PICTURE_BYTES = 4096
_REAL_TIME = ((b"\x10\x04", b"\x10\x0c"), (b"\x10\x05", b"\x10\x0d"), (b"\x10\x14", b"\x10\x1c"))


class Align(IntEnum):
    """Where a line or picture stands, with the number that ESC a takes."""

    LEFT = 0
    CENTER = 1
    RIGHT = 2


@dataclass(frozen=True)
class TextPart:
    """One line in the printer's own letters; `size` 1 to 8 times, 12 x 24 dots each."""

    text: str
    bold: bool = False
    size: int = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class PicturePart:
    """A picture of mode "1", black on white; `doubled` prints every dot two wide and two high."""

    image: Image.Image
    doubled: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True)
class FeedPart:
    """Empty paper, in dots."""

    dots: int


Part = TextPart | PicturePart | FeedPart


def image_job(image: Image.Image, model: PrinterModel) -> bytes:
    """The bytes that print `image` as a whole ticket and cut. Raises ValueError when it is wider than the paper."""
    return job([PicturePart(image)], model)


def job(parts: Sequence[Part], model: PrinterModel) -> bytes:
    """The bytes of a whole ticket: made ready, its parts in order, fed and cut."""
    setup = INITIALISE + _density(model.density)
    if any(isinstance(part, TextPart) for part in parts):
        setup += _CANCEL_KANJI + _CHARACTERS_USA + _CODE_PAGE_858
    return setup + b"".join(_part(part, model) for part in parts) + cut(model)


def cut(model: PrinterModel) -> bytes:
    """Feed to the cutter and cut, leaving a bridge so that the ticket does not fall; or feed far enough to tear."""
    return b"\x1dVB\x00" if model.has_cutter else b"\x1bd" + bytes((_FEED_TO_TEAR_LINES,))


def end_half_job(model: PrinterModel) -> bytes:
    """End a job that broke off, and cut it away. A printer that still waits for the rest of a picture would take the
    beginning of the next ticket for it: white dots fill that picture up, and are nothing outside of one.
    """
    longest = _LONGEST_SLOW_PICTURE_BYTES if model.prefers_text else STRIP_ROWS * ((model.width_dots + 7) // 8)
    return b"\0" * longest + INITIALISE + cut(model)


def raster(image: Image.Image, doubled: bool = False) -> bytes:
    """A picture of mode "1" as GS v 0 commands of at most STRIP_ROWS rows each."""
    return b"".join(_strip(image, top, doubled) for top in range(0, image.height, STRIP_ROWS))


def process_id(number: int) -> bytes:
    """Four letters that name a job to the printer; repeats after 50625 jobs.

    >>> process_id(16)
    b'AABB'
    """
    letters = []
    for _ in range(4):
        number, place = divmod(number, len(_PROCESS_ID_LETTERS))
        letters.append(_PROCESS_ID_LETTERS[place])
    return bytes(reversed(letters))


def query_process(identity: bytes) -> bytes:
    """GS ( H, function 48: asks the printer to answer with `identity` once all before it is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + identity


def columns(model: PrinterModel, size: int = 1) -> int:
    """How many letters of the printer's own font fit on a line."""
    return model.width_dots // (12 * size)


def can_be_text(text: str) -> bool:
    """Whether the printer's own letters have all of `text`; what they lack must go as a picture."""
    try:
        _clean(text).encode("cp858")
    except UnicodeEncodeError:
        return False
    return True


def _density(steps: int) -> bytes:
    """GS ( K, function 49; nothing for 0, because not every model knows the command."""
    return b"\x1d(K\x02\x00\x31" + (steps & 0xFF).to_bytes(1, "big") if steps else b""


def _part(part: Part, model: PrinterModel) -> bytes:
    match part:
        case TextPart():
            return _text(part)
        case PicturePart():
            if part.image.width * (2 if part.doubled else 1) > model.width_dots:
                raise ValueError(f"picture of {part.image.width} dots on paper of {model.width_dots} dots")
            return _aligned(part.align) + raster(part.image, part.doubled)
        case FeedPart():
            return _feed(part.dots)


def _text(part: TextPart) -> bytes:
    size = part.size - 1
    style = b"\x1bE" + bytes((part.bold,)) + b"\x1d!" + bytes((size << 4 | size,))
    return _aligned(part.align) + style + _clean(part.text).encode("cp858", "replace") + b"\n"


def _clean(text: str) -> str:
    """Without control characters: nothing that a person typed may become a command to the printer.

    Typographers' signs become the typist's that code page 858 has, so that one of them makes no picture of its line.
    Spaces of every kind become the plain one, and what has no shape is left out: code page 858 has a no-break space and
    a soft hyphen, of which many a printer makes a box and a hyphen in the middle of a word.

    >>> _clean("23-11-2026\N{NO-BREAK SPACE}13:40 gemeente\N{SOFT HYPHEN}huis")
    '23-11-2026 13:40 gemeentehuis'
    """
    composed = unicodedata.normalize("NFC", text).translate(_TYPISTS_SIGNS)
    return "".join(_INSTEAD.get(unicodedata.category(letter), letter) for letter in composed)


def _aligned(align: Align) -> bytes:
    return b"\x1ba" + bytes((align,))


def _feed(dots: int) -> bytes:
    whole, rest = divmod(dots, 255)
    return b"\x1bJ\xff" * whole + (b"\x1bJ" + bytes((rest,)) if rest else b"")


def _strip(image: Image.Image, top: int, doubled: bool) -> bytes:
    strip = image.crop((0, top, image.width, min(top + STRIP_ROWS, image.height)))
    width_bytes = (image.width + 7) // 8
    # Widened to whole bytes in white, because how Pillow fills the last bits of a row is its own affair.
    padded = Image.new("1", (width_bytes * 8, strip.height), 255)
    padded.paste(strip, (0, 0))
    dots = _without_real_time(padded.tobytes("raw", "1;I"))
    head = b"\x1dv0" + bytes((3 if doubled else 0,))
    return head + width_bytes.to_bytes(2, "little") + strip.height.to_bytes(2, "little") + dots


def _without_real_time(dots: bytes) -> bytes:
    """Add one dot wherever the picture would read as DLE EOT, DLE ENQ or DLE DC4: printers obey those anywhere."""
    for command, harmless in _REAL_TIME:
        dots = dots.replace(command, harmless)
    return dots
