"""An appointment after it was made: looked up, moved, cancelled and checked in to with the code on its ticket."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from sync.protocol.messages import Meeting, Message, Name, Reference, Wait


class AppointmentStatus(StrEnum):
    """How an appointment stands."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    PAST = "past"


class Appointment(Message):
    """An appointment as whoever holds its code may see it: no name, no contact. `revision` counts its changes.

    `arrived`: the visitor has checked in, and it cannot be moved or cancelled any more.
    """

    id: UUID
    reference: Reference
    status: AppointmentStatus
    product: Name
    location: Name
    start: datetime
    minutes: int
    meeting: Meeting = Meeting.DESK
    village: str | None = None
    revision: int = 0
    arrived: bool = False
    seen_at: datetime | None = None
    """The central's own time as it answered; who asks for a change says it again."""


CHANGED_WITHIN = timedelta(minutes=15)
"""So long after the visitor saw how it stands a change may be asked for. A request that got no answer and is still on
its way changes nothing after that: who looks again then sees what stays."""


class Move(Message):
    """A request to move an appointment to `start`; moving it there again changes nothing.

    `revision` is that of the appointment as the visitor saw it: a request that was overtaken by another change (it was
    delayed on its way, or comes from an old page) is refused with the reason `changed`. So is one that comes too long
    after `seen_at`, the central's time as the visitor saw it.
    """

    start: datetime
    revision: int | None = None
    seen_at: datetime | None = None


class Cancellation(Message):
    """A request to cancel an appointment; `revision` and `seen_at` as for a move. Again it changes nothing."""

    revision: int | None = None
    seen_at: datetime | None = None


class ChangeStatus(StrEnum):
    """What became of a request to move or cancel."""

    DONE = "done"
    TAKEN = "taken"
    REFUSED = "refused"


class ChangeAnswer(Message):
    """The answer to moving or cancelling: how the appointment stands now; `reason` says why not."""

    status: ChangeStatus
    appointment: Appointment
    reason: str = ""


class CheckIn(Message):
    """A visitor is here for an appointment. The id is made once at the terminal: the same id, the same answer."""

    id: UUID
    location: Name
    reference: Reference
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "nl"


class CheckInStatus(StrEnum):
    """What the visitor is told. Only early, on_time, late and already come with a number."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    ALREADY = "already"
    WRONG_PLACE = "wrong_place"
    WRONG_DAY = "wrong_day"
    NOT_HERE = "not_here"
    """The appointment is by phone, by video or at home: nobody waits for the visitor at the desk."""
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class CheckInAnswer(Message):
    """The number under which the visitor is called, or why there is none; when and where the appointment is."""

    id: UUID
    status: CheckInStatus
    code: str = ""
    number: int = 0
    service: Name | None = None
    start: datetime | None = None
    location: Name | None = None
    ahead: int = 0
    wait: Wait | None = None
