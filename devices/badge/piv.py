"""Strong badges: cards with a PIV applet, proven by their card authentication key, slot 9E (NIST SP 800-73-4).

That key asks for no PIN, so holding the card to the reader is enough; whose card it is and what it may do is not said
by the card but by the town's list.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate

from devices.badge.apdu import MAX_ANSWER_BYTES, Card, ask
from devices.badge.certificate import CertificateError, badge_key, name_of
from devices.badge.port import Badge, BadgeKind, BadgeTrouble
from devices.badge.proof import BadgeKey, RandomBytes, challenge_for, is_proof
from devices.badge.tlv import TlvError, tlv, unwrap

_SELECT = bytes.fromhex("00A40400")
_PIV = bytes.fromhex("A000000308000010 00")
_GET_DATA = bytes.fromhex("00CB3FFF")
_CARD_AUTHENTICATION_CERTIFICATE = bytes.fromhex("5C035FC101")
_GENERAL_AUTHENTICATE = 0x87
_CARD_AUTHENTICATION_KEY = 0x9E

_OBJECT, _CERTIFICATE, _CERTIFICATE_INFO = 0x53, 0x70, 0x71
_DYNAMIC, _CHALLENGE, _RESPONSE = 0x7C, 0x81, 0x82
_GZIPPED = 0x01
_NO_CERTIFICATE = (0x6A82, 0x6A81, 0x6A88, 0x6D00, 0x6E00)
"""Not found, or nothing of the kind: an empty slot, or an applet that is not PIV and answers to any name."""

_GZIP_WINDOW = 31


def read_piv(
    card: Card, authorities: Sequence[Certificate], now: datetime, random_bytes: RandomBytes
) -> Badge | BadgeTrouble | None:
    """The strong badge that this card is, or why it is none; None for a card without such a certificate.

    Raises CardError.
    """
    if not ask(card, _SELECT, _PIV).is_ok:
        return None
    try:
        der = _certificate(card)
        if der is None:
            return None
        key = badge_key(der, authorities, now)
        is_genuine = _is_genuine(card, key, random_bytes)
    except TlvError:
        return BadgeTrouble.UNREADABLE
    except CertificateError as error:
        return error.trouble
    return Badge(BadgeKind.STRONG, name_of(key)) if is_genuine else BadgeTrouble.NOT_GENUINE


def _certificate(card: Card) -> bytes | None:
    """The certificate of slot 9E; None when the slot is empty. Raises TlvError."""
    answer = ask(card, _GET_DATA, _CARD_AUTHENTICATION_CERTIFICATE)
    if answer.status in _NO_CERTIFICATE:
        return None
    if not answer.is_ok:
        raise TlvError(f"no certificate: {answer.status:04X}")
    container = unwrap(answer.data).get(_OBJECT, b"")
    if not container:
        return None
    parts = unwrap(container)
    certificate = parts.get(_CERTIFICATE, b"")
    return _gunzip(certificate) if parts.get(_CERTIFICATE_INFO, b"\x00")[:1] == bytes([_GZIPPED]) else certificate


def _gunzip(data: bytes) -> bytes:
    """Unpack a certificate, but not a bomb (a few bytes that grow into gigabytes)."""
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = unpacking.decompress(data, MAX_ANSWER_BYTES)
    except zlib.error as error:
        raise TlvError("a certificate that cannot be unpacked") from error
    if not unpacking.eof:
        raise TlvError("a certificate that is cut off or too large")
    return unpacked


def _is_genuine(card: Card, key: BadgeKey, random_bytes: RandomBytes) -> bool:
    """Let the card sign something new. A card that will not, or answers in another form, has no key."""
    challenge = challenge_for(key, random_bytes)
    command = bytes([0x00, _GENERAL_AUTHENTICATE, challenge.algorithm, _CARD_AUTHENTICATION_KEY])
    answer = ask(card, command, tlv(_DYNAMIC, tlv(_RESPONSE, b"") + tlv(_CHALLENGE, challenge.block)))
    if not answer.is_ok:
        return False
    try:
        signature = unwrap(unwrap(answer.data).get(_DYNAMIC, b"")).get(_RESPONSE, b"")
    except TlvError:
        return False
    return is_proof(key, challenge, signature)
