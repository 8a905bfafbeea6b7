"""`infopunt badge read`, as who sets up a reader uses it, on the real pcscd."""

from contextlib import ExitStack
from pathlib import Path

from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from devices.badge.certificate import name_of
from kiosk.cli import main
from tests.devices.badge.cards import PlainCard, piv_card
from tests.devices.badge.town import TOWN, Authority, ec_key
from tests.devices.badge.virtual import CardOnReader, Pcscd

KEY = ec_key()


def run(*options: str) -> tuple[int, str]:
    shown = CliRunner().invoke(main, ["badge", "read", *options])
    return shown.exit_code, shown.output


def test_the_key_of_each_badge_is_printed(session_pcscd: Pcscd, tmp_path: Path) -> None:
    session_pcscd.kill()
    session_pcscd.start()
    other, ours = tmp_path / "other.cer", tmp_path / "badge-ca.pem"
    other.write_bytes(Authority(ec_key(number=1001)).certificate())
    ours.write_bytes(x509.load_der_x509_certificate(TOWN.certificate()).public_bytes(Encoding.PEM))
    with ExitStack() as stack:
        for slot, card in enumerate(
            (PlainCard(uid=b"\x08\1\2\3"), piv_card(KEY, TOWN.issue(KEY, not_after=TOWN.not_after)))
        ):
            stack.callback(CardOnReader(card, session_pcscd.port + slot).take)
        code, output = run("--reader", "pcsc", "--authority", str(other), "--authority", str(ours), "--once")
    assert code == 0, output
    assert f"strong {name_of(KEY.public_key())} (shown as " in output
    assert "reader: The badge reader works." in output


def test_what_is_wrong_is_said_with_what_to_do(tmp_path: Path) -> None:
    settings = tmp_path / "terminal.yaml"
    settings.write_text("terminal: nuth-1\n")
    other = tmp_path / "other"
    other.write_text("no certificate")
    for options, said in (
        (("--config", str(settings)), "terminal.yaml"),
        (("--reader", "none"), "--reader pcsc"),
        (("--reader", "nfc"), "pcsc:NAME or wedge:PATH"),
        (("--reader", "simulated", "--authority", str(other)), "a certificate is expected"),
    ):
        code, output = run(*options)
        assert code == 1
        assert said in output
