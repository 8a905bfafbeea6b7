"""Where a visit can be. A screen draws one of these and nothing else; ending the visit drops it.

What a visitor has typed lives in these states and nowhere else (design.md, idea 5).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from devices.printer.port import PrinterState
from kiosk.tickets.ticket import Ticket
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
    paper: "Paper"


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


@dataclass(frozen=True)
class Purpose:
    """What a form is about, besides its answers."""

    product: str | None = None
    location: str | None = None
    start: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Question:
    """One question of a form. `draft` is what is typed so far; `error` is a text key, shown beside the field.

    `changing` is set when the visitor came back from the review page to change this one answer.
    """

    form: str
    field: str
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    draft: str = ""
    error: str | None = None
    changing: bool = False
    purpose: Purpose = Purpose()
    page: int = 0


@dataclass(frozen=True)
class Review:
    """All answers of a form, each with a way to change it, before anything is sent."""

    form: str
    answers: Mapping[str, str]
    purpose: Purpose = Purpose()


@dataclass(frozen=True)
class PickProduct:
    """Which product an appointment is for."""

    page: int = 0


@dataclass(frozen=True)
class PickLocation:
    """Where an appointment takes place."""

    product: str


@dataclass(frozen=True)
class PickSlot:
    """Day and time of an appointment; `day` and `start` are what the visitor chose so far.

    `taken` is set when somebody else was first: the choice is offered again, and `answers` keeps what was filled in.
    `first_day` and `page` count pages: of days, and of times.
    """

    product: str
    location: str
    minutes: int
    days: tuple[SlotDay, ...]
    day: date
    start: datetime | None = None
    first_day: int = 0
    page: int = 0
    taken: bool = False
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class PickService:
    """What a queue number is for."""

    product: str | None = None


class Awaited(StrEnum):
    """What a visitor may have to wait for."""

    SLOTS = "slots"
    BOOKING = "booking"
    NUMBER = "number"


@dataclass(frozen=True)
class Waiting:
    """The central has been asked; shown when the answer takes more than half a second, with a way out."""

    awaited: Awaited
    purpose: Purpose = Purpose()
    service: str | None = None
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Unreachable:
    """The central did not answer, or answered no (`refused`); the next best is offered (a call, a person)."""

    awaited: Awaited
    purpose: Purpose = Purpose()
    service: str | None = None
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    refused: bool = False


class DoneKind(StrEnum):
    """What has been finished."""

    FORM = "form"
    APPOINTMENT = "appointment"
    NUMBER = "number"


@dataclass(frozen=True)
class Done:
    """The end of a journey: the code, what happens next, and the ticket as it comes out."""

    kind: DoneKind
    code: str
    title: str
    text: str
    paper: Paper


@dataclass(frozen=True)
class NotKept:
    """The record could not be kept (a full disk): nothing was sent, nothing is half written; a person helps."""

    form: str
    answers: Mapping[str, str]
    purpose: Purpose = Purpose()


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
    | Review
    | PickProduct
    | PickLocation
    | PickSlot
    | PickService
    | Waiting
    | Unreachable
    | Done
    | NotKept
    | Help
    | Languages
)
