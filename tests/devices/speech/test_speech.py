"""Reading aloud with the real espeak-ng and aplay; ALSA's file device stands in for loudspeaker and headset."""

import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from devices.sound.absent import AbsentSound
from devices.sound.alsa import AlsaSound, Headset
from devices.sound.pcm import read_wav
from devices.sound.port import Output, SoundState
from devices.sound.simulated import SimulatedSound
from devices.speech.espeak import EspeakVoice
from devices.speech.factory import SpeechSettingError, speaker_from
from devices.speech.port import RATE_PERCENT, USUAL_RATE, Speaker, SpeechState
from devices.speech.silent import SilentSpeaker
from devices.speech.simulated import Said, SimulatedSpeaker
from devices.speech.voice import VoiceFailedError
from devices.speech.voiced import VoicedSpeaker
from tests.devices.sound.loudspeaker import Loudspeaker, alsa
from tests.devices.sound.test_alsa import RATE_HZ, Plugged, audible, seconds

LANGUAGES = ["nl", "en", "de", "pl", "tr", "ar", "uk"]
LONG_TEXT = "Dit is een lange tekst die niemand helemaal wil horen. " * 20


def eventually(holds: Callable[[], bool], within_s: float = 8) -> None:
    end_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def programs() -> list[str]:
    """The command lines of what this process has started and what still runs."""
    lines = []
    for child in psutil.Process().children(recursive=True):
        try:
            lines.append(" ".join(child.cmdline()))
        except psutil.NoSuchProcess:
            continue
    return [line for line in lines if "espeak-ng" in line or "aplay" in line]


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Loudspeaker]:
    front = Loudspeaker(tmp_path)
    yield front
    front.close()


@pytest.fixture
def ears(tmp_path: Path) -> Iterator[Loudspeaker]:
    ears = Loudspeaker(tmp_path, "ears")
    yield ears
    ears.close()


@pytest.fixture
def plug() -> Plugged:
    return Plugged()


@pytest.fixture
def sound(tmp_path: Path, front: Loudspeaker, ears: Loudspeaker, plug: Plugged) -> Iterator[AlsaSound]:
    sound = AlsaSound(None, Headset("ears", plug), alsa(tmp_path, front, ears), tmp_path)
    yield sound
    sound.close()


@pytest.fixture
def speaker(sound: AlsaSound) -> Iterator[VoicedSpeaker]:
    speaker = VoicedSpeaker([EspeakVoice()], sound)
    yield speaker
    speaker.close()
    eventually(lambda: programs() == [], 1)


def made(text: str, language: str, rate_percent: int = 100) -> bytes:
    return b"".join(read_wav(wav).samples for wav in EspeakVoice().wavs(text, language, rate_percent, lambda: True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_product_has_a_voice(language: str) -> None:
    samples = array("h", made("1 2 3", language))
    assert max(samples) > 5000
    assert len(samples) > 10_000


def test_a14_each_language_sounds_like_itself() -> None:
    assert len({made("1 2 3", language) for language in LANGUAGES}) == len(LANGUAGES)


def test_a57_seven_speeds_each_faster_than_the_one_before() -> None:
    lengths = [len(made("Waarmee kunnen we u helpen?", "nl", percent)) for percent in RATE_PERCENT]
    assert len(RATE_PERCENT) == 7
    assert lengths == sorted(set(lengths), reverse=True)
    assert RATE_PERCENT[USUAL_RATE] == 100


def test_a_long_text_begins_at_once_and_is_whole() -> None:
    parts = list(EspeakVoice().wavs(LONG_TEXT, "nl", 100, lambda: True))
    assert len(parts) > 2
    assert len(list(EspeakVoice().wavs(LONG_TEXT, "nl", 100, lambda: False))) == 0
    whole = sum(read_wav(part).seconds for part in parts)
    assert whole == pytest.approx(20 * read_wav(next(iter(parts))).seconds / 5, rel=0.1)


def test_what_is_said_is_heard_with_its_voice(speaker: VoicedSpeaker, front: Loudspeaker) -> None:
    speaker.adjust(10, USUAL_RATE)
    speaker.say("A 12", "nl")
    expected = audible(made("A 12", "nl"))
    eventually(lambda: expected in bytes(front.heard))
    assert speaker.state() is SpeechState.READY


def test_volume_and_speed_are_heard(speaker: VoicedSpeaker, front: Loudspeaker, sound: AlsaSound) -> None:
    speaker.adjust(0, RATE_PERCENT.index(200))
    speaker.say("Waarmee kunnen we u helpen?", "nl")
    eventually(lambda: bool(audible(front.heard)))
    eventually(lambda: not sound.sounding())
    loudest = max(array("h", made("Waarmee kunnen we u helpen?", "nl")))
    assert 0 < max(array("h", bytes(front.heard))) < loudest / 25
    assert seconds(front.heard) < seconds(made("Waarmee kunnen we u helpen?", "nl")) * 0.7


def test_a_language_without_a_voice_is_silent(speaker: VoicedSpeaker, front: Loudspeaker) -> None:
    assert not speaker.can_say("tlh")
    speaker.say("nuqneH", "tlh")
    time.sleep(0.2)
    assert audible(front.heard) == b""


def test_a5_stop_is_silence_at_once_and_leaves_no_program_behind(speaker: VoicedSpeaker, front: Loudspeaker) -> None:
    speaker.say(LONG_TEXT, "nl")
    eventually(lambda: bool(audible(front.heard)))
    start_s = time.monotonic()
    speaker.stop()
    assert time.monotonic() - start_s < 0.05
    eventually(lambda: programs() == [], 0.5)
    heard = len(audible(front.heard))
    time.sleep(0.4)
    assert len(audible(front.heard)) - heard < 10_000
    assert speaker.state() is SpeechState.READY


def test_a6_the_next_text_takes_the_place_of_this_one(speaker: VoicedSpeaker, front: Loudspeaker) -> None:
    speaker.adjust(10, USUAL_RATE)
    for _ in range(10):
        start_s = time.monotonic()
        speaker.say(LONG_TEXT, "nl")
        assert time.monotonic() - start_s < 0.05
    eventually(lambda: bool(audible(front.heard)))
    assert len([line for line in programs() if "aplay" in line]) <= 1
    speaker.say("A 12", "nl")
    last = audible(made("A 12", "nl"))
    eventually(lambda: last in bytes(front.heard))
    assert audible(front.heard).endswith(last)


def test_a10_speech_ends_a_chime(speaker: VoicedSpeaker, sound: AlsaSound, front: Loudspeaker) -> None:
    chime = (Path(__file__).parents[3] / "assets" / "sounds" / "chime.wav").read_bytes()
    sound.play(chime, Output.SPEAKER, 10)
    eventually(lambda: bool(audible(front.heard)))
    speaker.adjust(10, USUAL_RATE)
    speaker.say("A 12", "nl")
    eventually(lambda: audible(made("A 12", "nl")) in bytes(front.heard))
    assert audible(read_wav(chime).samples) not in bytes(front.heard)


def test_no_text_stands_on_a_command_line(speaker: VoicedSpeaker) -> None:
    speaker.say(LONG_TEXT, "nl")
    seen: set[str] = set()
    end_s = time.monotonic() + 0.5
    while time.monotonic() < end_s:
        seen |= set(programs())
    assert any("espeak-ng" in line for line in seen)
    assert not any("tekst" in line for line in seen)


def test_a9_what_is_private_is_heard_in_the_headset_or_not_at_all(
    speaker: VoicedSpeaker, sound: AlsaSound, front: Loudspeaker, ears: Loudspeaker, plug: Plugged
) -> None:
    speaker.adjust(10, USUAL_RATE)
    speaker.say("Jansen", "nl", private=True)
    time.sleep(0.3)
    assert audible(front.heard) == b""
    plug.move(True)
    speaker.say("Jansen", "nl", private=True)
    eventually(lambda: audible(made("Jansen", "nl")) in bytes(ears.heard))
    speaker.say("Hallo", "nl")
    eventually(lambda: audible(made("Hallo", "nl")) in bytes(ears.heard))
    speaker.say(LONG_TEXT, "nl", private=True)
    eventually(lambda: sound.sounding())
    plug.move(False)
    eventually(lambda: programs() == [], 1)
    assert audible(front.heard) == b""


class Slow:
    """A voice that takes its time for each part, as one with a large model does."""

    def __init__(self) -> None:
        self._voice = EspeakVoice()
        self.parts = 0

    def languages(self) -> frozenset[str]:
        return frozenset({"nl"})

    def wavs(self, text: str, language: str, rate_percent: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
        while wanted():
            self.parts += 1
            yield from self._voice.wavs(text, language, rate_percent, wanted)
            time.sleep(0.3)

    def restart(self) -> None:
        """There is nothing to start."""

    def close(self) -> None:
        """Nothing is held."""


def test_a9_what_one_person_was_told_does_not_go_on_in_the_next_ones_headset(
    sound: AlsaSound, front: Loudspeaker, ears: Loudspeaker, plug: Plugged
) -> None:
    voice = Slow()
    speaker = VoicedSpeaker([voice], sound)
    plug.move(True)
    speaker.say("Jansen", "nl", private=True)
    eventually(lambda: voice.parts > 1 and seconds(ears.heard) > 0.3)
    plug.move(False)
    plug.move(True)
    eventually(lambda: not sound.sounding())
    parts, heard = voice.parts, len(audible(ears.heard))
    time.sleep(1.0)
    assert voice.parts <= parts + 1, "it is not even made any more"
    assert len(audible(ears.heard)) <= heard + RATE_HZ // 5, "but for what was in the card"
    assert audible(front.heard) == b""
    speaker.close()


def test_without_sound_it_says_so() -> None:
    speaker = VoicedSpeaker([EspeakVoice()], AbsentSound())
    speaker.say("Hallo", "nl")
    assert speaker.state() is SpeechState.NO_SOUND
    assert speaker.can_say("nl")
    speaker.close()


def test_programs_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker = VoicedSpeaker([EspeakVoice()], SimulatedSound())
    assert speaker.state() is SpeechState.NOT_INSTALLED
    assert not speaker.can_say("nl")
    speaker.say("Hallo", "nl")
    speaker.close()


class Hoarse:
    """A voice that fails: at once, or in the middle."""

    def __init__(self, after: bytes | None = None) -> None:
        self._after = after

    def languages(self) -> frozenset[str]:
        return frozenset({"nl"})

    def wavs(self, text: str, language: str, rate_percent: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
        if self._after:
            yield self._after
        raise VoiceFailedError("hoarse")

    def restart(self) -> None:
        """It stays hoarse."""

    def close(self) -> None:
        """Nothing runs."""


def test_another_voice_steps_in_where_one_fails() -> None:
    sound = SimulatedSound()
    speaker = VoicedSpeaker([Hoarse(), EspeakVoice()], sound)
    speaker.say("Hallo", "nl")
    eventually(lambda: len(sound.played) == 1)
    assert read_wav(sound.played[0].wav).samples == made("Hallo", "nl")
    speaker.close()


def test_a_voice_that_fails_is_out_of_order_until_it_speaks_again() -> None:
    sound = SimulatedSound()
    speaker = VoicedSpeaker([EspeakVoice()], sound)
    speaker.say("\ud800", "nl")  # half a letter, as broken JSON can have one: no program takes it
    eventually(lambda: speaker.state() is SpeechState.FAULT)
    speaker.say("Hallo", "nl")
    eventually(lambda: len(sound.played) == 1)
    eventually(lambda: speaker.state() is SpeechState.READY)
    speaker.say("\ud800", "nl")
    eventually(lambda: speaker.state() is SpeechState.FAULT)
    speaker.restart()
    assert speaker.state() is SpeechState.READY
    speaker.close()


def test_nobody_hears_the_beginning_twice() -> None:
    sound = SimulatedSound()
    speaker = VoicedSpeaker([Hoarse(b"begun"), EspeakVoice()], sound)
    speaker.say("Hallo", "nl")
    eventually(lambda: len(sound.played) == 1)
    time.sleep(0.1)
    assert [played.wav for played in sound.played] == [b"begun"]
    speaker.close()


@pytest.mark.parametrize(
    ("setting", "kind"), [("espeak", VoicedSpeaker), ("silent", SilentSpeaker), ("simulated", SimulatedSpeaker)]
)
def test_factory(setting: str, kind: type[Speaker]) -> None:
    speaker = speaker_from(setting, SimulatedSound())
    assert isinstance(speaker, kind)
    speaker.close()


@pytest.mark.parametrize("setting", ["", "piper", "silent:x", "Espeak", "espeak:plughw:1,0"])
def test_factory_says_what_it_expects(setting: str) -> None:
    with pytest.raises(SpeechSettingError, match="expected espeak"):
        speaker_from(setting, SimulatedSound())


def test_simulated_voice_writes_down_what_would_be_heard() -> None:
    sound = SimulatedSound()
    speaker = SimulatedSpeaker(sound)
    speaker.say("een", "nl")
    speaker.say("twee", "nl")
    sounding = [speaker.speaking]
    speaker.stop()
    assert [*sounding, speaker.speaking] == [Said("twee", "nl"), None]
    speaker.say("x", "tlh")
    speaker.say("geheim", "nl", private=True)
    sound.plug_headset(True)
    speaker.adjust(7, 4)
    speaker.say("geheim", "nl", private=True)
    speaker.trouble = SpeechState.NO_SOUND
    speaker.say("drie", "nl")
    assert speaker.said == [Said("een", "nl"), Said("twee", "nl"), Said("geheim", "nl", Output.HEADSET, 7, 4)]
    assert speaker.state() is SpeechState.NO_SOUND


def test_silent_voice_says_so() -> None:
    assert not SilentSpeaker().can_say("nl")
    assert SilentSpeaker().state() is SpeechState.NOT_INSTALLED


def test_a_card_that_comes_back_is_spoken_through(tmp_path: Path) -> None:
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text("pcm.!default { type hw card 31 }\n")
    sound = AlsaSound(None, None, environment, tmp_path)
    speaker = VoicedSpeaker([EspeakVoice()], sound)
    speaker.say("Hallo", "nl")
    eventually(lambda: not sound.sounding())
    assert (speaker.state(), sound.state(Output.SPEAKER)) == (SpeechState.NO_SOUND, SoundState.NO_DEVICE)
    front = Loudspeaker(tmp_path)
    alsa(tmp_path, front)
    speaker.say("Hallo", "nl")
    eventually(lambda: speaker.state() is SpeechState.READY)
    assert audible(front.heard)
    for part in (speaker, sound, front):
        part.close()
