"""Passwords: kept as scrypt hashes (RFC 7914), which cost an attacker memory and time for every guess."""

import base64
import hashlib
import hmac
import threading
import unicodedata
from dataclasses import dataclass

from sync.protocol.ids import RandomBits

MIN_PASSWORD_LENGTH = 10
MAX_PASSWORD_LENGTH = 256

_SALT_BYTES = 16
_HASH_BYTES = 32
_AT_ONCE = 2
_WAITING = 6
"""More would hold the threads that terminals are answered with; a person who is sent away comes back in a moment."""


@dataclass(frozen=True)
class ScryptCost:
    """What one guess costs: 128 * n * r bytes of memory, passed over p times."""

    n: int = 1 << 15
    r: int = 8
    p: int = 3
    """32 MiB three times: the least that OWASP's password storage cheat sheet holds to be enough."""


class PasswordsBusyError(Exception):
    """Too many passwords are being checked at this moment; try again in a few seconds."""


class Passwords:
    """Makes and checks hashes; at most two at once, so that a storm of sign-ins does not fill the memory.

    A few may wait for their turn; whoever comes then gets PasswordsBusyError.
    """

    def __init__(self, random_bits: RandomBits, cost: ScryptCost = ScryptCost()) -> None:
        self._random_bits = random_bits
        self._cost = cost
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._room = threading.BoundedSemaphore(_AT_ONCE + _WAITING)
        self._nobody = self._written(bytes(_SALT_BYTES), bytes(_HASH_BYTES))

    def hash(self, password: str) -> str:
        """A new hash of `password`, with its salt and cost: scrypt$n$r$p$salt$hash."""
        salt = self._random_bits(8 * _SALT_BYTES).to_bytes(_SALT_BYTES)
        return self._written(salt, self._scrypt(password, salt, self._cost))

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether `password` made this hash; for no hash at all, False after the same time."""
        _, n, r, p, salt, digest = (password_hash or self._nobody).split("$")
        guess = self._scrypt(password, base64.b64decode(salt), ScryptCost(int(n), int(r), int(p)))
        return hmac.compare_digest(guess, base64.b64decode(digest)) and password_hash is not None

    def _written(self, salt: bytes, digest: bytes) -> str:
        cost = self._cost
        return "$".join(("scrypt", str(cost.n), str(cost.r), str(cost.p), _text(salt), _text(digest)))

    def _scrypt(self, password: str, salt: bytes, cost: ScryptCost) -> bytes:
        memory_bytes = 128 * cost.r * (cost.n + cost.p + 2)
        if not self._room.acquire(blocking=False):
            raise PasswordsBusyError
        try:
            with self._turn:
                return hashlib.scrypt(
                    _bytes(password),
                    salt=salt,
                    n=cost.n,
                    r=cost.r,
                    p=cost.p,
                    maxmem=2 * memory_bytes,
                    dklen=_HASH_BYTES,
                )
        finally:
            self._room.release()


def _bytes(password: str) -> bytes:
    # Keyboards differ in how they compose an accented letter; NFKC makes them one.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
