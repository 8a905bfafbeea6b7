"""What a visitor can want, and what the world can answer. Screens emit the first kind, services the second."""

from dataclasses import dataclass
from datetime import date, datetime

from assets.product import ChannelKind
from kiosk.journeys.listening import Listening
from kiosk.journeys.replies import (
    AppointmentArrived,
    BookingAnswered,
    CentralSilent,
    Changed,
    KeepingFailed,
    Kept,
    NotCheckedIn,
    NumberKept,
    NumberSeen,
    PaperMoved,
    PhoneAnswered,
    PhoneLinkArrived,
    PhotoFailed,
    PhotoTaken,
    SlotsArrived,
    StandingArrived,
)
from kiosk.journeys.volunteer_intents import VolunteerIntent
from sync.protocol.messages import Meeting


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
    | NumberSeen
    | StandingArrived
    | PhoneLinkArrived
    | PhoneAnswered
    | NotCheckedIn
    | Changed
    | CentralSilent
    | PaperMoved
    | VolunteerIntent
)

__all__ = [
    "AppointmentArrived",
    "BookingAnswered",
    "CentralSilent",
    "Changed",
    "KeepingFailed",
    "Kept",
    "NotCheckedIn",
    "NumberKept",
    "NumberSeen",
    "PaperMoved",
    "PhoneAnswered",
    "PhoneLinkArrived",
    "PhotoFailed",
    "PhotoTaken",
    "SlotsArrived",
    "StandingArrived",
]
"""Part of what a visit can take in, and so to be had from here too."""
