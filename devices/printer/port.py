"""What the rest of the house knows of a ticket printer."""

from collections.abc import Callable
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
class PrintReport:
    """The end of one job and how the printer was then: for a ticket that did not come out, the reason."""

    outcome: PrintOutcome
    state: PrinterState


class PrintStep(StrEnum):
    """How far a job is, told while it goes out, so that a journal knows it after a power cut."""

    SENDING = "sending"
    SENT = "sent"


OnStep = Callable[[PrintStep], None]
"""Called with SENDING just before the first byte leaves and with SENT after the last. Must not raise."""


Job = bytes | Callable[[], bytes]
"""The bytes of one whole ticket, or how to make them: while the line opens and falls silent there is time for that."""


class Completion(StrEnum):
    """How a model tells that a job is finished."""

    PROCESS_ID = "process_id"
    """GS ( H: answered when printing is completed (Epson TM-T88IV and later, TM-m30)."""
    PAPER_STATUS = "paper_status"
    """GS r 1: answered when everything before it was processed (most others)."""
    SILENT = "silent"
    """Never. A job that was sent without an error counts as printed: nothing better can be known."""


@dataclass(frozen=True)
class PrinterModel:
    """What a driver must know of the paper, the print head and what the printer tells about itself."""

    width_dots: int = 576
    dots_per_mm: float = 8.0
    has_cutter: bool = True
    answers_status: bool = True
    """Whether it answers DLE EOT. A model that does not is taken as ready while it is connected."""
    completion: Completion = Completion.PAPER_STATUS
    prefers_text: bool = False
    """Set for a line so slow that a whole ticket as an image would take a minute (9600 baud: 54 s)."""
    density: int = 0
    """Paler (below 0) or darker than the printer's own setting, -6 to 6; not sent when 0."""


def ignore_step(step: PrintStep) -> None:
    """For callers that keep no journal."""


class Printer(Protocol):
    """A ticket printer. Every call returns within a finite time and raises nothing: a fault is a state."""

    model: PrinterModel

    def state(self) -> PrinterState:
        """Ask the printer how it is. Finds a printer again that was unplugged."""
        ...

    def send(self, job: Job, on_step: OnStep = ignore_step) -> PrintReport:
        """Send one whole ticket, once, and wait for what can be known of its end. Raises only what making it raises."""
        ...

    def restart(self) -> None:
        """Let it forget what it was at and recover from an error that a person has seen to, such as a jammed cutter."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...
