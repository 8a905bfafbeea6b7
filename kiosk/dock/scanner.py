"""The controls of the simulated scanner: what is read with it, and its bad days."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import zxingcpp
from PIL import Image

from kiosk.dock.control import Control, DockDevice
from kiosk.dock.troubles import Troubled, trouble_control

_GARBAGE = "\x1b[2J\x00ÿ\u202e" + "%n" * 20
_SAMPLES = {
    "garbage": _GARBAGE,
    "long": "A" * 4000,
    "address": "https://example.org/",
    "barcode": "8710400123456",
}


class Hand(Troubled, Protocol):
    """The simulated scanner, as a person uses it."""

    def scan(self, text: str) -> None:
        """Read a code with this text."""
        ...


def scanner_dock(scanner: Hand, state: Callable[[], str], tickets: Callable[[], list[Path]]) -> DockDevice:
    """The controls of a scanner; `tickets` are the pictures that the printer has drawn, the newest last."""

    def show(what: str) -> None:
        text = code_on(tickets()) if what == "last_ticket" else _SAMPLES[what]
        if text:
            scanner.scan(text)

    return DockDevice(
        "scanner",
        state,
        (
            Control("scan", scanner.scan, offers=("K7P4XQ",)),
            Control("show", show, ("last_ticket", *_SAMPLES)),
            trouble_control(scanner),
        ),
    )


def code_on(tickets: list[Path]) -> str:
    """What the code says on the newest ticket that has one; "" where none has."""
    for ticket in reversed(tickets):
        with Image.open(ticket) as picture:
            codes = zxingcpp.read_barcodes(picture.convert("L"))
        if codes:
            return str(codes[0].text)
    return ""
