"""Badges of those who help at a terminal: what each may do, and the list of them that every terminal keeps.

A terminal can be stolen with its list, so the list names no card: see `lock_of`, and pin.py for what PINs are worth.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from sync.protocol.ids import REFERENCE_SCHEME
from sync.protocol.messages import Message, Name

MAX_BADGES = 1000
MAX_AUTHORITIES = 20
MAX_AUTHORITY_BYTES = 8 << 10

REVOKED = "revoked"
BLOCKED = "blocked"
_SHA256 = r"^[0-9a-f]{64}$"
BadgeKey = Annotated[str, StringConstraints(pattern=_SHA256)]
"""What a reader makes of a badge (devices/badge/port.py): hex of a SHA-256."""

Lock = Annotated[str, StringConstraints(pattern=_SHA256)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""What is written on the card, "kaart 12": never a person's name."""


class BadgeKind(StrEnum):
    """How much a badge proves: strong ones hold a secret, a simple one has a number that anybody can copy."""

    STRONG = "strong"
    SIMPLE = "simple"


class BadgeRole(StrEnum):
    """What its bearer does at the terminal."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"


class Act(StrEnum):
    """What somebody with a badge can do at a terminal; a closed set, and the fixed ids in the audit trail."""

    CONTACT = "contact"
    """Log a question and how it ended."""
    HELP = "help"
    """Help to fill in a form."""
    FOUND_ITEM = "found_item"
    """Register a found item and print its shelf label."""
    QUEUE = "queue"
    """Put somebody into the queue."""
    REPRINT = "reprint"
    """Print a ticket once more."""
    PAPER = "paper"
    """Change the paper."""
    CLOSE = "close"
    """Close the point for a while, or open it again."""
    READINESS = "readiness"
    """Test whether everything works."""
    DETAILS = "details"
    """Read what the doctor says of the machine."""
    DEVICES = "devices"
    """Start a device anew, try another setting of it."""


_VOLUNTEER = frozenset({Act.CONTACT, Act.HELP, Act.FOUND_ITEM, Act.QUEUE, Act.REPRINT, Act.PAPER, Act.CLOSE})
_MAY = {
    BadgeRole.VOLUNTEER: _VOLUNTEER,
    BadgeRole.COORDINATOR: _VOLUNTEER | {Act.READINESS, Act.DETAILS},
    # Somebody who repairs the machine has no business with what visitors hand in.
    BadgeRole.TECHNICIAN: frozenset({Act.PAPER, Act.READINESS, Act.DETAILS, Act.DEVICES}),
}


def may(role: BadgeRole, act: Act) -> bool:
    """Whether a badge of this role opens the way to this.

    >>> may(BadgeRole.VOLUNTEER, Act.CONTACT), may(BadgeRole.TECHNICIAN, Act.CONTACT)
    (True, False)
    """
    return act in _MAY[role]


class BadgeEntry(Message):
    """A badge that opens something. One that is revoked is in the list no longer, but in its `revoked`."""

    id: UUID
    kind: BadgeKind
    lock: Lock
    """Of its key: see `lock_of`."""
    role: BadgeRole
    label: Label
    pin_hash: Annotated[str, Field(max_length=255)] | None = None
    """See pin.py; None when no PIN is asked. A simple badge without one opens nothing."""


class RevokedBadge(Message):
    """A badge that opens nothing any more: kept in the list so that its bearer is told why, and the manager is too.

    `why` is "revoked", or "blocked" for one that opens again once it has a new PIN; a terminal that does not know the
    word says that it was revoked (sync rule 24).
    """

    id: UUID
    lock: Lock
    why: Name = REVOKED


class BadgeList(Message):
    """All badges, and whose certificates make a strong badge genuine. `version` changes with everything in it.

    `wanted`: a manager waits for the next unknown badge that is held to this terminal, to make it one of ours.
    """

    version: Annotated[str, StringConstraints(pattern=_SHA256)]
    authorities: Annotated[
        tuple[Annotated[bytes, Field(max_length=MAX_AUTHORITY_BYTES)], ...], Field(max_length=MAX_AUTHORITIES)
    ]
    badges: Annotated[tuple[BadgeEntry, ...], Field(max_length=MAX_BADGES)]
    revoked: Annotated[tuple[RevokedBadge, ...], Field(max_length=MAX_BADGES)] = ()
    wanted: bool = False

    @field_validator("badges", mode="before")
    @classmethod
    def _leave_out_what_is_newer(cls, badges: Any) -> Any:
        """A role that only a newer central knows opens nothing here, and must not hide what was revoked (rule 24)."""
        return [one for one in badges if _is_known(one)] if isinstance(badges, list) else badges


class ShownBadge(Message):
    """An unknown badge that was held to a terminal, told only while a manager waits for it there."""

    kind: BadgeKind
    key: BadgeKey


def lock_of(key: str) -> str:
    """By what a terminal's list knows a badge: a hash of its key.

    The key itself is not in the list, because PIN hashes are bound to it: who has the list alone must guess the card's
    number as well as its PIN.
    """
    return hashlib.sha256(b"infopunt badge lock\0" + key.encode()).hexdigest()


def _is_known(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return True
    return entry.get("kind") in set(BadgeKind) and entry.get("role") in set(BadgeRole)


def paper_badge(secret: str) -> str:
    """What the QR code of a badge on paper says.

    >>> paper_badge("AaIIoouAcACAAAAAAAAAAA")
    'infopunt:badge:AaIIoouAcACAAAAAAAAAAA'
    """
    return f"{REFERENCE_SCHEME}badge:{secret}"


def paper_key(secret: str) -> str:
    """What a terminal makes of a badge on paper. Its secret has 128 random bits: nobody finds it by trying."""
    return hashlib.sha256(b"infopunt badge paper\0" + secret.encode()).hexdigest()


def card_code(key: str) -> str:
    """What a terminal shows of an unknown card, and the manager's page too, so that both mean the same one.

    >>> card_code("ab" * 32)
    'FEA F90'
    """
    letters = lock_of(key)[:6].upper()
    return f"{letters[:3]} {letters[3:]}"
