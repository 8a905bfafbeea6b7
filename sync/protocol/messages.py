"""What goes over the wire between a terminal and the central, version 1. Both ends import these, nothing else.

Unknown fields are ignored on both ends, so that either may be newer (sync rule 24).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from assets.meeting import Meeting as Meeting
from sync.protocol.health import TerminalHealth
from sync.protocol.ids import REFERENCE_PATTERN
from sync.protocol.message import Message as Message
from sync.protocol.message import Name as Name

MAX_BATCH_RECORDS = 200
MAX_BATCH_BYTES = 8 << 20
"""Of one batch after transport decompression."""

MAX_HEARD = 20
"""Boots in one batch: of far more than a terminal has between two times that it reaches the central."""

Reference = Annotated[str, StringConstraints(pattern=REFERENCE_PATTERN)]
Village = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f]*$")]
"""As the town's map has it; control characters are in no name, and no database takes them all."""


class SealedRecord(Message):
    """One record on its way: who made it, in which order, and the sealed payload.

    `seq` counts within (terminal, incarnation) and gives the order; times are for information (sync rule 26).
    """

    id: UUID
    kind: Name
    incarnation: Annotated[int, Field(ge=1, le=2**31 - 1)]
    seq: Annotated[int, Field(ge=1, le=2**62)]
    form: Name
    form_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reference: Reference
    key_id: Name
    sealed: Annotated[bytes, Field(max_length=2 << 20)]
    made_at: datetime
    made_monotonic_s: float
    boot_id: Annotated[str, Field(max_length=64)]


class Heard(Message):
    """When a terminal knew the time for certain: the central said `at`, as its own clock said `monotonic_s`.

    That clock counts from the start that `boot_id` names. Records up to (`incarnation`, `seq`) were made before.
    """

    at: datetime
    monotonic_s: float
    boot_id: Annotated[str, Field(max_length=64)]
    incarnation: Annotated[int, Field(ge=1, le=2**31 - 1)]
    seq: Annotated[int, Field(ge=0, le=2**62)]


class Batch(Message):
    """Up to 200 records of one terminal, its clocks as it sends, what it knew of the time, and how it does (14, 26)."""

    batch_id: UUID
    incarnation: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sent_at: datetime
    sent_monotonic_s: float
    boot_id: Annotated[str, Field(max_length=64)]
    records: Annotated[tuple[SealedRecord, ...], Field(max_length=MAX_BATCH_RECORDS)]
    heard: Annotated[tuple[Heard, ...], Field(max_length=MAX_HEARD)] = ()
    health: TerminalHealth | None = None


class RecordStatus(StrEnum):
    """What the central did with one record. Only these words acknowledge anything (sync rules 13, 14)."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    RETRY = "retry"


class RecordResult(Message):
    """The answer for one record; `reason` says why for conflict and rejected, in words for a clerk."""

    id: UUID
    status: RecordStatus
    reason: str = ""
    retry_after_s: float | None = None


class BatchAnswer(Message):
    """The answer to a batch: one result per record, and proof of who answers (central id, batch id, epoch)."""

    central_id: UUID
    epoch: UUID
    batch_id: UUID
    now: datetime
    results: tuple[RecordResult, ...]


class Enrolment(Message):
    """A terminal's request to join, once, with the code that a manager gave out."""

    code: Annotated[str, StringConstraints(min_length=8, max_length=64)]
    terminal: Name
    software: Annotated[str, Field(max_length=64)]


class Enrolled(Message):
    """What a terminal keeps for ever after joining: its own token, and whom to seal for."""

    terminal: Name
    location: Name
    token: str
    incarnation: int
    central_id: UUID
    epoch: UUID
    key_id: Name
    public_key: bytes


class SlotDay(Message):
    """A day with the free starting times of a product at a location, in local time with its offset."""

    day: date
    starts: tuple[datetime, ...]


class Slots(Message):
    """The answer to "when is there room?"."""

    product: Name
    location: Name
    minutes: int
    meeting: Meeting = Meeting.DESK
    days: tuple[SlotDay, ...]


class Booking(Message):
    """A request for an appointment. The id is made once at the terminal: the same id again asks what became of it.

    Name and contact are sealed (binding kind "appointment", payload PrintedAppointment): on disk at the central nobody
    reads them by accident. `village` is where an official goes to who comes to the visitor's home. `by` is "volunteer"
    when one has helped to make it: the role, never who.
    """

    id: UUID
    product: Name
    location: Name
    start: datetime
    minutes: Annotated[int, Field(ge=5, le=240)]
    meeting: Meeting = Meeting.DESK
    village: Village | None = None
    reference: Reference
    key_id: Name
    sealed: Annotated[bytes, Field(max_length=64 << 10)]
    by: Name | None = None


class BookingStatus(StrEnum):
    """What became of a booking."""

    CONFIRMED = "confirmed"
    TAKEN = "taken"
    REFUSED = "refused"


UNCLEAR = "unclear"
"""Why a booking or a move was refused that another appointment system gave no clear answer to: it is not confirmed, but
it may stand there all the same. Somebody looks into it."""


class BookingAnswer(Message):
    """The answer to a booking; only `confirmed` may be printed as an appointment."""

    id: UUID
    status: BookingStatus
    reason: str = ""
    start: datetime | None = None


class Wait(Message):
    """How long a visitor can expect to wait, in whole minutes: most likely, and the range that most waits end in."""

    minutes: Annotated[int, Field(ge=0)]
    at_least: Annotated[int, Field(ge=0)]
    at_most: Annotated[int, Field(ge=0)]


class NumberRequest(Message):
    """A request for a queue number. The id is made once at the terminal: the same id gives the same number."""

    id: UUID
    location: Name
    service: Name
    product: Name | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "nl"


class NumberAnswer(Message):
    """A queue number: `code` is what is printed and called (A001)."""

    id: UUID
    code: str
    day: date
    ahead: int
    """How many wait before this one at the moment of the answer."""
    number: int = 0
    wait: Wait | None = None


class Problem(Message):
    """An error answer of the central (RFC 9457): `title` for people, `code` for machines."""

    status: int
    code: str
    title: str
