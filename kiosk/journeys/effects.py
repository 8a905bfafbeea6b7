"""What a journey asks of the world. A journey only says it; kiosk/conductor.py does it and answers with an intent."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.journeys.states import Purpose
from kiosk.journeys.volunteer_effects import VolunteerEffect
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Answers
from sync.protocol.appointments import Appointment


@dataclass(frozen=True)
class KeepRecord:
    """Put a filled-in form into the outbox, durably. Answered at once by Kept or KeepingFailed."""

    form: str
    answers: Answers
    purpose: Purpose


@dataclass(frozen=True)
class AskSlots:
    """Ask the central for free times, and look which ones this terminal holds. Answered by SlotsArrived."""

    purpose: Purpose


@dataclass(frozen=True)
class Book:
    """Make an appointment: here and at once in a lent slot, else at the central.

    Answered by BookingAnswered, CentralSilent or, when the disk does not take it, KeepingFailed.
    """

    answers: Answers
    purpose: Purpose


@dataclass(frozen=True)
class AskNumber:
    """Ask the central for a queue number, or take one of our own. Answered by NumberKept or CentralSilent."""

    service: str
    product: str | None


@dataclass(frozen=True)
class TakePicture:
    """Take a photo for this form. Answered by PhotoTaken or PhotoFailed."""

    form: str


@dataclass(frozen=True)
class FindAppointment:
    """Ask the central what has this code, and how it stands: an appointment, or else a record.

    `on_label`: it stood on the slip of a thing, which a volunteer sees as such. Answered by AppointmentArrived,
    StandingArrived, ThingSeen or CentralSilent.
    """

    reference: str
    on_label: bool = False


@dataclass(frozen=True)
class FollowNumber:
    """Find out how far the queue number with this token is. Answered by NumberSeen."""

    token: str


@dataclass(frozen=True)
class CheckIn:
    """Say that the visitor is here. Answered by NumberKept, NotCheckedIn or CentralSilent.

    While the central is silent the number is one of this terminal's own, for `service`.
    """

    reference: str
    service: str


@dataclass(frozen=True)
class Move:
    """Ask the central to move an appointment. Answered by Changed or CentralSilent."""

    appointment: Appointment
    start: datetime


@dataclass(frozen=True)
class Cancel:
    """Ask the central to cancel an appointment. Answered by Changed or CentralSilent."""

    appointment: Appointment


@dataclass(frozen=True)
class AskPhoneLink:
    """Ask the central for a link for the visitor's phone. Answered by PhoneLinkArrived, then by PhoneAnswered."""


@dataclass(frozen=True)
class PrintTicket:
    """Print; `job` is its row in the print journal when a record was kept with it. Answered by PaperMoved."""

    ticket: Ticket
    job: int | None = None


@dataclass(frozen=True)
class PrintKept:
    """Print once more what was printed as `job`, for a person who asks for it. Answered by PaperMoved."""

    job: int
    ticket: Ticket


Effect = (
    AskPhoneLink
    | KeepRecord
    | AskSlots
    | Book
    | AskNumber
    | TakePicture
    | FindAppointment
    | FollowNumber
    | CheckIn
    | Move
    | Cancel
    | PrintTicket
    | PrintKept
    | VolunteerEffect
)
