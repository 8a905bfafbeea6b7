"""What a visitor can want, and what the world can answer. Screens emit the first kind, services the second."""

from dataclasses import dataclass
from datetime import date, datetime

from assets.product import ChannelKind
from devices.printer.port import PrinterState, PrintOutcome
from kiosk.journeys.listening import Listening
from kiosk.journeys.states import Awaited
from kiosk.tickets.number import GivenNumber
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Photo
from sync.protocol.appointments import Appointment, ChangeAnswer, CheckInStatus
from sync.protocol.leases import SlotLease
from sync.protocol.messages import BookingStatus, Meeting, Slots
from sync.protocol.phone import PhoneLink, PhonePoint
from sync.protocol.standing import RecordStanding


@dataclass(frozen=True)
class GoBack:
    """To where the visitor came from."""


@dataclass(frozen=True)
class GoHome:
    """Something else: to the start, within the same visit."""


@dataclass(frozen=True)
class Stop:
    """The visitor is done: end the visit."""


@dataclass(frozen=True)
class ShowHelp:
    """How do I get help?"""


@dataclass(frozen=True)
class ShowLanguages:
    """Which languages are there?"""


@dataclass(frozen=True)
class ChooseLanguage:
    """Go on in this language."""

    language: str


@dataclass(frozen=True)
class StartSearch:
    """The search box was touched."""


@dataclass(frozen=True)
class TypeText:
    """Add this to what is being typed."""

    text: str


@dataclass(frozen=True)
class Erase:
    """Take the last letter back."""


@dataclass(frozen=True)
class EraseAll:
    """Start typing afresh."""


@dataclass(frozen=True)
class TurnPage:
    """More, or back: +1 or -1."""

    by: int


@dataclass(frozen=True)
class TurnDays:
    """Later days, or earlier ones: +1 or -1 page of days."""

    by: int


@dataclass(frozen=True)
class OpenDomain:
    """Browse this domain."""

    slug: str


@dataclass(frozen=True)
class OpenProduct:
    """Open this product."""

    slug: str


@dataclass(frozen=True)
class ChooseChannel:
    """Be helped with the open product in this way."""

    kind: ChannelKind


@dataclass(frozen=True)
class StartForm:
    """Fill in this form."""

    form: str


@dataclass(frozen=True)
class TellTown:
    """Ask or tell the town something, still to be chosen what."""


@dataclass(frozen=True)
class JudgePage:
    """Was the page of the open product clear?"""


@dataclass(frozen=True)
class Smile:
    """How the visit went: the value of an option of the form `smile`."""

    value: str


@dataclass(frozen=True)
class MakeAppointment:
    """An appointment, the product still to be chosen."""


@dataclass(frozen=True)
class TakeNumber:
    """A queue number, the service still to be chosen."""


@dataclass(frozen=True)
class HaveAppointment:
    """The visitor has an appointment, and its code."""


@dataclass(frozen=True)
class Scanned:
    """A code was held before the scanner: text that a stranger made, as it was read."""

    text: str


@dataclass(frozen=True)
class BeHere:
    """Check in for the appointment: the visitor is here."""


@dataclass(frozen=True)
class MoveAppointment:
    """Another time for the appointment."""


@dataclass(frozen=True)
class CancelAppointment:
    """The appointment should go; asked twice before it does."""


@dataclass(frozen=True)
class ChooseMeeting:
    """Meet in this way."""

    meeting: Meeting


@dataclass(frozen=True)
class ChooseVillage:
    """Come to my home, in this village."""

    name: str


@dataclass(frozen=True)
class ChooseLocation:
    """At this location."""

    slug: str


@dataclass(frozen=True)
class ChooseDay:
    """On this day."""

    day: date


@dataclass(frozen=True)
class ChooseStart:
    """At this time."""

    start: datetime


@dataclass(frozen=True)
class ChooseService:
    """A number for this service."""

    slug: str


@dataclass(frozen=True)
class Answer:
    """This option of a choice."""

    value: str


@dataclass(frozen=True)
class PointAt:
    """This place on the map, in WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True)
class ZoomMap:
    """Nearer, or farther: +1 or -1 level."""

    by: int


@dataclass(frozen=True)
class UsePhone:
    """Say with my own phone where it is."""


@dataclass(frozen=True)
class Confirm:
    """Go on with what is typed or chosen."""


@dataclass(frozen=True)
class Skip:
    """Go on without answering: the question is optional."""


@dataclass(frozen=True)
class Change:
    """Back from the review page to this question."""

    field: str


@dataclass(frozen=True)
class Send:
    """All is right: send it."""


@dataclass(frozen=True)
class PrintAgain:
    """Print the ticket (again): a person asks for it."""


@dataclass(frozen=True)
class TryAgain:
    """Ask the central once more."""


@dataclass(frozen=True)
class TakePhoto:
    """Take what the camera sees now."""


@dataclass(frozen=True)
class TakeAgain:
    """The last photo is not good: another in its place."""


@dataclass(frozen=True)
class TakeAnother:
    """One more photo."""


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


Intent = (
    GoBack
    | GoHome
    | Stop
    | ShowHelp
    | ShowLanguages
    | ChooseLanguage
    | Listening
    | StartSearch
    | TypeText
    | Erase
    | EraseAll
    | TurnPage
    | TurnDays
    | OpenDomain
    | OpenProduct
    | ChooseChannel
    | StartForm
    | TellTown
    | JudgePage
    | Smile
    | MakeAppointment
    | TakeNumber
    | HaveAppointment
    | Scanned
    | BeHere
    | MoveAppointment
    | CancelAppointment
    | ChooseMeeting
    | ChooseVillage
    | ChooseLocation
    | ChooseDay
    | ChooseStart
    | ChooseService
    | Answer
    | PointAt
    | ZoomMap
    | UsePhone
    | Confirm
    | Skip
    | Change
    | Send
    | PrintAgain
    | TryAgain
    | TakePhoto
    | TakeAgain
    | TakeAnother
    | PhotoTaken
    | PhotoFailed
    | Kept
    | KeepingFailed
    | SlotsArrived
    | BookingAnswered
    | NumberKept
    | AppointmentArrived
    | StandingArrived
    | PhoneLinkArrived
    | PhoneAnswered
    | NotCheckedIn
    | Changed
    | CentralSilent
    | PaperMoved
)
