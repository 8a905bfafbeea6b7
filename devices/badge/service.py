"""The system's card service (pcscd) in the few calls that a badge reader needs, each with an error that says which.

Underneath is pyscard's plain layer. Its monitors are not used: they die with the service and tell nobody (pyscard
issues 27, 82, 128, 220, 228).
"""

import re
import time
from collections.abc import Iterable, Mapping

from smartcard import scard

from devices.badge.apdu import CardError

EMPTY, PRESENT, MUTE = scard.SCARD_STATE_EMPTY, scard.SCARD_STATE_PRESENT, scard.SCARD_STATE_MUTE
UNAWARE = scard.SCARD_STATE_UNAWARE

_NOTHING_NEW = (scard.SCARD_E_TIMEOUT, scard.SCARD_E_UNKNOWN_READER)
_ANSWER_TIME_S = 5.0
_INSIDE = re.compile(r"\bSAM\b")


class ServiceError(Exception):
    """The card service does not do what was asked. `is_refused`: it runs, but not for us (polkit)."""

    def __init__(self, code: int, *, is_refused: bool = False) -> None:
        super().__init__(_words(code))
        self.is_refused = is_refused


class InUseError(CardError):
    """Another program has the card."""


class Service:
    """One connection to the card service, for one thread. Raises ServiceError.

    Its waiting cannot be ended from outside: SCardCancel in the moment in which the time is up spoils the connection
    (PCSC issue 160), and a badge that lies there would be taken for one that left. So one waits shortly.
    """

    def __init__(self) -> None:
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if code != scard.SCARD_S_SUCCESS:  # later this code only means that the service died
            raise ServiceError(code, is_refused=code == scard.SCARD_W_SECURITY_VIOLATION)

    def close(self) -> None:
        """End the connection."""
        scard.SCardReleaseContext(self._context)

    def readers(self) -> list[str]:
        """The names of the readers that are connected. Raises ServiceError."""
        code, names = scard.SCardListReaders(self._context, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check(code)
        return list(names)

    def changes(self, known: Mapping[str, int], wait_s: float) -> dict[str, int]:
        """The states of readers that are not as `known` says, after at most `wait_s`. Raises ServiceError."""
        code, states = scard.SCardGetStatusChange(self._context, round(wait_s * 1000), list(known.items()))
        if code in _NOTHING_NEW:
            return {}
        _check(code)
        return {name: state for name, state, _ in states if state & scard.SCARD_STATE_CHANGED}

    def connect(self, reader: str) -> "ServiceCard":
        """The card on that reader, for us alone. Raises CardError."""
        code, handle, protocol = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        if code == scard.SCARD_E_SHARING_VIOLATION:
            raise InUseError(_words(code))
        if code != scard.SCARD_S_SUCCESS:
            raise CardError(_words(code))
        return ServiceCard(handle, protocol)


class ServiceCard:
    """A card of the service. All that it says must be said within some seconds."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = protocol
        self._end_s = time.monotonic() + _ANSWER_TIME_S

    def close(self) -> None:
        """Let go of it; it stays as it is."""
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)

    def transmit(self, command: bytes) -> bytes:
        """Its answer with its status. Raises CardError."""
        if time.monotonic() > self._end_s:
            raise CardError("the card is too slow")
        code, answer = scard.SCardTransmit(self._handle, self._protocol, list(self._on_line(command)))
        if code != scard.SCARD_S_SUCCESS:
            raise CardError(_words(code))
        return bytes(answer)

    def _on_line(self, command: bytes) -> bytes:
        """T=0 has no room for both data and the wanted length: the card tells what waits (ISO 7816-3, 12.2.1)."""
        has_both = len(command) > 5 and len(command) == 6 + command[4]
        return command[:-1] if self._protocol == scard.SCARD_PROTOCOL_T0 and has_both else command


def is_same_card(before: int, after: int) -> bool:
    """Whether the card of two states of one reader never left it: the upper half counts comings and goings.

    >>> is_same_card(0x0003_0022, 0x0003_0122), is_same_card(0x0003_0022, 0x0005_0022)
    (True, False)
    """
    return before & PRESENT == after & PRESENT and before >> 16 == after >> 16


def named_as(names: Iterable[str], wanted: str) -> list[str]:
    """The readers to look at: those with `wanted` in their name, or all but the slots for a card inside (SAM).

    >>> named_as(["ACS ACR1252 [ACR1252 Reader SAM] 00 01", "ACS ACR1252 [ACR1252 Reader PICC] 00 00"], "")
    ['ACS ACR1252 [ACR1252 Reader PICC] 00 00']
    """
    return [name for name in names if (wanted in name if wanted else not _INSIDE.search(name))]


def _check(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise ServiceError(code)


def _words(code: int) -> str:
    return f"{scard.SCardGetErrorMessage(code)} ({code & 0xFFFFFFFF:08X})"
