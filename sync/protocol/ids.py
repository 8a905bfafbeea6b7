"""Ids made once, at the terminal: UUIDv7 for records, short references for people, tokens for addresses."""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

RandomBits = Callable[[int], int]
"""Gives an integer of so many random bits; `secrets.randbits` in production, a seeded one in tests."""

_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: a reference is read aloud and typed in from paper."""

_REFERENCE_LENGTH = 6
REFERENCE_SCHEME = "infopunt:"
"""What stands before a reference in a QR code that is no address."""

FOLLOW_PATTERN = "^[A-Za-z0-9_-]{22}$"
"""Of what `token_of` makes."""

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


def reference_in(text: str) -> str | None:
    """The reference in what somebody typed or scanned: the code itself, `infopunt:CODE`, or the address of its page.

    That page is /a/ for an appointment and /r/ for anything else that was handed in.

    >>> [reference_in(text) for text in (" k7p 4xq", "infopunt:K7P4XQ", "https://infopunt.example/a/K7P4XQ?lang=en")]
    ['K7P4XQ', 'K7P4XQ', 'K7P4XQ']
    >>> reference_in("https://infopunt.example/r/K7P4XQ")
    'K7P4XQ'
    >>> [reference_in(text) for text in ("", "K7P4X", "https://infopunt.example/n/K7P4XQ")]
    [None, None, None]
    """
    words = text.strip()
    if "://" in words:
        found = re.search(r"/[ar]/([^/?#]+)/?(?:[?#].*)?$", words)
        words = found[1] if found else ""
    elif words[: len(REFERENCE_SCHEME)].lower() == REFERENCE_SCHEME:
        words = words[len(REFERENCE_SCHEME) :]
    reference = re.sub(r"[\s-]", "", words).upper()
    return reference if re.fullmatch(REFERENCE_PATTERN, reference) else None


def token_of(ticket_id: UUID) -> str:
    """The id of a queue number as it stands in the address of its own page: base64url without padding (RFC 4648, 5).

    Whoever knows it may follow the ticket; the 74 random bits of a UUIDv7 are what keeps others from guessing it.

    >>> token_of(UUID("01a208a2-8b80-7000-8000-000000000000"))
    'AaIIoouAcACAAAAAAAAAAA'
    """
    return base64.urlsafe_b64encode(ticket_id.bytes).rstrip(b"=").decode("ascii")


def id_of_token(token: str) -> UUID | None:
    """The id that `token` stands for; None when it is no token. An id has exactly one token.

    >>> id_of_token("AaIIoouAcACAAAAAAAAAAA")
    UUID('01a208a2-8b80-7000-8000-000000000000')
    >>> id_of_token("AaIIoouAcACAAAAAAAAAAB") is None, id_of_token("A001") is None
    (True, True)
    """
    try:
        found = UUID(bytes=base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        return None
    return found if token_of(found) == token else None


def follow_address(public_url: str, ticket_id: UUID) -> str:
    """What the QR code of a queue number leads to: the page on which a phone follows its place in line.

    >>> follow_address("https://infopunt.example/", UUID("01a208a2-8b80-7000-8000-000000000000"))
    'https://infopunt.example/n/AaIIoouAcACAAAAAAAAAAA'
    """
    return f"{public_url.rstrip('/')}/n/{token_of(ticket_id)}"
