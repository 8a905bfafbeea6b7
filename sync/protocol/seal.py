"""Sealing records and photos for the central with HPKE (RFC 9180): a terminal cannot read back what it stores.

X25519, HKDF-SHA256, ChaCha20-Poly1305, base mode. The record's id, kind and terminal are bound through HPKE's
`info` (RFC 9180, 5.1), which the receiver has to know too: a payload that is moved to another record does not open
(sync rule 32). Payloads are compressed before they are sealed (sync rule 18); a photo is compressed already.
"""

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

MAX_PAYLOAD_BYTES = 1 << 20
"""What a payload may be after decompression; more is refused, so that a small record cannot fill the memory."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LABEL = b"infopunt/record/1"


class SealError(Exception):
    """A sealed payload does not open: wrong key, other record, or damaged. Keep the bytes (sync rule 34)."""


@dataclass(frozen=True)
class Binding:
    """What a sealed payload belongs to."""

    record_id: UUID
    kind: str
    terminal: str

    def info(self) -> bytes:
        """The bytes that sealing and opening must agree on; lengths keep the parts apart."""
        parts = (_LABEL, self.record_id.bytes, self.kind.encode(), self.terminal.encode())
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def seal(payload: dict[str, Any], binding: Binding, public_key: bytes) -> bytes:
    """Seal `payload` (JSON) to the central's public key (32 raw bytes).

    Two calls never give the same bytes: seal once and send those bytes again (sync rule 4).
    """
    plain = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"a payload of at most {MAX_PAYLOAD_BYTES} bytes is expected, not {len(plain)}")
    return _SUITE.encrypt(zlib.compress(plain), X25519PublicKey.from_public_bytes(public_key), binding.info())


def open_sealed(sealed: bytes, binding: Binding, private_key: bytes) -> dict[str, Any]:
    """Open what `seal` made, with the private key (32 raw bytes); raises SealError."""
    try:
        packed = open_bytes(sealed, binding, private_key)
    except SealError as error:
        raise SealError("the payload does not open with this key for this record") from error
    decompressor = zlib.decompressobj()
    try:
        plain = decompressor.decompress(packed, MAX_PAYLOAD_BYTES)
        payload = json.loads(plain) if decompressor.eof else None
    except (zlib.error, ValueError, RecursionError) as error:  # nested too deep, or a number with thousands of digits
        raise SealError("the payload opens but is damaged inside") from error
    if not isinstance(payload, dict):
        raise SealError("the payload opens but is not a record")
    return payload


def seal_bytes(plain: bytes, binding: Binding, public_key: bytes) -> bytes:
    """Seal bytes as they are, such as those of a photo, which is bound to its record by `binding`.

    As with `seal`, two calls never give the same bytes: two photos that are equal are two things (sync rule 35).
    """
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public_key), binding.info())


def open_bytes(sealed: bytes, binding: Binding, private_key: bytes) -> bytes:
    """Open what `seal_bytes` made; raises SealError."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), binding.info())
    except (InvalidTag, ValueError) as error:
        raise SealError("the bytes do not open with this key for this record") from error


def new_private_key() -> bytes:
    """A fresh private key of the central, 32 raw bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """The public key, 32 raw bytes, that terminals seal to."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def key_id_of(public_key: bytes) -> str:
    """A short name of a key, so that old records find their key after a change of keys (sync rule 31)."""
    return hashlib.sha256(public_key).hexdigest()[:16]
