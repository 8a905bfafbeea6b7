"""What handing on may know of a system where the municipality works: a handful of questions, plainly answered.

A delivery has one step that makes the record there (`send`), and may have further ones (a photo, a task for staff).
Every step is written down before it is asked. The word that matters is *certain*: an answer says whether the other side
has done it, has certainly not, or may have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sync.central.delivery.parcel import Parcel
from sync.central.finding import Finding

RECORD = "record"
"""The name, among what was made there, of the record itself."""

Made = Mapping[str, str]
"""What stands there for one delivery: by name of the step (RECORD for the first), its id there."""


class SilentTargetError(Exception):
    """The other system says nothing of use; it was asked to change nothing. Says why, and nothing of anybody."""


@dataclass(frozen=True)
class Delivered:
    """It certainly stands there. `other_id` is what it is asked for by, `shown_as` what clerks there call it.

    `words`: what the system says at once, for clerks and visitors, if anything.
    """

    other_id: str
    shown_as: str = ""
    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Refused:
    """It was certainly not made, and never will be as it is. `field` is theirs; `reason` their words."""

    reason: str
    field: str = ""


@dataclass(frozen=True)
class Unknown:
    """It may or may not have been made; `reason` is a word for whoever looks into it."""

    reason: str


@dataclass(frozen=True)
class NotNow:
    """It was certainly not made; the same may be asked later, after `retry_after_s` where the system says so.

    `alone`: the trouble is with this step only (such as a photo that is still being looked at). Else nothing at all is
    asked of the system until then: it is away, asks for patience (429), or does not accept who we are.
    """

    retry_after_s: float | None
    reason: str
    alone: bool = False


@dataclass(frozen=True)
class Taken:
    """It was certainly not made: our number for it is somebody else's there. Ask again under the next number."""


@dataclass(frozen=True)
class NotThere:
    """The system says that it has nothing under our name."""


Outcome = Delivered | Refused | Unknown | NotNow | Taken


@dataclass(frozen=True)
class Step:
    """Something to be done after the record stands there. `name` is unique within the delivery.

    `repeatable`: doing it twice does no harm, so a doubt is ended by doing it again; else it is looked up, and where
    that cannot be, it is held for a person. `needs_photos`: not before all photos of the record have arrived.
    """

    name: str
    repeatable: bool = False
    needs_photos: bool = False


class TargetState(StrEnum):
    """How far they are with it there."""

    OPEN = "open"
    BUSY = "busy"
    CLOSED = "closed"


@dataclass(frozen=True)
class TargetStatus:
    """What a visitor may be told of it. `words`: their own, if they say any; never about persons.

    `other_id`, `shown_as`: it has got another name there since (as with the tokens of Open311); else empty.
    """

    state: TargetState
    words: str = ""
    other_id: str = ""
    shown_as: str = ""


class Target(Protocol):
    """One system. Every call ends in time, and what writes is never repeated by itself (sync.central.connectors.wire).

    `send` and `take` raise nothing for what the system does or says: that is in their answers.
    """

    @property
    def name(self) -> str:
        """Our name for it, from delivery.yaml."""
        ...

    @property
    def looks_up(self) -> bool:
        """Whether `look_up` finds a record of which only our own names are known."""
        ...

    @property
    def photos_first(self) -> bool:
        """Whether the photos go with the record itself (as in an e-mail), so that sending waits for them."""
        ...

    def check(self) -> list[Finding]:
        """Whether it answers, and knows what the settings name. Never raises for what it finds."""
        ...

    def probe(self) -> None:
        """Ask something that changes nothing, after trouble and before anything is sent. Raises SilentTargetError."""
        ...

    def send(self, parcel: Parcel) -> Outcome:
        """Ask once that the record be made."""
        ...

    def look_up(self, parcel: Parcel) -> Delivered | NotThere | Taken:
        """The record with our name. NotThere says nothing of a request under way. Raises SilentTargetError."""
        ...

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """What is to be done after the record stands there, in order; the same for the same parcel."""
        ...

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Ask once for a step; `made` has the ids of the record and of the steps before it."""
        ...

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> Delivered | NotThere | None:
        """Whether a step that is not repeatable was taken; None: it cannot be asked. Raises SilentTargetError."""
        ...

    def status(self, other_id: str) -> TargetStatus | None:
        """How far they are; None where the system does not tell, or knows nothing of it. Raises SilentTargetError."""
        ...
