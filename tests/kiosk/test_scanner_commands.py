"""`infopunt scanner read`, as who sets up a scanner uses it, with the camera as scanner."""

from pathlib import Path

import pytest
import qrcode
import yaml
from click.testing import CliRunner

from kiosk.cli import main

SETTINGS = {
    "terminal": "nuth-1",
    "location": "bibliotheek-nuth",
    "central_url": "http://127.0.0.1:8311",
    "public_url": "https://info.voorbeeld.nl",
    "town": "town.yaml",
    "state_dir": "state",
    "printer": "file:/dev/null",
}


def read(folder: Path, **settings: str) -> tuple[int, str]:
    config = folder / "terminal.yaml"
    config.write_text(yaml.safe_dump(SETTINGS | settings), encoding="utf-8")
    done = CliRunner().invoke(main, ["scanner", "read", "--once", "--config", str(config)])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("https://info.voorbeeld.nl/a/K7P4XQ", "appointment  https://info.voorbeeld.nl/a/K7P4XQ"),
        ("https://info.buurdorp.nl/r/K7P4XQ", "elsewhere  https://info.buurdorp.nl/r/K7P4XQ"),
        ("infopunt:badge:AaIIoouAcACAAAAAAAAAAA", "badge"),
    ],
)
def test_it_says_what_a_code_is(tmp_path: Path, code: str, told: str) -> None:
    scenes = tmp_path / "scenes"
    scenes.mkdir()
    qrcode.make(code).get_image().convert("RGB").save(scenes / "code.png")
    done, output = read(tmp_path, camera=f"simulated:{scenes}", scanner="camera")
    assert (done, output.splitlines()[-1]) == (0, told)
    assert output.startswith("scanner: The scanner reads codes.")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "names no scanner"),
        ({"scanner": "laser"}, "expected none, simulated, evdev:PATH or camera"),
        ({"scanner": "camera"}, "a camera is expected"),
        ({"scanner": "camera", "camera": "webcam"}, "expected none, v4l2"),
    ],
)
def test_a_setting_that_cannot_be_is_said(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    done, output = read(tmp_path, **settings)
    assert done == 1
    assert told in output
