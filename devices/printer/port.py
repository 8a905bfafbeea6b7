"""What the rest of the house knows of a ticket printer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PrinterState(StrEnum):
    """What a printer can be, as a person understands it. A closed set."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    NOT_CONNECTED = "not_connected"
    FAULT = "fault"

    @property
    def can_print(self) -> bool:
        """Whether a job that is sent now should come out."""
        return self in (PrinterState.READY, PrinterState.PAPER_LOW)


class PrintOutcome(StrEnum):
    """What became of one job. `unknown` may have been printed: only a person may send it again."""

    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrinterModel:
    """What a driver must know of the paper and the print head."""

    width_dots: int = 576
    dots_per_mm: float = 8.0
    has_cutter: bool = True


class Printer(Protocol):
    """A ticket printer. Every call returns within a finite time and raises nothing: a fault is a state."""

    model: PrinterModel

    def state(self) -> PrinterState:
        """Ask the printer how it is. Finds a printer again that was unplugged."""
        ...

    def send(self, job: bytes) -> PrintOutcome:
        """Send the bytes of one whole ticket, once, and wait for what can be known of its end."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...
