"""What the world answers to a visit: services emit these, as screens emit what a visitor wants (intents.py)."""

from dataclasses import dataclass
from datetime import datetime

from devices.printer.port import PrinterState, PrintOutcome
from kiosk.journeys.states import Awaited, YourNumber
from kiosk.tickets.number import GivenNumber
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Photo
from sync.protocol.appointments import Appointment, ChangeAnswer, CheckInStatus
from sync.protocol.leases import SlotLease
from sync.protocol.messages import BookingStatus, Slots
from sync.protocol.phone import PhoneLink, PhonePoint
from sync.protocol.standing import RecordStanding


@dataclass(frozen=True)
class PhotoTaken:
    """A photo was taken, and is kept in memory, sealed."""

    photo: Photo


@dataclass(frozen=True)
class PhotoFailed:
    """No photo was taken."""


@dataclass(frozen=True)
class Kept:
    """The record is on disk under this reference, and its ticket in the print journal as `job`.

    `label_job` is the slip for the thing that it is about. `offline`: the central does not know of it yet.
    """

    reference: str
    job: int | None = None
    label_job: int | None = None
    offline: bool = False


@dataclass(frozen=True)
class KeepingFailed:
    """The record could not be written."""


@dataclass(frozen=True)
class SlotsArrived:
    """The free times: those of the central, None when it said nothing, and those that this terminal holds."""

    slots: Slots | None
    lent: tuple[SlotLease, ...] = ()
    refused: bool = False


@dataclass(frozen=True)
class BookingAnswered:
    """What became of the booking, whose code on paper is `reference`.

    A confirmed one is on disk, with its ticket in the print journal as `job`. `unclear`: refused, though it may stand
    in the municipality's other appointment system.
    """

    status: BookingStatus
    reference: str
    start: datetime | None
    job: int | None = None
    unclear: bool = False


@dataclass(frozen=True)
class NumberKept:
    """A queue number, on disk with its ticket, which is in the print journal as `job`.

    Without `job` it is one that the visitor was given before: that one is on disk already.
    """

    number: GivenNumber
    ticket: Ticket
    job: int | None = None


@dataclass(frozen=True)
class AppointmentArrived:
    """How the appointment with this code stands; None: nobody has that code."""

    appointment: Appointment | None


@dataclass(frozen=True)
class StandingArrived:
    """How far the record with this code is. `kept_here`: this terminal has it still to send."""

    standing: RecordStanding
    kept_here: bool = False


@dataclass(frozen=True)
class NumberSeen:
    """How far a queue number is, and what this terminal knows of it by itself: see YourNumber."""

    seen: YourNumber


@dataclass(frozen=True)
class PhoneLinkArrived:
    """The link for the visitor's phone; None when the central gave none in time."""

    link: PhoneLink | None


@dataclass(frozen=True)
class PhoneAnswered:
    """What the phone said through the link with this token, or that its time is over."""

    token: str
    point: PhonePoint


@dataclass(frozen=True)
class NotCheckedIn:
    """The visitor gets no number for the appointment, and why; when and where it is, as far as is known."""

    status: CheckInStatus
    start: datetime | None = None
    location: str | None = None


@dataclass(frozen=True)
class Changed:
    """What became of moving or cancelling."""

    answer: ChangeAnswer


@dataclass(frozen=True)
class CentralSilent:
    """The central could not be asked in time; `refused` when it answered no.

    `closed`: what was asked for is closed now. `lent` are the times that this terminal holds for what was asked.
    """

    awaited: Awaited
    refused: bool = False
    closed: bool = False
    lent: tuple[SlotLease, ...] = ()


@dataclass(frozen=True)
class PaperMoved:
    """What became of a ticket; of which one, when `ticket` is given."""

    outcome: PrintOutcome
    printer: PrinterState
    ticket: Ticket | None = None
