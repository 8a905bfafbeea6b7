"""Every certificate that must not open a terminal, beside those that may."""

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from devices.badge.certificate import CertificateError, authorities_in, badge_key, name_of
from devices.badge.port import BadgeTrouble
from tests.devices.badge.town import (
    CARD_EXTENSIONS,
    DAY,
    NOW,
    SERVER_EXTENSIONS,
    TOWN,
    Authority,
    ec_key,
    rsa_key,
    usage,
)

KEY = ec_key()
OTHER = Authority(ec_key(number=1001), name="Gemeente Elders badges")
SAME_NAME = replace(OTHER, name=TOWN.name)
RENEWED = replace(TOWN, not_after=NOW + 9000 * DAY)
RSA_TOWN = Authority(rsa_key(number=1000))
ENDED = replace(TOWN, not_after=NOW - DAY)
GOOD = TOWN.issue(KEY)
TRUSTED = authorities_in([TOWN.certificate()])
UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def look(der: bytes, *authorities: Authority) -> str:
    """What becomes of a certificate: "good", or the word of its trouble."""
    try:
        key = badge_key(der, authorities_in(one.certificate() for one in authorities or (TOWN,)), NOW)
    except CertificateError as error:
        return error.trouble.value
    assert name_of(key) == name_of(KEY.public_key())
    return "good"


@pytest.mark.parametrize(
    ("der", "found"),
    [
        (TOWN.issue(KEY), "good"),
        (TOWN.issue(KEY, not_before=NOW, not_after=NOW), "good"),
        (TOWN.issue(KEY, extensions=()), "good"),
        (TOWN.issue(KEY, extensions=(*CARD_EXTENSIONS, (UNKNOWN, False))), "good"),
        (TOWN.issue(KEY, extensions=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),)), "good"),
        (TOWN.issue(KEY, digest=hashes.SHA384()), "good"),
        # time
        (TOWN.issue(KEY, not_after=NOW - DAY), "expired"),
        (TOWN.issue(KEY, not_before=NOW + DAY), "expired"),
        # not ours
        (OTHER.issue(KEY), "foreign"),
        (OTHER.issue(KEY, not_after=NOW - DAY), "foreign"),
        (SAME_NAME.issue(KEY), "foreign"),
        (replace(TOWN, name=OTHER.name).issue(KEY), "foreign"),
        (Authority(KEY, name="kaart 12").issue(KEY), "foreign"),
        # ours, for something else
        (TOWN.issue(KEY, extensions=SERVER_EXTENSIONS), "foreign"),
        (TOWN.issue(KEY, extensions=((usage(), True),)), "foreign"),
        (TOWN.issue(KEY, extensions=((x509.BasicConstraints(ca=True, path_length=None), True),)), "foreign"),
        (TOWN.issue(KEY, extensions=(*CARD_EXTENSIONS, (UNKNOWN, True))), "foreign"),
        (TOWN.certificate(), "foreign"),
        # too weak, or of a kind that PIV does not know
        (TOWN.issue(KEY, digest=hashes.SHA224()), "foreign"),
        (TOWN.issue(rsa_key(1024)), "foreign"),
        (TOWN.issue(ec_key(ec.SECP521R1)), "foreign"),
        (TOWN.issue(ed25519.Ed25519PrivateKey.generate()), "foreign"),  # type: ignore[arg-type]
        # no certificate
        (b"", "unreadable"),
        (TOWN.issue(KEY)[:-1], "unreadable"),
        (TOWN.issue(KEY) + b"\0", "unreadable"),
        (b"\x30\x82\xff\xff" + bytes(8000), "unreadable"),
    ],
)
def test_each_certificate(der: bytes, found: str) -> None:
    assert look(der) == found


@pytest.mark.parametrize(
    ("authorities", "issuer", "found"),
    [
        ((TOWN, OTHER), OTHER, "good"),
        ((SAME_NAME, TOWN), TOWN, "good"),
        ((RSA_TOWN,), RSA_TOWN, "good"),
        ((ENDED,), TOWN, "expired"),
        ((ENDED, RENEWED), TOWN, "good"),
        ((OTHER,), TOWN, "foreign"),
    ],
)
def test_who_is_trusted_decides(authorities: tuple[Authority, ...], issuer: Authority, found: str) -> None:
    assert look(issuer.issue(KEY), *authorities) == found


def test_nobody_is_trusted_by_default() -> None:
    with pytest.raises(CertificateError) as caught:
        badge_key(TOWN.issue(KEY), (), NOW)
    assert caught.value.trouble is BadgeTrouble.FOREIGN


@pytest.mark.parametrize(
    "der",
    [
        b"not a certificate",
        TOWN.issue(KEY),
        replace(TOWN, extensions=()).certificate(),
        replace(TOWN, extensions=((x509.BasicConstraints(ca=False, path_length=None), True),)).certificate(),
        replace(TOWN, extensions=(TOWN.extensions[0], (usage(signs=True), True))).certificate(),
        Authority(rsa_key(1024)).certificate(),
    ],
)
def test_what_is_no_authority_is_left_out_and_said(der: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert len(authorities_in([der, TOWN.certificate()])) == 1
    assert "is left out" in caplog.text


def test_a_renewed_certificate_has_the_same_name() -> None:
    (town,) = authorities_in([TOWN.certificate()])
    first, second = (badge_key(TOWN.issue(KEY, not_after=NOW + days * DAY), (town,), NOW) for days in (10, 400))
    assert name_of(first) == name_of(second)
    assert name_of(first) != name_of(ec_key(number=2).public_key())


@given(st.binary(max_size=200), st.integers(0, 500), st.integers(1, 255))
def test_a_certificate_with_anything_changed_opens_nothing(extra: bytes, place: int, flip: int) -> None:
    changed = bytearray(GOOD)
    changed[place % len(GOOD)] ^= flip
    for der in (extra, GOOD[: place % len(GOOD)], bytes(changed)):
        with pytest.raises(CertificateError):
            badge_key(der, TRUSTED, NOW)
