"""Where a visit can be with a form: its questions, what has to be told between them, the review, and its end."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from kiosk.journeys.purpose import Purpose
from kiosk.maps.plane import View
from sync.protocol.answers import Answers, Place
from sync.protocol.phone import PhoneLink
from sync.protocol.standing import RecordStanding


class PlaceStep(StrEnum):
    """What is asked of a place once its village is known, in this order."""

    STREET = "street"
    NUMBER = "number"
    """The house number, or what is near."""
    POINT = "point"
    """Where on the map."""


@dataclass(frozen=True)
class Question:
    """One question of a form. `draft` is what is typed so far; `error` is a text key, shown beside the field.

    `changing` is set when the visitor came back from the review page to change this one answer. `place` is what is
    known so far of the place that is asked for, nothing while its village is asked; `step` is what is asked of it now,
    and `view` what of the map is in sight then.
    `live`: there is a photo already, and another is wanted; `taking`: a photo is being taken.
    """

    form: str
    field: str
    answers: Answers = dataclasses.field(default_factory=dict)
    draft: str = ""
    error: str | None = None
    changing: bool = False
    purpose: Purpose = Purpose()
    page: int = 0
    place: Place | None = None
    step: PlaceStep = PlaceStep.STREET
    view: View | None = None
    live: bool = False
    taking: bool = False


class PhoneTrouble(StrEnum):
    """Why a phone cannot say where it is."""

    SILENT = "silent"
    """The central gave no link."""
    EXPIRED = "expired"
    OUTSIDE = "outside"
    """It is not in the municipality."""


@dataclass(frozen=True)
class OnPhone:
    """The visitor's own phone is to say where it is, for `question`; `link` once the central has given one."""

    question: Question
    link: PhoneLink | None = None
    trouble: PhoneTrouble | None = None


@dataclass(frozen=True)
class Told:
    """What who chose `option` has to know before going on; where it has a number, to call that first."""

    form: str
    field: str
    option: str
    answers: Answers
    changing: bool = False
    purpose: Purpose = Purpose()


@dataclass(frozen=True)
class PickForm:
    """Which of the things that one can tell the town."""


@dataclass(frozen=True)
class Review:
    """All answers of a form, each with a way to change it, before anything is sent."""

    form: str
    answers: Answers
    purpose: Purpose = Purpose()


@dataclass(frozen=True)
class Thanks:
    """The end of a form that gives no ticket; `product` is the page that it was about, to go back to."""

    form: str
    product: str | None = None


@dataclass(frozen=True)
class Standing:
    """How far the record with the visitor's code is. `kept_here`: this terminal has it still to send."""

    standing: RecordStanding
    kept_here: bool = False


@dataclass(frozen=True)
class NotKept:
    """The record could not be kept (a full disk): nothing was sent, nothing is half written; a person helps."""

    form: str
    answers: Answers
    purpose: Purpose = Purpose()
