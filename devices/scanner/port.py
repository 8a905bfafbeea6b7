"""What the rest of the house knows of a scanner."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

MAX_SCAN_LETTERS = 512
"""More than any code of ours is long; a QR code can hold 4296 letters of somebody's choosing."""


class ScannerState(StrEnum):
    """What a scanner can be, as a person understands it. A closed set; each has its words in the translations."""

    READY = "ready"
    ASLEEP = "asleep"
    """It could read, and does not look until a code is wanted."""
    NOT_CONNECTED = "not_connected"
    FAULT = "fault"


OnScan = Callable[[str], None]
"""Told what was scanned, in the scanner's own thread: text that a stranger made."""


class Scanner(Protocol):
    """A reader of codes. Nothing here raises: a fault is a state. It heals by itself after re-plugging."""

    @property
    def by_camera(self) -> bool:
        """Whether one holds the code before the terminal's camera, rather than taking a scanner in the hand."""
        ...

    def state(self) -> ScannerState:
        """How it is. Returns at once."""
        ...

    def listen(self, on_scan: OnScan) -> None:
        """From now on `on_scan` hears of every code, and nobody else does."""
        ...

    def wake(self) -> None:
        """A code is wanted now. A hand scanner always reads; a camera looks only then. Returns at once."""
        ...

    def rest(self) -> None:
        """No code is wanted any more. Returns at once."""
        ...

    def restart(self) -> None:
        """Let go of it and open it anew, because a person wants that. Returns at once; `state` tells the rest."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


def clean(scanned: str) -> str:
    """What was scanned as one line that can be shown: no control characters, and not longer than a code can be.

    >>> clean("  K7P\\t4XQ\\x1b[0m" + chr(13))
    'K7P4XQ[0m'
    >>> len(clean("A" * 5000))
    512
    """
    return "".join(letter for letter in scanned[: 2 * MAX_SCAN_LETTERS] if letter.isprintable()).strip()[
        :MAX_SCAN_LETTERS
    ]
