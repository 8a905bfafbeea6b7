"""`infopunt central badge ...`, from the first badge to the last."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sync.central.config import CentralConfig
from sync.central.opening import opened
from sync.central.people.audit import AuditFilter, all_lines
from sync.protocol.pin import PinCost
from tests.sync.central.people.test_authorities import certificate
from tests.sync.central.test_commands import run

KEY = "ab" * 32

pytestmark = pytest.mark.usefixtures("quick_opening")


def test_badges_from_a_shell(config: CentralConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))
    assert run(config, "badge", "list").output == "there are no badges yet\n"
    added = run(config, "badge", "add", "druppel 3", "--key", KEY, "--kind", "simple", "--role", "coordinator")
    assert added.exit_code == 0, added.output
    pin = re.search(r"PIN is (\d{6});", added.output)
    assert pin
    again = run(config, "badge", "add", "druppel 4", "--key", KEY, "--kind", "simple", "--role", "volunteer")
    assert (again.exit_code, again.output) == (1, "Error: this badge is issued already\n")
    listed = run(config, "badge", "list").output
    assert listed.split() == ["druppel", "3", "simple", "coordinator", "pin"]
    assert pin[1] not in listed
    assert run(config, "badge", "pin", "druppel 3", "--pin", "130571").output.startswith("its PIN is 130571;")
    assert run(config, "badge", "pin", "druppel 3", "--pin", "123456").exit_code == 1
    assert run(config, "badge", "revoke", "druppel 3").exit_code == 0
    assert "revoked" in run(config, "badge", "list").output
    assert run(config, "badge", "revoke", "druppel 3").exit_code == 1


def test_authorities_from_a_shell(config: CentralConfig, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(certificate(datetime.now(UTC) + timedelta(days=9)).public_bytes(Encoding.PEM))
    assert run(config, "badge", "authority", "add", str(file)).exit_code == 0
    sha256, _, name = run(config, "badge", "authority", "list").output.split(maxsplit=2)
    assert name.strip() == "CN=Kaarten van Beekdaelen"
    assert run(config, "badge", "authority", "remove", sha256).exit_code == 0
    assert run(config, "badge", "authority", "remove", sha256).exit_code == 1
    assert run(config, "badge", "authority", "list").output == ""


def test_what_is_done_from_a_shell_is_in_the_trail_too(config: CentralConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))
    run(config, "badge", "add", "kaart 1", "--key", KEY, "--kind", "strong", "--role", "volunteer")
    run(config, "badge", "revoke", "kaart 1")
    run(config, "user", "add", "anna", "--role", "host", "--password", "a long enough password")
    run(config, "user", "disable", "anna")
    run(config, "enrol-code", "bibliotheek-nuth")
    with opened(config) as services, services.database.read() as connection:
        told = [(line.by, line.act, line.about or line.location) for line in all_lines(connection, AuditFilter())]
    assert sorted(told) == [
        ("infopunt", "disable_user", "anna"),
        ("infopunt", "invite_terminal", "bibliotheek-nuth"),
        ("infopunt", "issue_badge", "kaart 1"),
        ("infopunt", "revoke_badge", "kaart 1"),
        ("infopunt", "set_user", "anna"),
    ]
