"""What a terminal has promised on paper: the sealed payloads of the records that tell the central of it.

Every confirmed appointment and every queue number goes into the outbox before it is shown, said or printed (sync rule
7), also those that the central itself gave: a central that is restored from backup then learns of them again.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.messages import Meeting, Message, Name, Reference, Village


class PrintedAppointment(Message):
    """Payload of an `appointment` record. `lease` is the lent slot that it was booked in; None: the central booked it.

    `answers` are those of the appointment form: who comes, and how to reach him. `by` as in Booking.
    """

    product: Name
    location: Name
    start: datetime
    minutes: Annotated[int, Field(ge=5, le=240)]
    reference: Reference
    meeting: Meeting = Meeting.DESK
    village: Village | None = None
    lease: UUID | None = None
    language: str = "nl"
    answers: Mapping[str, str] = Field(default_factory=dict)
    by: Name | None = None


class ChangedAppointment(Message):
    """Payload of an `appointment-change` record: how the appointment `booking` stood when a visitor was told of it.

    Of two of these the one with the higher `revision` is the later one, whichever arrives first.
    """

    booking: UUID
    reference: Reference
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    start: datetime
    cancelled: bool = False


def code_of(letter: str, number: int) -> str:
    """What is printed and called.

    >>> code_of("A", 7), code_of("B", 1000)
    ('A007', 'B1000')
    """
    return f"{letter}{number:03d}"


class PrintedNumber(Message):
    """Payload of a `queue-number` record. `lease` is the lent block that it came from; None: the central gave it.

    `day` is the terminal's idea of the day, which may be wrong; what counts is when the record was made, corrected
    (sync rule 26). `appointment` is the code of the appointment that the visitor checked in with while the central
    could not be asked.
    """

    location: Name
    service: Name
    number: Annotated[int, Field(ge=1)]
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]?[0-9]{3,5}$")]
    day: date
    product: Name | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "nl"
    lease: UUID | None = None
    appointment: Reference | None = None
