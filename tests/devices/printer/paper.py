"""What the tests of the driver print, how patiently, and what came out."""

import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from devices.printer import escpos
from devices.printer.conversation import Patience
from devices.printer.line import LinePort
from devices.printer.port import Completion, PrinterModel, PrinterState, PrintOutcome, PrintReport

PATIENT = Patience(answer_s=2, done_s=5, look_s=0.05, mend_s=5)
"""For what must come: a busy machine may be slow."""
HASTY = Patience(answer_s=2, done_s=0.2, look_s=0.04, mend_s=0.2)
"""For what never comes: an end, or somebody with paper."""
DEAF = Patience(answer_s=0.2, done_s=0.2, look_s=0.04, mend_s=0.2)
"""For a printer that answers nothing at all."""
MODEL = PrinterModel(completion=Completion.PROCESS_ID)
PRINTED = PrintReport(PrintOutcome.PRINTED, PrinterState.READY)
NOT_CONNECTED = PrintReport(PrintOutcome.NOT_PRINTED, PrinterState.NOT_CONNECTED)
LINES = ["network", "serial", "lp", "libusb", "inside"]
Plug = Callable[[str], LinePort]


def picture(height: int = 420, mark: int = 0) -> Image.Image:
    image = Image.new("1", (576, height), 255)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 520, height - 20), outline=0, width=5)
    draw.rectangle((30 + 40 * mark, height // 2, 60 + 40 * mark, height // 2 + 30), fill=0)
    return image


JOB = escpos.image_job(picture(), MODEL)


def printed_picture(path: Path) -> Image.Image:
    with Image.open(path) as ticket:
        return ticket.convert("1").crop((32, 24, ticket.width - 32, ticket.height - 24))


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None


def eventually(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 3
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)
