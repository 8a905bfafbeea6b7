"""What the page for installers says of badges is true: its commands work, and its certificate opens a terminal."""

import re
import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from devices.badge.certificate import authorities_in, badge_key, name_of
from devices.badge.factory import badge_reader_from
from kiosk.cli import main
from tests.deploy.test_readme import _command

PI = Path(__file__).parents[2] / "deploy" / "pi"
PAGE = (PI / "badges.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^    (\S.*)$", PAGE, re.MULTILINE)]
PASSWORD = "pass:try-me"


def test_a_town_can_make_badges_as_the_page_says(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())  # which the card would make
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kaart 12")])
    asked = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    (tmp_path / "request.pem").write_bytes(asked.public_bytes(Encoding.PEM))
    (tmp_path / "deploy").symlink_to(PI.parent)
    for command in (one for one in COMMANDS if one[0] == "openssl"):
        ask = "-passout" if command[1] == "req" else "-passin"
        subprocess.run([*command, ask, PASSWORD], cwd=tmp_path, check=True, capture_output=True)
    ca, card = (
        x509.load_pem_x509_certificate((tmp_path / file).read_bytes()).public_bytes(Encoding.DER)
        for file in ("badge-ca.pem", "kaart-12.pem")
    )
    read = badge_key(card, authorities_in([ca]), datetime.now(UTC))
    assert name_of(read) == name_of(key.public_key())


def test_every_command_of_ours_is_there() -> None:
    ours = [command for command in COMMANDS if command[0] == "infopunt"]
    assert len(ours) >= 5
    for command in ours:
        words = [word for word in command[1:] if re.fullmatch(r"[a-z]+", word)][: 3 if command[1] == "central" else 2]
        words += ["add"] if words == ["central", "badge", "authority"] else []
        explained = CliRunner().invoke(main, [*words, "--help"])
        assert explained.exit_code == 0, command
        assert _command(words).help
        for option in (word for word in command if word.startswith("--")):
            assert option in explained.output, command


def test_every_setting_and_file_is_there() -> None:
    for setting in re.findall(r"`badge: ([^`]+)`", PAGE):
        reader = badge_reader_from(setting)
        assert reader is not None
        reader.close()
    for file in re.findall(r"deploy/pi/([\w.-]+)", PAGE):
        assert (PI / file).exists(), file


@pytest.mark.parametrize("file", ["infopunt-badge.conf", "60-infopunt-badge.rules"])
def test_each_file_says_where_it_belongs(file: str) -> None:
    text = (PI / file).read_text(encoding="utf-8")
    place = re.search(r"Belongs in (/etc/[\w./-]+/)[;.]", text)
    assert place is not None
    assert f"deploy/pi/{file} {place[1]}" in PAGE
