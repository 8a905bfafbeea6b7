"""Whose certificates make a strong badge genuine: the authority that gave the town its cards, and nobody else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, delete, func, select

from sync.central.people.badge_tables import BADGE_AUTHORITIES
from sync.central.people.managing import Managed, ManagerAct, note
from sync.central.storage.portable import insert_if_new
from sync.protocol.badges import MAX_AUTHORITIES, MAX_AUTHORITY_BYTES

_NAME_LENGTH = 200
_MIN_RSA_BITS = 2048
_PEM = b"-----BEGIN CERTIFICATE-----"


class AuthorityProblem(StrEnum):
    """Why a certificate is not taken; a closed set, the pages have words for each."""

    UNREADABLE = "unreadable"
    PRIVATE = "private"
    NO_AUTHORITY = "no_authority"
    WEAK = "weak"
    OVER = "over"
    KNOWN = "known"
    TOO_MANY = "too_many"


_SAID = {
    AuthorityProblem.UNREADABLE: "one certificate is expected, as PEM or DER (.pem, .crt, .cer)",
    AuthorityProblem.PRIVATE: "this file has a private key in it: give the certificate alone, and keep the key safe",
    AuthorityProblem.NO_AUTHORITY: "this is not the certificate of an authority (CA:TRUE is expected)",
    AuthorityProblem.WEAK: "its key is too short to be believed (RSA of 2048 bits or more is expected)",
    AuthorityProblem.OVER: "this certificate is no longer valid",
    AuthorityProblem.KNOWN: "this authority is in the list already",
    AuthorityProblem.TOO_MANY: f"there are {MAX_AUTHORITIES} authorities already",
}


class AuthorityError(Exception):
    """A certificate that is not taken; says what is expected."""

    def __init__(self, problem: AuthorityProblem) -> None:
        super().__init__(_SAID[problem])
        self.problem = problem


@dataclass(frozen=True)
class Authority:
    """An authority as a manager sees it. `sha256` is the fingerprint of its certificate, in hex."""

    sha256: str
    name: str
    expires_at: datetime
    made_at: datetime
    made_by: str


def add_authority(connection: Connection, file: bytes, by: str, now: datetime) -> Authority:
    """Believe the badges of this authority, whose certificate is in `file`. Raises AuthorityError."""
    certificate = _read(file)
    if not _is_authority(certificate):
        raise AuthorityError(AuthorityProblem.NO_AUTHORITY)
    if _is_weak(certificate):
        raise AuthorityError(AuthorityProblem.WEAK)
    if certificate.not_valid_after_utc <= now:
        raise AuthorityError(AuthorityProblem.OVER)
    if connection.execute(select(func.count()).select_from(BADGE_AUTHORITIES)).scalar_one() >= MAX_AUTHORITIES:
        raise AuthorityError(AuthorityProblem.TOO_MANY)
    der = certificate.public_bytes(Encoding.DER)
    fingerprint = hashlib.sha256(der)
    name = certificate.subject.rfc4514_string()[:_NAME_LENGTH]
    row = {
        "sha256": fingerprint.digest(),
        "certificate": der,
        "name": name,
        "expires_at": certificate.not_valid_after_utc,
        "made_at": now,
        "made_by": by,
    }
    if not insert_if_new(connection, BADGE_AUTHORITIES, row):
        raise AuthorityError(AuthorityProblem.KNOWN)
    note(connection, Managed(ManagerAct.ADD_AUTHORITY, by, about=name), now)
    return Authority(fingerprint.hexdigest(), name, certificate.not_valid_after_utc, now, by)


def remove_authority(connection: Connection, sha256: str, by: str, now: datetime) -> bool:
    """Believe its badges no longer, as soon as a terminal hears of it; whether it was in the list."""
    try:
        fingerprint = bytes.fromhex(sha256)
    except ValueError:
        return False
    gone = delete(BADGE_AUTHORITIES).where(BADGE_AUTHORITIES.c.sha256 == fingerprint)
    name = connection.execute(gone.returning(BADGE_AUTHORITIES.c.name)).scalar_one_or_none()
    if name is None:
        return False
    note(connection, Managed(ManagerAct.REMOVE_AUTHORITY, by, about=name), now)
    return True


def authorities(connection: Connection) -> list[Authority]:
    """All authorities, by name."""
    columns = BADGE_AUTHORITIES.c
    query = select(columns.sha256, columns.name, columns.expires_at, columns.made_at, columns.made_by)
    rows = connection.execute(query.order_by(columns.name, columns.sha256)).all()
    return [Authority(row.sha256.hex(), *row[1:]) for row in rows]


def _read(file: bytes) -> x509.Certificate:
    if b"PRIVATE KEY" in file:
        raise AuthorityError(AuthorityProblem.PRIVATE)
    if len(file) > 2 * MAX_AUTHORITY_BYTES:
        raise AuthorityError(AuthorityProblem.UNREADABLE)
    try:
        if file.count(_PEM) == 1:
            certificate = x509.load_pem_x509_certificate(file)
        else:
            certificate = x509.load_der_x509_certificate(file)
        whole = len(certificate.public_bytes(Encoding.DER)) <= MAX_AUTHORITY_BYTES
    except ValueError as error:
        raise AuthorityError(AuthorityProblem.UNREADABLE) from error
    if not whole:
        raise AuthorityError(AuthorityProblem.UNREADABLE)
    return certificate


def _is_authority(certificate: x509.Certificate) -> bool:
    """As a terminal decides it too (devices/badge/certificate.py), which would leave it out without a word."""
    try:
        extensions = certificate.extensions
        is_authority = extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
    try:
        return is_authority and extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return is_authority


def _is_weak(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):  # a kind of key that nobody here could check
        return True
    return isinstance(key, RSAPublicKey) and key.key_size < _MIN_RSA_BITS
