"""E-mail: what staff read, that nothing goes unencrypted, and what is certain when the line breaks."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assets.document import DocumentError, parse
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.smtp import SmtpSimulator
from sync.central.connectors.smtp.settings import SmtpSettings
from sync.central.connectors.smtp.target import Smtp, build
from sync.central.delivery.parcel import Spot
from sync.central.delivery.port import Delivered, NotNow, Refused, SilentTargetError, Step, Unknown
from tests.sync.central.connectors.targets.parcels import DUTCH, FOUND, NAMELESS, PHOTO, RECORD_ID, REPORT, now

MAILBOX = "meldingen@example.org"
SECRET = "try-me"


@dataclass
class Post:
    """The pretended server, and what speaks to it."""

    simulator: SmtpSimulator
    target: Smtp
    port: int


def target_on(port: int, secret: str = SECRET, ca_file: str = "", scheme: str = "smtp", **more: Any) -> Smtp:
    settings = {
        "system": "smtp",
        "url": f"{scheme}://127.0.0.1:{port}",
        "sender": "infopunt@example.org",
        "mailbox": MAILBOX,
        "user": "infopunt",
        "encrypted": False,
    }
    return build("mail", SmtpSettings.model_validate(settings | more), Secret(secret), now, DUTCH, ca_file)


@pytest.fixture
def post() -> Iterator[Post]:
    simulator = SmtpSimulator()
    with serving(simulator) as url:
        port = int(url.rpartition(":")[2])
        yield Post(simulator, target_on(port), port)


def text_of(message: EmailMessage) -> str:
    """What staff read of it."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_record_is_a_message_that_staff_can_read(post: Post) -> None:
    parcel = replace(REPORT, photo_count=1, photos=(PHOTO,), place=Spot("Nuth", 50.9177, 5.8864, exact=True))
    assert post.target.send(parcel) == Delivered("", shown_as=MAILBOX)
    (message,) = post.simulator.kept
    headers = {name: message[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")}
    assert headers == {
        "From": "infopunt@example.org",
        "To": MAILBOX,
        "Subject": "Melding openbare ruimte, Nuth (K7P4XQ)",
        "Message-ID": f"<{RECORD_ID}@example.org>",
        "Auto-Submitted": "auto-generated",
    }
    assert text_of(message) == (
        "Iemand heeft bij een infopunt ingevuld: Melding openbare ruimte.\n\n"
        "Soort melding: Straatlamp\nWat er is: De lamp brandt niet\n"
        "Punt op de kaart: 50.91770 noord, 5.88640 oost\n\n"
        "Naam: Anna Voorbeeld\nTelefoonnummer: 06-12345678\nE-mailadres: anna@example.org\n"
        "Deze persoon wil graag horen wat u ermee doet.\n\n"
        "Er zit 1 foto bij dit bericht.\n\n"
        "Code: K7P4XQ\nIngevuld: 23-11-2026 om 10:00 uur, infopunt bibliotheek-nuth\n\n"
        "Dit bericht komt van een computer. Antwoord niet op dit adres.\n"
    )
    (photo,) = message.iter_attachments()
    assert (photo.get_filename(), photo.get_content_type(), photo.get_content()) == (
        "K7P4XQ-1.jpg",
        "image/jpeg",
        PHOTO,
    )


WICKED = "x\r\nBcc: everybody@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>\r\n"


def test_nothing_that_is_told_becomes_a_header_or_a_command(post: Post) -> None:
    parcel = replace(REPORT, title=WICKED, lines=(("Wat", WICKED),), contact=replace(REPORT.contact, name=WICKED))
    assert isinstance(post.target.send(parcel), Delivered)
    (message,) = post.simulator.kept
    assert message["Bcc"] is None
    assert message["Subject"].strip().startswith("x Bcc: everybody@example.org . MAIL FROM")
    assert sum(line.upper().startswith("MAIL") for line in post.simulator.said) == 1
    assert "\n.\nMAIL FROM:<x@example.org>" in text_of(message)


@pytest.mark.parametrize(
    ("parcel", "told"),
    [
        (NAMELESS, "Deze persoon hoeft niets te horen."),
        (replace(REPORT, photo_count=2), "Er zijn 2 foto's. Die staan in het Infopunt, bij code K7P4XQ."),
        (replace(REPORT, lines=(("Naam", "Çelik, Łukasz, محمد"),)), "Naam: Çelik, Łukasz, محمد"),
        (replace(REPORT, lines=(("Lang", "woord " * 400),)), "woord " * 399),
    ],
)
def test_whatever_there_is_to_tell_arrives(post: Post, parcel: Any, told: str) -> None:
    assert isinstance(post.target.send(parcel), Delivered)
    assert told in text_of(post.simulator.kept[0])


def test_a_message_that_is_too_big_with_photos_goes_without(post: Post) -> None:
    post.simulator.size = 20_000
    assert isinstance(post.target.send(replace(REPORT, photo_count=1, photos=(PHOTO * 5_000,))), Delivered)
    assert list(post.simulator.kept[0].iter_attachments()) == []
    assert "Er is 1 foto. Die staat in het Infopunt" in post.simulator.kept[0].get_content()


@pytest.mark.parametrize(
    ("moment", "kept", "certain"),
    [
        ("CONNECT", 0, True),
        ("EHLO", 0, True),
        ("AUTH", 0, True),
        ("MAIL", 0, True),
        ("RCPT", 0, True),
        ("DATA", 0, True),
        ("ACCEPTED", 1, False),
        ("QUIT", 1, True),
    ],
)
def test_a_cut_is_a_doubt_only_after_the_last_dot(post: Post, moment: str, kept: int, certain: bool) -> None:
    post.simulator.cut_at = moment
    outcome = post.target.send(REPORT)
    assert len(post.simulator.kept) == kept
    if not certain:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, Delivered if kept else NotNow)


def test_a_cut_in_the_middle_of_a_message_is_never_taken_for_success(post: Post) -> None:
    post.simulator.cut_at = "BODY"
    outcome = post.target.send(replace(REPORT, photo_count=1, photos=(PHOTO * 100_000,)))
    assert isinstance(outcome, NotNow | Unknown)
    assert post.simulator.kept == []


def test_silence_after_the_last_dot_is_a_doubt(post: Post) -> None:
    post.simulator.silent_s = 0.6
    assert isinstance(target_on(post.port, timeout_s=0.2).send(REPORT), Unknown)


REPLIES: list[tuple[str, str, Any]] = [
    ("CONNECT", "554 no service", NotNow(None, "554 no service")),
    ("CONNECT", "421 busy", NotNow(None, "421 busy")),
    ("MAIL", "451 later", NotNow(None, "451 later")),
    ("MAIL", "553 sender", NotNow(None, "553 sender")),
    ("MAIL", "552 size", Refused("552 size", "from")),
    ("RCPT", "450 greylisted", NotNow(None, "450 greylisted", alone=True)),
    ("RCPT", "421 closing", NotNow(None, "421 closing")),
    ("RCPT", "550 unknown", Refused("550 unknown", "to")),
    ("RCPT", "251 forwarded", Delivered("", shown_as=MAILBOX)),
    ("DATA", "451 later", NotNow(None, "451 later", alone=True)),
    ("ACCEPTED", "452 full", NotNow(None, "452 full", alone=True)),
    ("ACCEPTED", "554 spam", Refused("554 spam", "data")),
]


@pytest.mark.parametrize(("command", "reply", "expected"), REPLIES)
def test_four_is_for_later_and_five_for_ever(post: Post, command: str, reply: str, expected: Any) -> None:
    post.simulator.replies[command] = reply
    assert post.target.send(REPORT) == expected
    assert len(post.simulator.kept) == isinstance(expected, Delivered)


def test_who_is_not_let_in_waits_and_nobody_there_is_certain(post: Post) -> None:
    assert target_on(post.port, secret="wrong").send(REPORT) == NotNow(
        None, "535 5.7.8 Authentication credentials invalid"
    )
    assert target_on(post.port, user="").send(REPORT) == NotNow(None, "530 5.7.0 Authentication required")
    assert isinstance(target_on(9).send(REPORT), NotNow)


def test_each_kind_has_its_mailbox(post: Post) -> None:
    target = target_on(post.port, mailbox=None, mailboxes={"found-item": "gevonden@example.org"})
    assert target.send(FOUND) == Delivered("", shown_as="gevonden@example.org")
    assert target.send(REPORT) == Refused("no mailbox is set for records of the kind report", "to")


def test_mail_can_be_asked_nothing(post: Post) -> None:
    assert (post.target.steps(REPORT), post.target.status("x"), post.target.looks_up) == ((), None, False)
    assert post.target.take(Step("x"), REPORT, {}) == Refused("there is no such step")
    with pytest.raises(SilentTargetError):
        post.target.look_up(REPORT)
    post.target.probe()
    with pytest.raises(SilentTargetError, match="ConnectionRefused"):
        target_on(9).probe()


@pytest.mark.parametrize(
    ("replies", "good", "told"),
    [
        ({}, [True, True], MAILBOX),
        ({"RCPT": "550 unknown"}, [True, False], "550 unknown"),
        ({"RCPT": "450 later"}, [True, True], "450 later"),
        ({"MAIL": "553 sender"}, [True, False], "553 sender"),
        ({"AUTH": "535 who"}, [False], "535 who"),
    ],
)
def test_the_check_asks_for_every_mailbox_and_sends_nothing(
    post: Post, replies: dict[str, str], good: list[bool], told: str
) -> None:
    post.simulator.replies = replies
    findings = post.target.check()
    assert [one.good for one in findings] == good
    assert told in findings[-1].told
    assert "DATA" not in post.simulator.said


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pretended")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(plain + made.public_bytes(pem))
    return path


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_told_goes_encrypted_to_who_is_known_only(certificate: Path, at_once: bool) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    simulator = SmtpSimulator(tls=tls, at_once=at_once)
    scheme = "smtps" if at_once else "smtp"
    with serving(simulator) as url:
        port = int(url.rpartition(":")[2])
        known = target_on(port, ca_file=str(certificate), scheme=scheme, encrypted=True)
        assert isinstance(known.send(REPORT), Delivered)
        stranger = target_on(port, scheme=scheme, encrypted=True)
        outcome = stranger.send(REPORT)
    assert isinstance(outcome, NotNow)
    assert "certificate verify failed" in outcome.reason
    assert len(simulator.kept) == 1


def test_a_server_that_does_not_encrypt_gets_nothing(post: Post) -> None:
    outcome = target_on(post.port, encrypted=True).send(REPORT)
    assert outcome == NotNow(None, "STARTTLS extension not supported by server.")
    assert not any(line.startswith(("AUTH", "MAIL")) for line in post.simulator.said)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("url: http://x", "targets.yaml:2: url"),
        ("url: smtp://mail.example.org\nencrypted: false", "is for this machine only"),
        ("url: smtp://mail.example.org\nsender: 'a@b.nl\\nBcc: c@d.nl'", "targets.yaml:3: sender"),
    ],
)
def test_a_slip_in_the_settings_has_its_line(line: str, told: str) -> None:
    rest = "" if "sender" in line else "\nsender: infopunt@example.org"
    with pytest.raises(DocumentError) as error:
        parse(f"system: smtp\n{line}{rest}\nmailbox: a@example.org\n", Path("targets.yaml"), SmtpSettings)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587)),
        ("smtps://m.nl", ("m.nl", 465)),
        ("smtp://m:25", ("m", 25)),
    ],
)
def test_a_server_has_its_usual_port(url: str, where: tuple[str, int]) -> None:
    settings = SmtpSettings(system="smtp", url=url, sender="a@example.org", mailbox="b@example.org")
    assert (settings.host, settings.port) == where
