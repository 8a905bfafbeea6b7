"""What is written down of those who help: which badge did what, with what outcome, and never whom it was about.

Such a record is sealed as all are. Its payload is an AuditEntry; the terminal and the time are the record's own.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sync.protocol.badges import Act, BadgeRole
from sync.protocol.messages import Message, Name, Reference

AUDIT_FORM = "audit"
AUDIT_VERSION = 1


class AuditEvent(StrEnum):
    """What happened; a closed set of ids that never change their meaning."""

    SIGNED_IN = "signed_in"
    LEFT = "left"
    """`why`: taken, left, idle, or what ended the session."""
    REFUSED = "refused"
    """Something was held to the reader that opens nothing; `why` says what is wrong with it."""
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    """Wrong so often that the next PIN has to wait; `tries` in a row."""
    ACTED = "acted"
    """`act` was done; `outcome` says how it ended."""


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    FAILED = "failed"
    """The terminal could not: a printer out of paper, a full disk."""
    GIVEN_UP = "given_up"
    """The volunteer left it half-way."""


class AuditEntry(Message):
    """One line of the trail. `reference` is of the record that the act made or was about, if there is one."""

    event: AuditEvent
    badge: UUID | None = None
    role: BadgeRole | None = None
    act: Act | None = None
    outcome: Outcome | None = None
    why: Name | None = None
    tries: Annotated[int, Field(ge=0)] = 0
    reference: Reference | None = None
    device: Name | None = None
    """What was started anew, as health names it."""
    late_s: Annotated[int, Field(ge=0)] = 0
    """So long before its record was made it happened: the disk took none until then."""
