"""What the page for installers says of printers is true: its settings can be read, and its commands print."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from assets import ASSETS_DIR
from devices.printer.emulator.machine import Machine
from devices.printer.factory import printer_from
from devices.printer.simulated import SimulatedServer
from kiosk.cli import main

PI = Path(__file__).parents[2] / "deploy" / "pi"
PAGE = (PI / "printers.md").read_text(encoding="utf-8")


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.yaml"
    settings = {
        "terminal": "nuth-1",
        "location": "bibliotheek-nuth",
        "central_url": "http://127.0.0.1:9",
        "public_url": "http://127.0.0.1:9",
        "town": str(ASSETS_DIR / "demo" / "town.yaml"),
        "state_dir": str(tmp_path / "state"),
        "printer": f"virtual:{tmp_path / 'tickets'}",
    }
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["printer", *words])
    return result.exit_code, result.output


def test_every_setting_and_option_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = re.findall(r"`printer: ([^`]+)`", PAGE)
    assert len(settings) >= 8
    options = [option for option in re.findall(r"`([a-z]+=[\w-]+)`", PAGE) if not option.startswith("flow")]
    assert len(options) >= 9
    for setting in (*settings, *(f"usb:auto?{option}" for option in options), "serial:/dev/ttyS0?flow=rtscts"):
        printer_from(setting).close()


def test_every_command_and_file_is_there() -> None:
    for line in re.findall(r"^    (infopunt \S.*)$", PAGE, re.MULTILINE):
        assert CliRunner().invoke(main, [*shlex.split(line)[1:], "--help"]).exit_code == 0, line
    for file in re.findall(r"deploy/pi/([\w.-]+)", PAGE):
        assert (PI / file).exists(), file
    assert "Belongs in /etc/udev/rules.d/" in (PI / "61-infopunt-printer.rules").read_text(encoding="utf-8")


def test_the_test_ticket_names_its_terminal(config_file: Path, tmp_path: Path) -> None:
    assert run("state", "--config", str(config_file)) == (0, "printer: ready\n")
    code, said = run("test", "--config", str(config_file))
    assert (code, said.split(" (")[0]) == (0, "printed")
    (ticket,) = (tmp_path / "tickets").glob("*.png")
    with Image.open(ticket) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image)] == ["infopunt-test:nuth-1"]


def test_what_is_wrong_is_told_with_what_to_do(config_file: Path, tmp_path: Path) -> None:
    server = SimulatedServer(Machine(tmp_path / "other"))
    try:
        server.machine.set_trouble(cover_open=True)
        words = ["--config", str(config_file), "--printer", f"network:127.0.0.1:{server.port}"]
        assert run("state", *words) == (1, "printer: cover open (close the cover)\n")
        code, said = run("test", *words)
        assert (code, said.split(" (")[0]) == (1, "not printed")
        server.machine.set_trouble(cover_open=False, paper_low=True)
        assert run("state", *words) == (0, "printer: paper low (have a new roll at hand)\n")
    finally:
        server.close()
    code, said = run("state", "--config", str(config_file), "--printer", "parallel:/dev/lp0")
    assert code == 1
    assert "expected virtual, network, usb, serial or file" in said
