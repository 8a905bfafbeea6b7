"""The agenda as the rest of the central knows it: ours, or the system that the municipality already has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.protocol.appointments import Appointment, ChangeAnswer
from sync.protocol.messages import Booking, BookingAnswer, Meeting, Slots


class AgendaSilentError(Exception):
    """The other system says nothing of use now: it cannot be reached, is broken, or somebody else answers.

    What was asked may or may not have been done.
    """


@dataclass(frozen=True)
class Wanted:
    """What an appointment is for; `village` is where the official goes to, for a visit at home."""

    product: str
    location: str
    minutes: int
    meeting: Meeting = Meeting.DESK
    village: str | None = None


class Agenda(Protocol):
    """Where appointments are made. Each method does its own transactions and may wait for another system.

    Each may raise AgendaSilentError, and StorageBusyError of our own database.
    """

    @property
    def lends(self) -> bool:
        """Whether slots can be lent to terminals: only our own agenda knows for certain what it has given out."""
        ...

    def slots(self, wanted: Wanted, now: datetime) -> Slots:
        """When there is room, by day; days without room are left out."""
        ...

    def book(self, booking: Booking, terminal: str, now: datetime) -> BookingAnswer:
        """Ask for an appointment; the same id asked again tells what became of it."""
        ...

    def find(self, reference: str, now: datetime) -> Appointment | None:
        """The appointment with this code on its ticket."""
        ...

    def move(self, reference: str, start: datetime, now: datetime) -> ChangeAnswer | None:
        """Move it to `start`, or leave it where it is when there is no room; None when there is no such code."""
        ...

    def cancel(self, reference: str, now: datetime) -> ChangeAnswer | None:
        """Give its place back; None when there is no such code."""
        ...
