"""What a journey asks of the world. A journey only says it; kiosk/conductor.py does it and answers with an intent."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.journeys.states import Purpose
from kiosk.tickets.ticket import Ticket


@dataclass(frozen=True)
class KeepRecord:
    """Put a filled-in form into the outbox, durably. Answered at once by Kept or KeepingFailed."""

    form: str
    answers: Mapping[str, str]
    purpose: Purpose


@dataclass(frozen=True)
class AskSlots:
    """Ask the central for free times. Answered by SlotsArrived or CentralSilent."""

    product: str
    location: str
    minutes: int


@dataclass(frozen=True)
class Book:
    """Ask the central for an appointment. Answered by BookingAnswered or CentralSilent."""

    answers: Mapping[str, str]
    purpose: Purpose


@dataclass(frozen=True)
class AskNumber:
    """Ask the central for a queue number. Answered by NumberArrived or CentralSilent."""

    service: str
    product: str | None


@dataclass(frozen=True)
class PrintTicket:
    """Print; `job` is its row in the print journal when a record was kept with it. Answered by PaperMoved."""

    ticket: Ticket
    job: int | None = None


Effect = KeepRecord | AskSlots | Book | AskNumber | PrintTicket
