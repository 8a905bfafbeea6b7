"""Ids made once, at the terminal: UUIDv7 for records, short references for people."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

RandomBits = Callable[[int], int]
"""Gives an integer of so many random bits; `secrets.randbits` in production, a seeded one in tests."""

_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: a reference is read aloud and typed in from paper."""

_REFERENCE_LENGTH = 6
REFERENCE_PATTERN = f"^[{_REFERENCE_ALPHABET}]{{{_REFERENCE_LENGTH}}}$"


def uuid7(now: datetime, random_bits: RandomBits = secrets.randbits) -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits (sync rule 1).

    >>> from datetime import UTC
    >>> str(uuid7(datetime(2026, 11, 23, 13, 40, tzinfo=UTC), lambda bits: 0))
    '01a208a2-8b80-7000-8000-000000000000'
    """
    unix_ms = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = unix_ms << 80
    value |= 0x7 << 76 | random_bits(12) << 64
    value |= 0b10 << 62 | random_bits(62)
    return UUID(int=value)


def new_reference(random_bits: RandomBits = secrets.randbits) -> str:
    """A code of six letters and digits that is easy to read aloud: about 890 million different ones.

    >>> new_reference(lambda bits: 0)
    '222222'
    """
    number = random_bits(64)
    letters = []
    for _ in range(_REFERENCE_LENGTH):
        number, place = divmod(number, len(_REFERENCE_ALPHABET))
        letters.append(_REFERENCE_ALPHABET[place])
    return "".join(letters)


def spaced(reference: str) -> str:
    """A reference as people read it, in groups of three.

    >>> spaced("K7P4XQ")
    'K7P 4XQ'
    """
    return " ".join(reference[start : start + 3] for start in range(0, len(reference), 3))
