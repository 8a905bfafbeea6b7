"""PINs of badges: hashed with scrypt (RFC 7914), bound to the badge's key, made at the central, checked at a terminal.

What this is worth. A PIN of four to eight digits is weak: at a fifth of a second a guess, one processor core tries all
of four digits in half an hour and all of six in two days. So the hash takes in the badge's key, which is not on the
terminal's disk (badges.lock_of). Of a strong badge the key comes from a public key of 256 bits that nobody guesses:
a stolen list tells nothing of its PIN. Of a simple badge it comes from the card's number: four bytes are found from
the lock in minutes, seven in months; then only scrypt stands in the way. So a stolen terminal means: revoke it, and
give the simple badges new PINs. Guessing at a terminal is slowed down by kiosk/volunteers/lockout.py.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from itertools import pairwise

from sync.protocol.ids import RandomBits

MIN_PIN_DIGITS = 4
MAX_PIN_DIGITS = 8
NEW_PIN_DIGITS = 6
"""Of a PIN that the central makes up."""

_PIN = re.compile(r"[0-9]{4,8}", re.ASCII)
_SALT_BYTES = 16
_HASH_BYTES = 32
_MAX_MEMORY_BYTES = 256 << 20
"""A terminal has little memory; a hash that asks for more is not one of ours."""


@dataclass(frozen=True)
class PinCost:
    """What one guess costs: 128 * n * r bytes of memory. 64 MiB: a Raspberry Pi takes about a second."""

    n: int = 1 << 16
    r: int = 8


def is_pin(text: str) -> bool:
    """Whether this can be a PIN: four to eight digits.

    >>> [is_pin(text) for text in ("1305", "123", "123456789", "12a4")]
    [True, False, False, False]
    """
    return _PIN.fullmatch(text) is not None


def is_easily_guessed(pin: str) -> bool:
    """Whether it is among the first that somebody tries: one digit over and over, or digits in a row.

    >>> [is_easily_guessed(pin) for pin in ("0000", "1234", "8765", "1305", "2580")]
    [True, True, True, False, False]
    """
    steps = {int(second) - int(first) for first, second in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def new_pin(random_bits: RandomBits) -> str:
    """A PIN that is not among the first ones to be tried."""
    while True:
        pin = f"{random_bits(128) % 10**NEW_PIN_DIGITS:0{NEW_PIN_DIGITS}d}"
        if not is_easily_guessed(pin):
            return pin


def hash_pin(pin: str, key: str, random_bits: RandomBits, cost: PinCost = PinCost()) -> str:
    """A new hash of the PIN of the badge with this key: scrypt$n$r$salt$hash."""
    salt = random_bits(8 * _SALT_BYTES).to_bytes(_SALT_BYTES)
    digest = _scrypt(pin, key, salt, cost)
    return "$".join(("scrypt", str(cost.n), str(cost.r), _text(salt), _text(digest)))


def pin_fits(pin: str, key: str, pin_hash: str) -> bool:
    """Whether this is the PIN of the badge with this key. Takes about a second: not for the window's thread.

    A hash that cannot be read fits nothing.
    """
    try:
        name, n, r, salt, digest = pin_hash.split("$")
        cost = PinCost(int(n), int(r))
        if name != "scrypt" or not is_pin(pin) or 128 * cost.n * cost.r > _MAX_MEMORY_BYTES:
            return False
        guess = _scrypt(pin, key, base64.b64decode(salt), cost)
        return hmac.compare_digest(guess, base64.b64decode(digest))
    except (ValueError, binascii.Error, OverflowError):
        return False


def _scrypt(pin: str, key: str, salt: bytes, cost: PinCost) -> bytes:
    secret = f"{pin}\0{key}".encode()
    return hashlib.scrypt(secret, salt=salt, n=cost.n, r=cost.r, p=1, maxmem=2 * _MAX_MEMORY_BYTES, dklen=_HASH_BYTES)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
