"""What the rest of the house knows of a badge reader: how it is, and what is held to it now.

Who a badge belongs to, what it may do and whether it was revoked is not known here (kiosk/volunteers keeps that list).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class BadgeState(StrEnum):
    """What a reader can be, as a person understands it. A closed set; each has its words in the translations."""

    READY = "ready"
    NO_READER = "no_reader"
    """Nothing is plugged in, or it was pulled out."""
    NO_SERVICE = "no_service"
    """The system's card service (pcscd) does not run."""
    FAULT = "fault"


class BadgeKind(StrEnum):
    """How much a badge proves."""

    STRONG = "strong"
    """It signed a number that was made up a moment ago, with the key of a certificate that the town gave out."""
    SIMPLE = "simple"
    """It said a number that anybody can copy. Without a PIN it opens nothing."""


@dataclass(frozen=True)
class Badge:
    """A badge that was read. `key` is 64 small hexadecimal digits and names it for ever, without being its number.

    Of a strong badge it is SHA-256 of the certificate's public key, of a simple one SHA-256 of its source and number
    (devices/badge/uid.py), so that a list of keys that leaks says nothing of what to copy.
    """

    kind: BadgeKind
    key: str
    on_paper: bool = False
    """A code that was scanned: anybody can print one that nobody knows."""


class BadgeTrouble(StrEnum):
    """Why what is held to the reader is no badge. A closed set; each has its words in the translations."""

    NOT_GENUINE = "not_genuine"
    """It shows a certificate of which it does not have the key: a copy."""
    FOREIGN = "foreign"
    """Its certificate is from nobody that this town trusts, or is not meant for badges."""
    EXPIRED = "expired"
    """Its certificate is no longer good, or not yet."""
    UNREADABLE = "unreadable"
    """Not a badge, or one that cannot name itself twice in the same way (a phone, a passport)."""
    PULLED = "pulled"
    """Taken away before it was read. Said for a moment."""


Held = Badge | BadgeTrouble | None
"""What is at the reader: a badge, something that is none, or nothing."""

OnHeld = Callable[[Held], None]
"""Told of each change, in a thread of the reader's. Must return at once."""


class BadgeReader(Protocol):
    """A badge reader. Nothing here raises or waits: a fault is a state. It heals by itself after re-plugging."""

    def state(self) -> BadgeState:
        """How it is."""
        ...

    def held(self) -> Held:
        """What is held to it now."""
        ...

    def watch(self, on_change: OnHeld) -> None:
        """Tell `on_change` from now on. It is not told what is held already: ask `held` after this call."""
        ...

    def trust(self, ca_certificates: Sequence[bytes]) -> None:
        """From now on believe strong badges of these authorities only (X.509, DER). What is held is read again."""
        ...

    def restart(self) -> None:
        """Let go of it and open it anew, because a person wants that. Returns at once; `state` tells the rest."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...
