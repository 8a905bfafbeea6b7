"""Talking to a card in commands and answers (ISO 7816-4), whatever reader it lies on."""

from dataclasses import dataclass
from typing import Protocol

OK = 0x9000

MAX_ANSWER_BYTES = 8192
"""A PIV certificate has at most 3 kB (SP 800-73-4, table 42); a card that goes on for ever is cut off here."""

_MAX_ROUNDS = 80
_SHORT = 255
_MORE_COMES = 0x10
_ANSWER_WAITS = 0x61
_WRONG_LENGTH = 0x6C


class CardError(Exception):
    """The card does not answer, or not as a card does: it may have been taken away."""


class Card(Protocol):
    """A card on a reader."""

    def transmit(self, command: bytes) -> bytes:
        """Its answer, two bytes of status at the end. Raises CardError."""
        ...


@dataclass(frozen=True)
class Answer:
    """What a card said, and its status word."""

    data: bytes
    status: int

    @property
    def is_ok(self) -> bool:
        """Whether it did what was asked."""
        return self.status == OK


def ask(card: Card, command: bytes, data: bytes = b"") -> Answer:
    """Send `command` (class, instruction and two parameters) with `data`, in parts when it is long; the whole answer.

    Raises CardError, also when the answer has no end.
    """
    last = data
    while len(last) > _SHORT:
        head, last = last[:_SHORT], last[_SHORT:]
        part = Answer(*_said(card, bytes([command[0] | _MORE_COMES]) + command[1:4] + bytes([_SHORT]) + head))
        if not part.is_ok:
            return part
    body = bytes([len(last)]) + last if last else b""
    return _whole(card, command[:4] + body)


def _whole(card: Card, command: bytes) -> Answer:
    """Ask, and fetch what the card has no room for in one answer."""
    answer, status = _said(card, command + b"\x00")
    for _ in range(_MAX_ROUNDS):
        kind, length = status >> 8, status & 0xFF
        if kind == _ANSWER_WAITS:
            more, status = _said(card, bytes([command[0], 0xC0, 0, 0, length]))
            answer += more
        elif kind == _WRONG_LENGTH and not answer:
            answer, status = _said(card, command + bytes([length]))
        else:
            return Answer(answer, status)
        if len(answer) > MAX_ANSWER_BYTES:
            break
    raise CardError("an answer without an end")


def _said(card: Card, command: bytes) -> tuple[bytes, int]:
    answer = card.transmit(command)
    if len(answer) < 2:
        raise CardError("an answer without a status")
    return answer[:-2], int.from_bytes(answer[-2:], "big")
