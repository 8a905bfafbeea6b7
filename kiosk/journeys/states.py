"""Where a visit can be. A screen draws one of these and nothing else; ending the visit drops it.

What a visitor has typed lives in these states and nowhere else (design.md, idea 5).
"""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.journeys.form_states import (
    NotKept,
    OnPhone,
    PhoneTrouble,
    PickForm,
    PlaceStep,
    Question,
    Review,
    Standing,
    Thanks,
    Told,
)
from kiosk.journeys.paper_state import Paper, PaperState
from kiosk.journeys.purpose import Purpose
from kiosk.journeys.scan_states import Interrupted, Misread, ScanKind, YourNumber
from kiosk.journeys.volunteer_states import VolunteerState
from sync.protocol.answers import Answers
from sync.protocol.appointments import Appointment
from sync.protocol.leases import SlotLease
from sync.protocol.messages import SlotDay


@dataclass(frozen=True)
class Home:
    """The start: greeting, search, top tasks, domains, things to do at once."""


@dataclass(frozen=True)
class Search:
    """Typing a question; `found` are product slugs, best first."""

    query: str = ""
    found: tuple[str, ...] = ()
    page: int = 0


@dataclass(frozen=True)
class Browse:
    """The products of one domain."""

    domain: str
    page: int = 0


@dataclass(frozen=True)
class ProductPage:
    """One product: what it is, for whom, what to bring, and the channels."""

    slug: str


@dataclass(frozen=True)
class TakeAlong:
    """The digital form to take along: a large QR code, a short address to type, and a print."""

    slug: str
    address: str
    paper: Paper


@dataclass(frozen=True)
class PickProduct:
    """Which product an appointment is for."""

    page: int = 0


@dataclass(frozen=True)
class PickMeeting:
    """How visitor and official meet: at the desk, by phone, by video, at home."""

    product: str


@dataclass(frozen=True)
class PickVillage:
    """To which village we come for a visit at home."""

    product: str
    page: int = 0


@dataclass(frozen=True)
class PickLocation:
    """Where an appointment takes place."""

    product: str


class SlotTrouble(StrEnum):
    """Why one has to choose a time once more."""

    TAKEN = "taken"
    """Somebody else was first."""
    SILENT = "silent"
    """The central did not confirm the chosen time, and it was taken back; these are times that this terminal holds."""


@dataclass(frozen=True)
class PickSlot:
    """Day and time of an appointment; `day` and `start` are what the visitor chose so far.

    `lent` are the times that this terminal holds itself; `offline` when these are all there are. After `trouble` the
    choice is offered again, and `answers` keeps what was filled in. `first_day` and `page` count pages: of days, and
    of times.
    """

    purpose: Purpose
    days: tuple[SlotDay, ...]
    day: date
    start: datetime | None = None
    lent: tuple[SlotLease, ...] = ()
    offline: bool = False
    first_day: int = 0
    page: int = 0
    trouble: SlotTrouble | None = None
    answers: Answers = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class PickService:
    """What a queue number is for."""

    product: str | None = None


@dataclass(frozen=True)
class Closed:
    """No numbers are given for this service now; it opens at `opens`, if anybody knows."""

    service: str
    opens: datetime | None = None


@dataclass(frozen=True)
class EnterCode:
    """Typing or scanning the code of an appointment; `error` is a text key, shown beside the field."""

    draft: str = ""
    error: str | None = None


@dataclass(frozen=True)
class Coming:
    """An appointment that the visitor has: be here, move it, cancel it. None: the central could not be asked."""

    reference: str
    appointment: Appointment | None = None


@dataclass(frozen=True)
class Cancelling:
    """Is the visitor sure that the appointment should go?"""

    appointment: Appointment


class NoticeKind(StrEnum):
    """Why an appointment leads to no number, or what became of it."""

    WRONG_PLACE = "wrong_place"
    WRONG_DAY = "wrong_day"
    NOT_HERE = "not_here"
    CANCELLED = "cancelled"
    PAST = "past"
    NOW_CANCELLED = "now_cancelled"
    REFUSED = "refused"
    """The central does not allow the change (any more)."""
    UNCLEAR = "unclear"
    """The municipality's own appointment system gave no clear answer to a move; until it does, the old time stands."""


@dataclass(frozen=True)
class Notice:
    """What is the matter with an appointment, and what one can do: as much of it as is known."""

    kind: NoticeKind
    reference: str
    start: datetime | None = None
    location: str | None = None
    appointment: Appointment | None = None


class Awaited(StrEnum):
    """What a visitor may have to wait for."""

    SLOTS = "slots"
    BOOKING = "booking"
    NUMBER = "number"
    APPOINTMENT = "appointment"
    CHECK_IN = "check_in"
    MOVE = "move"
    CANCEL = "cancel"
    STANDING = "standing"
    """How far a queue number is."""


@dataclass(frozen=True)
class Waiting:
    """The central has been asked; shown when the answer takes more than half a second, with a way out.

    `reference` is the code of the appointment that it is about, if there is one; `on_label`: it was scanned from the
    slip of a thing.
    """

    awaited: Awaited
    purpose: Purpose = Purpose()
    service: str | None = None
    reference: str | None = None
    answers: Answers = dataclasses.field(default_factory=dict)
    trouble: SlotTrouble | None = None
    on_label: bool = False


@dataclass(frozen=True)
class Unreachable:
    """The central did not answer, or answered no (`refused`); the next best is offered (a call, a person).

    `unclear`: refused because it could not be found out; nobody may think that it stands.
    """

    awaited: Awaited
    purpose: Purpose = Purpose()
    service: str | None = None
    reference: str | None = None
    answers: Answers = dataclasses.field(default_factory=dict)
    refused: bool = False
    unclear: bool = False


class DoneKind(StrEnum):
    """What has been finished."""

    FORM = "form"
    APPOINTMENT = "appointment"
    NUMBER = "number"


@dataclass(frozen=True)
class Done:
    """The end of a journey: the code, what happens next, and the ticket as it comes out.

    `wait` is how long it takes, in words, for a queue number. `scan_later`: the central does not know of it yet, so
    that its page for a phone has nothing to show until there is a connection again. `label` is the slip to keep with a
    thing that was handed in. `call` is a number to call first. `smiled`: the visitor has said how it went.
    """

    kind: DoneKind
    code: str
    title: str
    text: str
    paper: Paper
    wait: str = ""
    scan_later: bool = False
    label: Paper | None = None
    call: str = ""
    smiled: bool = False


@dataclass(frozen=True)
class Help:
    """How to get help from a person."""


@dataclass(frozen=True)
class Languages:
    """All languages of the terminal."""


State = (
    Home
    | Search
    | Browse
    | ProductPage
    | TakeAlong
    | Question
    | OnPhone
    | Told
    | PickForm
    | Review
    | PickProduct
    | PickMeeting
    | PickVillage
    | PickLocation
    | PickSlot
    | PickService
    | Closed
    | EnterCode
    | Misread
    | Interrupted
    | YourNumber
    | Coming
    | Cancelling
    | Notice
    | Waiting
    | Unreachable
    | Done
    | Thanks
    | Standing
    | NotKept
    | Help
    | Languages
    | VolunteerState
)

__all__ = [
    "Interrupted",
    "Misread",
    "NotKept",
    "OnPhone",
    "Paper",
    "PaperState",
    "PhoneTrouble",
    "PickForm",
    "PlaceStep",
    "Purpose",
    "Question",
    "Review",
    "ScanKind",
    "Standing",
    "Thanks",
    "Told",
    "YourNumber",
]
"""Part of where a visit can be, and so to be had from here too."""
