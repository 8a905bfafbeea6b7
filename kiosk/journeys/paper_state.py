"""A ticket that a visit shows, and how far it is on its way to paper."""

from dataclasses import dataclass
from enum import StrEnum

from devices.printer.port import PrinterState
from kiosk.tickets.ticket import Ticket


class PaperState(StrEnum):
    """What is known of a ticket's way to paper."""

    NOT_ASKED = "not_asked"
    PRINTING = "printing"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Paper:
    """A ticket and its way to paper; where it did not come out, `printer` says why."""

    ticket: Ticket
    state: PaperState = PaperState.NOT_ASKED
    printer: PrinterState = PrinterState.READY
