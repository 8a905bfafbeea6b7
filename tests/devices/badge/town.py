"""A town that gives out badges: its authority, and certificates of every kind. For tests only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.badge.certificate import CARD_AUTHENTICATION

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
DAY = timedelta(days=1)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """Made once a run: large ones take long. `number` tells keys apart."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(curve: type[ec.EllipticCurve] = ec.SECP256R1, number: int = 0) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


def usage(*, signs: bool = False, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=False, key_encipherment=not (signs or certifies),
        data_encipherment=False, key_agreement=False, key_cert_sign=certifies, crl_sign=certifies,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


CARD_EXTENSIONS: tuple[tuple[x509.ExtensionType, bool], ...] = (
    (usage(signs=True), True),
    (x509.ExtendedKeyUsage([CARD_AUTHENTICATION]), True),
)


@dataclass(frozen=True)
class Authority:
    """One that signs badges."""

    key: PrivateKey
    name: str = "Gemeente Beekdaelen badges"
    not_after: datetime = NOW + 3650 * DAY
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (usage(certifies=True), True),
    )

    def certificate(self) -> bytes:
        """Its own certificate, DER."""
        return _made(self.key, self.name, self.key, self.name, NOW - 3650 * DAY, self.not_after, self.extensions)

    def issue(
        self,
        key: PrivateKey,
        not_before: datetime = NOW - 30 * DAY,
        not_after: datetime = NOW + 365 * DAY,
        extensions: tuple[tuple[x509.ExtensionType, bool], ...] = CARD_EXTENSIONS,
        digest: hashes.HashAlgorithm | None = None,
    ) -> bytes:
        """A certificate for the badge with this key, DER."""
        return _made(key, "kaart 12", self.key, self.name, not_before, not_after, extensions, digest)


def _made(
    key: PrivateKey,
    subject: str,
    signer: PrivateKey,
    issuer: str,
    not_before: datetime,
    not_after: datetime,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...],
    digest: hashes.HashAlgorithm | None = None,
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, digest or hashes.SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


TOWN = Authority(ec_key(number=1000))
SERVER_EXTENSIONS: tuple[tuple[x509.ExtensionType, bool], ...] = (
    (usage(signs=True), True),
    (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
)
