"""Whose certificates are taken: real ones, made here."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from devices.badge.certificate import authorities_in
from sync.central.people.authorities import (
    AuthorityError,
    AuthorityProblem,
    add_authority,
    authorities,
    remove_authority,
)
from sync.central.people.badge_list import list_for
from sync.central.storage.database import Database
from tests.devices.badge.town import TOWN, Authority, rsa_key, usage
from tests.sync.central.ticking import TickingClock

SIGNS_NOTHING = replace(TOWN, extensions=(TOWN.extensions[0], (usage(signs=True), True)))
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(until: datetime, name: str = "Kaarten van Beekdaelen", *, ca: bool = True) -> x509.Certificate:
    """One that signs itself."""
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(until - timedelta(days=3650))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(KEY, hashes.SHA256())
    )


def test_pem_and_der_are_the_same_authority_and_terminals_get_der(database: Database, clock: TickingClock) -> None:
    made = certificate(clock.now() + timedelta(days=365))
    with database.write() as connection:
        added = add_authority(connection, made.public_bytes(Encoding.PEM), "anna", clock.now())
        assert added.name == "CN=Kaarten van Beekdaelen"
        with pytest.raises(AuthorityError) as raised:
            add_authority(connection, made.public_bytes(Encoding.DER), "anna", clock.now())
        assert raised.value.problem is AuthorityProblem.KNOWN
        assert authorities(connection) == [added]
        assert list_for(connection, "nuth-1", clock.now()).authorities == (made.public_bytes(Encoding.DER),)
        assert remove_authority(connection, added.sha256, "anna", clock.now())
        assert not remove_authority(connection, added.sha256, "anna", clock.now())
        assert not remove_authority(connection, "no hex", "anna", clock.now())
        assert list_for(connection, "nuth-1", clock.now()).authorities == ()


def test_what_is_not_taken(database: Database, clock: TickingClock) -> None:
    later, pem = clock.now() + timedelta(days=1), Encoding.PEM
    private = KEY.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption())
    files = {
        b"": AuthorityProblem.UNREADABLE,
        b"\x30\x82" * 9000: AuthorityProblem.UNREADABLE,
        certificate(later).public_bytes(pem) * 2: AuthorityProblem.UNREADABLE,
        certificate(later).public_bytes(pem) + private: AuthorityProblem.PRIVATE,
        certificate(later, ca=False).public_bytes(pem): AuthorityProblem.NO_AUTHORITY,
        Authority(rsa_key(1024)).certificate(): AuthorityProblem.WEAK,
        SIGNS_NOTHING.certificate(): AuthorityProblem.NO_AUTHORITY,
        certificate(clock.now() - timedelta(days=1)).public_bytes(pem): AuthorityProblem.OVER,
    }
    for file, problem in files.items():
        with database.write() as connection, pytest.raises(AuthorityError) as raised:
            add_authority(connection, file, "anna", clock.now())
        assert raised.value.problem is problem


@pytest.mark.parametrize("town", [TOWN, Authority(rsa_key()), replace(TOWN, extensions=TOWN.extensions[:1])])
def test_whom_the_central_takes_a_terminal_believes(database: Database, clock: TickingClock, town: Authority) -> None:
    der = town.certificate()
    with database.write() as connection:
        add_authority(connection, der, "anna", clock.now())
        assert len(authorities_in(list_for(connection, "nuth-1", clock.now()).authorities)) == 1
