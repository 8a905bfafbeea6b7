"""The agenda as the rest of the central knows it: ours, or the system that the municipality already has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sync.protocol.appointments import Appointment, ChangeAnswer
from sync.protocol.messages import Booking, BookingAnswer, Meeting, Slots


class AgendaSilentError(Exception):
    """The other system says nothing of use now: it cannot be reached, is broken, or somebody else answers.

    What was asked may or may not have been done.
    """


@dataclass(frozen=True)
class Wanted:
    """What an appointment is for; `village` is where the official goes to, for a visit at home.

    `moving` is the booking that looks for another time, if any: what it holds itself need not count as taken.
    """

    product: str
    location: str
    minutes: int
    meeting: Meeting = Meeting.DESK
    village: str | None = None
    moving: UUID | None = None


class Agenda(Protocol):
    """Where appointments are made. Each method does its own transactions and may wait for another system.

    Each may raise AgendaSilentError, and StorageBusyError of our own database.
    """

    @property
    def lends(self) -> bool:
        """Whether slots can be lent to terminals: only our own agenda knows for certain what it has given out."""
        ...

    def slots(self, wanted: Wanted, now: datetime) -> Slots:
        """When there is room, by day; days without room are left out.

        Whoever asks has made sure that the town has such a location, product, way to meet and village
        (rules.what_refuses).
        """
        ...

    def book(self, booking: Booking, terminal: str, now: datetime) -> BookingAnswer:
        """Ask for an appointment; the same id asked again tells what became of it, also after it was moved."""
        ...

    def find(self, reference: str, now: datetime) -> Appointment | None:
        """The appointment with this code on its ticket, also for a while after it is past or cancelled."""
        ...

    def move(self, reference: str, start: datetime, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Move it to `start`, or leave it where it is when there is no room; None when there is no such code.

        With a `revision`, only if it has not been changed since. Moving it to where it is already is done.
        """
        ...

    def cancel(self, reference: str, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Give its place back; None when there is no such code. Cancelling it again is done.

        `revision` as for `move`.
        """
        ...
