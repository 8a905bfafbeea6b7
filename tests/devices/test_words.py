"""Every state of every device is told in words that a volunteer understands, with what to do about it."""

from enum import StrEnum

import pytest

from assets.text import read_texts
from devices.camera.port import CameraState
from devices.presence.port import PresenceState
from devices.scanner.port import ScannerState
from devices.sound.port import SoundState
from devices.speech.port import SpeechState
from kiosk.volunteers.trail import TrailState

DEVICES: dict[str, type[StrEnum]] = {
    "audit": TrailState,
    "camera": CameraState,
    "headset": SoundState,
    "presence": PresenceState,
    "scanner": ScannerState,
    "speaker": SoundState,
    "speech": SpeechState,
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("device", DEVICES)
def test_each_state_has_its_words_and_each_trouble_what_to_do(device: str, language: str) -> None:
    texts = read_texts(language)
    for state in DEVICES[device]:
        key = f"device.{device}.{state.value}"
        assert texts(key) != key
        assert texts(f"{key}.do") != f"{key}.do"
