"""Badges that say a number and prove nothing: the number of an NFC card, or what a reader types.

The number itself is kept nowhere. A plain hash would not hide it: there are 4 294 967 296 numbers of four bytes, which
a laptop tries in a minute. So the key is made with scrypt, at some 50 ms a try.
"""

import hashlib
from enum import StrEnum

from devices.badge.apdu import Card, ask
from devices.badge.port import Badge, BadgeKind, BadgeTrouble

_GET_UID = bytes.fromhex("FFCA0000")
"""PC/SC part 3, 3.2.2.1.3: asked of the reader, which answers for any contactless card."""

_LENGTHS = (4, 7, 10)
"""ISO 14443-3, 6.4.4: single, double and triple size."""

_RANDOM = 0x08
"""ISO 14443-3, table 13: a four byte number that begins so is made up anew each time (phones, passports)."""


class Source(StrEnum):
    """Where a number came from: the same card has different numbers for different readers."""

    PCSC = "pcsc-uid"
    WEDGE = "wedge"


def simple_badge(source: Source, number: bytes) -> Badge:
    """The badge with this number.

    >>> simple_badge(Source.PCSC, bytes.fromhex("04A2B3C4D5E6F7")).key[:16]
    '71f04e4985451b39'
    """
    salt = f"infopunt badge {source}".encode()
    key = hashlib.scrypt(number, salt=salt, n=1 << 14, r=8, p=1, dklen=32)
    return Badge(BadgeKind.SIMPLE, key.hex())


def read_uid(card: Card) -> Badge | BadgeTrouble:
    """The badge of a contactless card's number, unless it changes or there is none. Raises CardError."""
    answer = ask(card, _GET_UID)
    number = answer.data
    if not answer.is_ok or len(number) not in _LENGTHS or not any(number):
        return BadgeTrouble.UNREADABLE
    if len(number) == 4 and number[0] == _RANDOM:
        return BadgeTrouble.UNREADABLE
    return simple_badge(Source.PCSC, number)
