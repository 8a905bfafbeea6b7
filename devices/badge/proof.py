"""Proof that a card has the private key of its certificate: it signs what was made up a moment ago.

A PIV card does only the bare key operation on a block of the key's size (SP 800-73-4 part 2, 3.2.4), so what is signed
is hashed and padded here. An old signature, or another card's, is over another number and fails.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

BadgeKey = RSAPublicKey | EllipticCurvePublicKey

RandomBytes = Callable[[int], bytes]

_NUMBER_BYTES = 32
_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo of SHA-256 (RFC 8017, 9.2, note 1)."""

_RSA = {2048: 0x07, 3072: 0x05}
_EC: dict[str, tuple[int, hashes.HashAlgorithm]] = {
    "secp256r1": (0x11, hashes.SHA256()),
    "secp384r1": (0x14, hashes.SHA384()),
}
"""Algorithm identifiers of SP 800-78-5, table 9. RSA of 1024 bits is no proof any more."""


@dataclass(frozen=True)
class Challenge:
    """What a card is asked: `algorithm` as PIV counts them, `block` to be signed, `number` that it was made of."""

    algorithm: int
    block: bytes
    number: bytes


def is_supported(key: object) -> bool:
    """Whether a card with this key can be asked for proof."""
    match key:
        case RSAPublicKey():
            return key.key_size in _RSA
        case EllipticCurvePublicKey():
            return key.curve.name in _EC
        case _:
            return False


def challenge_for(key: BadgeKey, random_bytes: RandomBytes) -> Challenge:
    """A new challenge for the card of this key, which `is_supported`."""
    number = random_bytes(_NUMBER_BYTES)
    if isinstance(key, RSAPublicKey):
        info = _SHA256_INFO + _digest(hashes.SHA256(), number)
        padding = b"\xff" * (key.key_size // 8 - len(info) - 3)
        return Challenge(_RSA[key.key_size], b"\x00\x01" + padding + b"\x00" + info, number)
    algorithm, digest = _EC[key.curve.name]
    return Challenge(algorithm, _digest(digest, number), number)


def is_proof(key: BadgeKey, challenge: Challenge, signature: bytes) -> bool:
    """Whether the owner of `key`'s other half signed this challenge."""
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, challenge.number, PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, challenge.number, ECDSA(_EC[key.curve.name][1]))
    except InvalidSignature:
        return False
    return True


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()
