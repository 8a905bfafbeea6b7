"""Whether the certificate that a badge shows is from an authority of this town, good now, and meant for badges.

A badge carries one certificate, so its authority is trusted itself: there are no chains. Rules: RFC 5280, part 6.1.3,
and for the uses of a card's own key FIPS 201-3 with its certificate profile ("PIV Card Authentication").
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, ObjectIdentifier

from devices.badge.port import BadgeTrouble
from devices.badge.proof import BadgeKey, is_supported

CARD_AUTHENTICATION = ObjectIdentifier("2.16.840.1.101.3.6.8")
"""id-PIV-cardAuth: the holder of this key is a card."""

_USES = {CARD_AUTHENTICATION, ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
_DIGESTS = (SHA256, SHA384, SHA512)
_UNDERSTOOD = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}
"""What may be marked as critical; what else is, means something that would be overlooked here."""

_MIN_RSA_BITS = 2048
_BROKEN = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_E = TypeVar("_E", bound=x509.ExtensionType)
_log = logging.getLogger(__name__)


class CertificateError(Exception):
    """A certificate that is refused; `trouble` says how."""

    def __init__(self, trouble: BadgeTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def authorities_in(certificates: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """Those (DER) that are certificates of authorities. What is none is left out, and said in the log."""
    found = []
    for der in certificates:
        try:
            certificate = x509.load_der_x509_certificate(der)
            if not _may_sign(certificate):
                raise ValueError("it may not sign certificates, or with too short a key")
        except _BROKEN as error:
            _log.warning("what should be the certificate of a badge authority is left out: %s", error)
        else:
            found.append(certificate)
    return tuple(found)


def badge_key(der: bytes, authorities: Sequence[x509.Certificate], now: datetime) -> BadgeKey:
    """The public key in the certificate of a badge. Raises CertificateError, with the first reason there is."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        is_for_badges = _is_for_badges(certificate)
    except _BROKEN as error:
        raise CertificateError(BadgeTrouble.UNREADABLE) from error
    issuers = [authority for authority in authorities if _issued(authority, certificate)]
    if not issuers or not is_for_badges or not isinstance(key, BadgeKey) or not is_supported(key):
        raise CertificateError(BadgeTrouble.FOREIGN)
    if not _is_good(certificate, now) or not any(_is_good(issuer, now) for issuer in issuers):
        raise CertificateError(BadgeTrouble.EXPIRED)
    return key


def name_of(key: BadgeKey) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo, DER): stays the same when the certificate is renewed."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the authority's key signed it. Its name alone, which anybody can write, says nothing."""
    try:
        if not isinstance(certificate.signature_hash_algorithm, _DIGESTS):
            return False
        certificate.verify_directly_issued_by(authority)
    except (*_BROKEN, InvalidSignature):
        return False
    return True


def _is_good(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    constraints = _extension(extensions, x509.BasicConstraints)
    usage = _extension(extensions, x509.KeyUsage)
    key = certificate.public_key()
    is_weak = isinstance(key, RSAPublicKey) and key.key_size < _MIN_RSA_BITS
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign) and not is_weak


def _is_for_badges(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    if any(one.critical and one.oid not in _UNDERSTOOD for one in extensions):
        return False
    constraints = _extension(extensions, x509.BasicConstraints)
    usage = _extension(extensions, x509.KeyUsage)
    uses = _extension(extensions, x509.ExtendedKeyUsage)
    return (
        (constraints is None or not constraints.ca)
        and (usage is None or usage.digital_signature)
        and (uses is None or not _USES.isdisjoint(uses))
    )


def _extension(extensions: x509.Extensions, kind: type[_E]) -> _E | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
