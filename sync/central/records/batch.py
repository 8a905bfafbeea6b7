"""Reading a batch as it came over the wire: each record by itself, so that a bad one fails no other (sync rule 14)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from sync.central.records.clocks import OutOfRangeError, Reading, in_utc
from sync.protocol.messages import MAX_BATCH_RECORDS, MAX_HEARD, Heard, Message, SealedRecord

KNOWN_ENVELOPE = 1
"""The envelope's version, apart from that of what is sealed in it (sync rule 24). Version 1 leaves the field out."""

NO_ID = UUID(int=0)
"""Stands in an answer for a record that came without an id."""

_ID = TypeAdapter(UUID)
_MAX_REASON_LENGTH = 300


class BatchError(ValueError):
    """The batch itself cannot be read; says where, never what was sent."""


class ReceivedBatch(Message):
    """A batch whose records have not been looked at yet."""

    batch_id: UUID
    incarnation: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sent_at: datetime
    sent_monotonic_s: float
    boot_id: Annotated[str, Field(max_length=64)]
    records: Annotated[tuple[Any, ...], Field(max_length=MAX_BATCH_RECORDS)]
    heard: Annotated[tuple[Heard, ...], Field(max_length=MAX_HEARD)] = ()
    health: Any = None
    """As it came: how a terminal does may never keep its records from being taken."""

    @property
    def sent(self) -> Reading:
        """The terminal's clocks as it sent."""
        return Reading(self.sent_at, self.sent_monotonic_s, self.boot_id)


class ReceivedRecord(SealedRecord):
    """A record that came; what a newer terminal adds is kept (sync rule 24)."""

    model_config = ConfigDict(extra="allow")

    @property
    def made(self) -> Reading:
        """The terminal's clocks as the record was made."""
        return Reading(self.made_at, self.made_monotonic_s, self.boot_id)

    @property
    def order(self) -> tuple[int, int]:
        """Its place among all records of its terminal (sync rule 26)."""
        return self.incarnation, self.seq

    @property
    def sealed_sha256(self) -> bytes:
        """What tells a repeat from another record under the same id (sync rule 3)."""
        return hashlib.sha256(self.sealed).digest()

    @property
    def extra_json(self) -> str | None:
        """The fields that we do not know, as JSON."""
        return json.dumps(self.model_extra, sort_keys=True) if self.model_extra else None


@dataclass(frozen=True)
class Unreadable:
    """Something that is no record as we know it, exactly as it came; `newer` when a newer terminal made it."""

    record_id: UUID
    raw: bytes
    reason: str
    newer: bool = False


def read_batch(body: bytes) -> ReceivedBatch:
    """The batch in `body` (JSON); raises BatchError."""
    try:
        # Python's own reader: pydantic's, being stricter, would fail the whole batch for a broken letter in one record.
        batch = ReceivedBatch.model_validate(json.loads(body))
        for moment in (batch.sent_at, *(one.at for one in batch.heard)):
            in_utc(moment)
    except ValidationError as error:
        raise BatchError(_where(error)) from error
    except OutOfRangeError as error:
        raise BatchError(f"sent_at or heard: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BatchError("a batch in JSON is expected") from error
    return batch


def read_record(item: object) -> ReceivedRecord | Unreadable:
    """One record of a batch, or what came in its place."""
    try:
        raw = json.dumps(item).encode()
    except ValueError:  # a number with thousands of digits
        return Unreadable(NO_ID, b"", "a record is expected")
    if _envelope_of(item) > KNOWN_ENVELOPE:
        return Unreadable(_id_of(item), raw, "a newer terminal made this record", newer=True)
    try:
        record = ReceivedRecord.model_validate_json(raw)
        in_utc(record.made_at)
    except ValidationError as error:
        return Unreadable(_id_of(item), raw, _where(error))
    except OutOfRangeError as error:
        return Unreadable(_id_of(item), raw, f"made_at: {error}")
    return record


def _envelope_of(item: object) -> int:
    version = item.get("envelope") if isinstance(item, Mapping) else None
    return version if isinstance(version, int) else KNOWN_ENVELOPE


def _id_of(item: object) -> UUID:
    try:
        return _ID.validate_python(item.get("id")) if isinstance(item, Mapping) else NO_ID
    except ValidationError:
        return NO_ID


def _where(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    words = ": ".join((".".join(str(part) for part in first["loc"]), first["msg"]))
    # Some messages quote a letter of what was sent; PostgreSQL's texts cannot hold every one.
    return "".join(letter for letter in words if letter.isprintable())[:_MAX_REASON_LENGTH]
