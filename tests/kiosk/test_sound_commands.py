"""`infopunt sound`, with ALSA's file device in place of a loudspeaker."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assets import ASSETS_DIR
from kiosk import sound_commands
from kiosk.sound_commands import sound_group
from tests.devices.sound.loudspeaker import Loudspeaker, alsa
from tests.devices.sound.test_alsa import audible


def write_config(folder: Path, **settings: object) -> Path:
    path = folder / "terminal.yaml"
    needed = {
        "terminal": "nuth-1",
        "location": "bibliotheek-nuth",
        "central_url": "https://info.voorbeeld.nl",
        "public_url": "https://info.voorbeeld.nl",
        "town": str(ASSETS_DIR / "demo" / "town.yaml"),
        "state_dir": str(folder / "state"),
        "printer": "file:/dev/null",
    }
    path.write_text(yaml.safe_dump(needed | settings), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    shown = CliRunner().invoke(sound_group, [str(argument) for argument in arguments])
    return shown.exit_code, shown.output


def test_the_chime_and_every_language_are_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    front = Loudspeaker(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", alsa(tmp_path, front)["ALSA_CONFIG_PATH"])
    config = write_config(tmp_path)
    code, told = run("test", "--config", config, "--volume", 10, "--rate", 7)
    front.close()
    assert (code, told.split("\n")) == (0, ["     spoken: nl", "     spoken: en", "speaker: ready", ""])
    assert len(audible(front.heard)) > 2 * 22050 * 3, "the chime alone takes a second and a half"


def test_what_is_not_heard_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text("pcm.!default { type hw card 31 }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", environment["ALSA_CONFIG_PATH"])
    config = write_config(tmp_path, headset="card:Headset")
    code, told = run("test", "--config", config)
    assert code == 1
    assert "speaker: no_device\n     look at the cable" in told
    assert "headset: not_plugged\n     plug a headset in" in told
    assert "spoken" not in told


@pytest.mark.parametrize("wrong", [{"sound": "loud"}, {"speech": "loud"}, {"headset": "loud"}])
def test_a_setting_that_cannot_be_is_told(tmp_path: Path, wrong: dict[str, str]) -> None:
    code, told = run("test", "--config", write_config(tmp_path, **wrong))
    assert code == 1
    assert "'loud'" in told


def test_cards_are_listed_by_the_name_that_settings_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_commands, "ASOUND", tmp_path)
    assert run("cards") == (1, "Error: there is no sound card; plug one in\n")
    (tmp_path / "card1").mkdir()
    (tmp_path / "Device").symlink_to("card1")
    assert run("cards") == (0, "Device: alsa:plughw:CARD=Device (card1)\n")
