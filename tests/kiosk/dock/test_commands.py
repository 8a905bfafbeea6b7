"""`infopunt dock` as somebody types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assets import ASSETS_DIR
from kiosk.cli import main
from kiosk.dock.server import DockServer
from tests.kiosk.dock.devices import Devices


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.yaml"
    content = {
        "terminal": "nuth-1",
        "location": "bibliotheek-nuth",
        "central_url": "http://127.0.0.1:1",
        "public_url": "http://127.0.0.1:1",
        "town": str(ASSETS_DIR / "demo" / "town.yaml"),
        "state_dir": str(tmp_path / "state"),
        "printer": "virtual:tickets",
    }
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture
def running(devices: Devices, tmp_path: Path) -> Iterator[None]:
    server = DockServer(devices.dock, tmp_path / "state")
    yield
    server.close()


def _type(settings: Path, words: str) -> tuple[int, str]:
    told = CliRunner().invoke(main, ["dock", *words.split(), "--config", str(settings)])
    return told.exit_code, told.output


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("", 0, "presence: ready"),
        ("printer", 0, "  cover      [closed]  open"),
        ("printer cover open", 0, "printer: cover_open"),
        ("scanner scan K7P4XQ", 0, "  scan       TEXT, such as K7P4XQ"),
        ("printer cover ajar", 1, "expected closed, open, not 'ajar'"),
        ("printer lid open", 1, "printer has no 'lid'"),
        (
            "teapot",
            1,
            "no simulated device 'teapot'; there is: printer, camera, scanner, badge, sound, presence, keypad",
        ),
        ("Printer! cover open", 1, "device: String should match"),
    ],
)
def test_what_is_typed_is_done_or_explained(settings: Path, words: str, code: int, told: str) -> None:
    ended, output = _type(settings, words)
    assert (ended, told in output) == (code, True), output


def test_without_a_running_terminal_it_says_so(settings: Path) -> None:
    ended, output = _type(settings, "printer cover open")
    assert ended == 1
    assert "no terminal with a dock (terminal.yaml: dock: true) runs there" in output


def test_the_help_shows_what_to_type() -> None:
    told = CliRunner().invoke(main, ["dock", "--help"]).output
    assert "infopunt dock printer cover open " in told
