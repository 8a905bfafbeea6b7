import io
import wave
from array import array
from pathlib import Path

import pytest

from sync.central.speech.espeak import EspeakVoice

FULL = 32767
"""The loudest that 16 bits can say."""

SOFT = 300
"""What an ear at the other end of a hall does not hear."""


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as opened:
        frames = opened.readframes(opened.getnframes())
        assert len(frames) == opened.getnframes() * opened.getsampwidth(), "the header tells another length"
        assert max(frames) != min(frames), "silence"
        length: float = opened.getnframes() / opened.getframerate()
        return length


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_call_is_a_short_sound_whose_header_is_true(language: str) -> None:
    sound = EspeakVoice().say('Nummer <say-as interpret-as="characters">A</say-as> 7, balie 2', language)
    assert sound is not None
    assert 1.5 < seconds(sound) < 5


@pytest.mark.parametrize("number", [1, 77, 123])
@pytest.mark.parametrize(("language", "words"), [("nl", "Nummer {}, balie 2"), ("en", "Number {}, counter 2")])
def test_a_call_is_loud_and_clear_from_its_first_moment(language: str, words: str, number: int) -> None:
    sound = EspeakVoice().say(words.format(f'<say-as interpret-as="characters">A</say-as> {number}'), language)
    assert sound is not None
    with wave.open(io.BytesIO(sound)) as opened:
        samples = array("h", opened.readframes(opened.getnframes()))
        a_second = opened.getframerate()
    loud = [index for index, sample in enumerate(samples) if abs(sample) > SOFT]
    assert 0.5 * FULL < max(samples) < FULL, "too soft, or clipped"
    assert loud[0] < 0.2 * a_second, "the chime ends, and then nothing comes"
    assert len(samples) - loud[-1] < a_second, "the next call has to wait for silence"


def test_a_longer_text_takes_longer_and_another_language_sounds_otherwise() -> None:
    voice = EspeakVoice()
    short, long, other = voice.say("7", "nl"), voice.say("zevenhonderdzevenenzeventig", "nl"), voice.say("7", "en")
    assert short is not None and long is not None and other is not None  # noqa: PT018
    assert seconds(long) > 1.5 * seconds(short)
    assert other != short


def test_names_of_sounds_are_not_a_way_in() -> None:
    voice = EspeakVoice()
    assert voice.say("[[h@l'oU]]", "nl") != voice.say("h@l'oU", "nl")
    assert voice.say("[[", "nl") != b""


@pytest.mark.parametrize("language", ["xx", "", "nl; ls", "--help"])
def test_a_language_without_a_voice_is_not_said(language: str) -> None:
    voice = EspeakVoice()
    assert (voice.can_say(language), voice.say("7", language)) == (False, None)


def test_a_machine_without_espeak_says_nothing(tmp_path: Path) -> None:
    voice = EspeakVoice(str(tmp_path / "espeak-ng"))
    assert (voice.can_say("nl"), voice.say("7", "nl")) == (False, None)


def test_a_voice_that_fails_later_says_nothing(tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text('#!/bin/sh\n[ "$1" = --voices ] && printf "Pty Language\\n 5 nl\\n" || exit 1\n')
    program.chmod(0o755)
    voice = EspeakVoice(str(program))
    assert (voice.can_say("nl"), voice.say("7", "nl")) == (True, None)
