"""What the rest of the connectors may know of another appointment system: a handful of questions, plainly answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sync.central.agenda.port import Wanted
from sync.central.finding import Finding


class SilentSystemError(Exception):
    """The other system says nothing of use, and was asked to change nothing, or has certainly changed nothing."""


class Unmapped(StrEnum):
    """Why a wish has no counterpart in the other system."""

    PRODUCT = "unknown_product"
    LOCATION = "unknown_location"
    MEETING = "no_appointments"


class UnmappedError(Exception):
    """This product, location or way to meet is not in the mapping: it has no appointments."""

    def __init__(self, why: Unmapped) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Offer:
    """When the other system has room, in local time with offset, and how long it takes there."""

    minutes: int
    starts: tuple[datetime, ...]


@dataclass(frozen=True)
class Ask:
    """One appointment to be made there. `key` is our name for this attempt, unique; `reference` is for people."""

    key: str
    reference: str
    wanted: Wanted
    start: datetime
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """It stands there, under this id."""

    other_id: str
    start: datetime
    minutes: int


@dataclass(frozen=True)
class Declined:
    """It was certainly not made. `taken`: because somebody else has the place; else `reason` says why."""

    taken: bool
    reason: str = ""


@dataclass(frozen=True)
class Unclear:
    """It may or may not have been made; `reason` is a word for whoever looks into it."""

    reason: str


Outcome = Made | Declined | Unclear


class System(Protocol):
    """Another appointment system. Times-out always, and repeats nothing that writes."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def can_look_up(self) -> bool:
        """Whether `look_up` can find an appointment of which only our key is known."""
        ...

    def offer(self, wanted: Wanted, since: datetime, until: datetime) -> Offer:
        """When there is room in [since, until). Raises UnmappedError, SilentSystemError."""
        ...

    def book(self, ask: Ask) -> Outcome:
        """Ask once. Raises UnmappedError, and SilentSystemError when certainly nothing was made."""
        ...

    def look_up(self, key: str) -> Made | None:
        """The appointment with our key. None proves nothing: it may be under way. Raises SilentSystemError."""
        ...

    def remove(self, other_id: str) -> bool:
        """Take away the appointment with this id; whether it is certainly gone. Repeating it does no harm.

        Raises SilentSystemError.
        """
        ...

    def seen(self, other_id: str) -> Made | None:
        """The appointment with this id as it stands there now; None: the system says that there is none.

        Raises SilentSystemError.
        """
        ...

    def check(self) -> list[Finding]:
        """Whether it answers, and whether it knows what the mapping names. Never raises for what it finds."""
        ...
