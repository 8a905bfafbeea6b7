"""The voice with the real espeak-ng and aplay; ALSA's file device stands in for a loudspeaker."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.speech.espeak import EspeakSpeaker
from devices.speech.factory import SpeechSettingError, speaker_from
from devices.speech.port import Speaker, SpeechState
from devices.speech.silent import SilentSpeaker
from devices.speech.simulated import Said, SimulatedSpeaker

LONG_TEXT = "Dit is een lange tekst die niemand helemaal wil horen. " * 20


def eventually(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def children() -> list[str]:
    """The command lines of the programs that this process has started and that still run."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # it has ended meanwhile
            numbers = (task / "children").read_text().split()
            found += [Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode() for number in numbers]
    return [line for line in found if "espeak-ng" in line or "aplay" in line]


@pytest.fixture
def loudspeaker(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """An environment in which ALSA plays into a file, and that file."""
    played = tmp_path / "played.raw"
    config = tmp_path / "asound.conf"
    config.write_text(
        f'pcm.!default {{ type file slave.pcm quiet file "{played}" format raw }}\npcm.quiet {{ type null }}\n'
    )
    return {**os.environ, "ALSA_CONFIG_PATH": str(config)}, played


@pytest.fixture
def speaker(loudspeaker: tuple[dict[str, str], Path]) -> Iterator[EspeakSpeaker]:
    speaker = EspeakSpeaker(environment=loudspeaker[0])
    yield speaker
    speaker.close()
    assert children() == []


def played_bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.mark.parametrize("language", ["nl", "en", "de", "pl", "tr", "ar", "uk"])
def test_every_language_of_the_product_is_heard(
    speaker: EspeakSpeaker, loudspeaker: tuple[dict[str, str], Path], language: str
) -> None:
    assert speaker.can_say(language)
    speaker.say("A 12", language)
    eventually(lambda: played_bytes(loudspeaker[1]) > 10_000)
    eventually(lambda: children() == [])
    assert speaker.state() is SpeechState.READY


def test_languages_sound_different(speaker: EspeakSpeaker, loudspeaker: tuple[dict[str, str], Path]) -> None:
    sounds = set()
    for language in ("nl", "pl", "ar"):
        loudspeaker[1].unlink(missing_ok=True)
        speaker.say("1 2 3", language)
        eventually(lambda: played_bytes(loudspeaker[1]) > 10_000)
        eventually(lambda: children() == [])
        sounds.add(loudspeaker[1].read_bytes())
    assert len(sounds) == 3


def test_a_language_without_a_voice_is_silent(speaker: EspeakSpeaker, loudspeaker: tuple[dict[str, str], Path]) -> None:
    assert not speaker.can_say("tlh")
    speaker.say("nuqneH", "tlh")
    time.sleep(0.2)
    played = loudspeaker[1].read_bytes() if loudspeaker[1].exists() else b""
    assert not any(played), "only the silence with which the device was tried"


@pytest.fixture
def endless(loudspeaker: tuple[dict[str, str], Path]) -> Iterator[EspeakSpeaker]:
    """A voice whose loudspeaker is a full pipe: it is in the middle of a long text for as long as we like."""
    os.mkfifo(loudspeaker[1])
    pipe = os.open(loudspeaker[1], os.O_RDWR | os.O_NONBLOCK)
    speaker = EspeakSpeaker(environment=loudspeaker[0])
    yield speaker
    speaker.close()
    os.close(pipe)
    assert children() == []


def test_stop_is_silence_at_once_and_leaves_no_program_behind(endless: EspeakSpeaker) -> None:
    endless.say(LONG_TEXT, "nl")
    eventually(lambda: any("aplay" in line for line in children()))
    time.sleep(0.2)
    assert any("aplay" in line for line in children()), "it is still speaking"
    start_s = time.monotonic()
    endless.stop()
    assert time.monotonic() - start_s < 0.05
    eventually(lambda: children() == [])
    assert time.monotonic() - start_s < 0.3
    assert endless.state() is SpeechState.READY, "being stopped is not a fault of the sound device"


def test_the_next_text_takes_the_place_of_this_one(endless: EspeakSpeaker) -> None:
    for _ in range(10):
        start_s = time.monotonic()
        endless.say(LONG_TEXT, "nl")
        assert time.monotonic() - start_s < 0.05
    eventually(lambda: len(children()) >= 1)
    time.sleep(0.3)
    assert len(children()) <= 2, "one voice and one player"


def test_no_text_stands_on_a_command_line(endless: EspeakSpeaker) -> None:
    endless.say(LONG_TEXT, "nl")
    eventually(lambda: any("espeak" in line for line in children()))
    assert not any("tekst" in line for line in children())


def test_a_missing_sound_device_is_told(tmp_path: Path) -> None:
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!default { type hw card 31 }\n")
    speaker = EspeakSpeaker(environment={**os.environ, "ALSA_CONFIG_PATH": str(config)})
    eventually(lambda: speaker.state() is SpeechState.NO_SOUND)
    speaker.say("Hallo", "nl")
    time.sleep(0.1)
    assert speaker.state() is SpeechState.NO_SOUND
    config.write_text(
        f'pcm.!default {{ type file slave.pcm q file "{tmp_path}/p" format raw }}\npcm.q {{ type null }}\n'
    )
    speaker.say("Hallo", "nl")
    eventually(lambda: speaker.state() is SpeechState.READY)
    speaker.close()


def test_programs_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker = EspeakSpeaker()
    assert speaker.state() is SpeechState.NOT_INSTALLED
    assert not speaker.can_say("nl")
    speaker.say("Hallo", "nl")
    speaker.close()


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("espeak", EspeakSpeaker),
        ("espeak:plughw:1,0", EspeakSpeaker),
        ("silent", SilentSpeaker),
        ("simulated", SimulatedSpeaker),
    ],
)
def test_factory(setting: str, kind: type[Speaker]) -> None:
    speaker = speaker_from(setting)
    assert isinstance(speaker, kind)
    speaker.close()


@pytest.mark.parametrize("setting", ["", "piper", "silent:x", "Espeak"])
def test_factory_says_what_it_expects(setting: str) -> None:
    with pytest.raises(SpeechSettingError, match="expected espeak"):
        speaker_from(setting)


def test_simulated_voice_writes_down_what_would_be_heard() -> None:
    speaker = SimulatedSpeaker()
    speaker.say("een", "nl")
    speaker.say("twee", "nl")
    sounding = [speaker.speaking]
    speaker.stop()
    assert [*sounding, speaker.speaking] == [Said("twee", "nl"), None]
    speaker.say("x", "tlh")
    speaker.trouble = SpeechState.NO_SOUND
    speaker.say("drie", "nl")
    assert speaker.said == [Said("een", "nl"), Said("twee", "nl")]
    assert speaker.state() is SpeechState.NO_SOUND


def test_silent_voice_says_so() -> None:
    assert not SilentSpeaker().can_say("nl")
    assert SilentSpeaker().state() is SpeechState.NOT_INSTALLED
