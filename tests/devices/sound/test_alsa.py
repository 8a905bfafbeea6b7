"""Loudspeaker and headset with the real aplay; ALSA's file device stands in for the cards."""

import math
import os
import struct
import subprocess
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from devices.sound import aplay
from devices.sound.alsa import AlsaSound, Headset
from devices.sound.aplay import Aplay
from devices.sound.factory import SoundSettingError, sound_from
from devices.sound.pcm import NotAWavError, Pcm, at_volume, read_wav, write_wav
from devices.sound.plug import CardPlug
from devices.sound.port import USUAL_VOLUME, VOLUMES, Output, SoundState
from tests.devices.sound.loudspeaker import Loudspeaker, alsa

RATE_HZ = 22050
NO_CARD = "pcm.!default { type hw card 31 }\n"


def tone(seconds: float, pitch_hz: float = 440.0, peak: int = 20000) -> bytes:
    count = int(seconds * RATE_HZ)
    values = (round(peak * math.sin(2 * math.pi * pitch_hz * index / RATE_HZ)) for index in range(count))
    return write_wav(Pcm(RATE_HZ, 1, struct.pack(f"<{count}h", *values)))


def peak(samples: bytes | bytearray) -> int:
    return max(map(abs, array("h", bytes(samples))), default=0)


def audible(samples: bytes | bytearray) -> bytes:
    """Without the silence with which a device was tried, and with which aplay fills its last buffer."""
    return bytes(samples).strip(b"\0")


def seconds(samples: bytes | bytearray) -> float:
    return len(audible(samples)) / 2 / RATE_HZ


def eventually(holds: Callable[[], bool], within_s: float = 8) -> None:
    end_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def aplays() -> list[int]:
    return [child.pid for child in psutil.Process().children() if "aplay" in child.name()]


class Plugged:
    """A socket whose plug is moved by the test."""

    def __init__(self) -> None:
        self.inside: bool | None = False
        self._told: Callable[[], None] = lambda: None

    def is_in(self) -> bool | None:
        return self.inside

    def watch(self, on_change: Callable[[], None]) -> None:
        self._told = on_change

    def move(self, inside: bool | None) -> None:
        self.inside = inside
        self._told()

    def close(self) -> None:
        """Nothing is held."""


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
    sound = AlsaSound(None, Headset("ears", plug), alsa(tmp_path, front, ears), tmp_path / "asound")
    yield sound
    sound.close()
    assert aplays() == []


def test_a_sound_is_heard_to_its_end_and_as_loud_as_was_asked(sound: AlsaSound, front: Loudspeaker) -> None:
    assert sound.state(Output.SPEAKER) is SoundState.READY
    sound.play(tone(0.6), Output.SPEAKER, 10)
    assert sound.sounding()
    eventually(lambda: not sound.sounding())
    assert seconds(front.heard) == pytest.approx(0.6, abs=0.1)
    assert peak(front.heard) == pytest.approx(20000, abs=20)
    assert sound.state(Output.SPEAKER) is SoundState.READY


def test_a12_every_step_of_the_volume_is_three_decibels_softer() -> None:
    loud = read_wav(tone(0.05)).samples
    peaks = [peak(at_volume(loud, volume)) for volume in range(VOLUMES)]
    assert peaks == sorted(set(peaks))
    for softer, louder in pairwise(peaks):
        assert 20 * math.log10(louder / softer) == pytest.approx(3.0, abs=0.05)
    assert at_volume(loud, 99) == loud
    assert at_volume(loud, -1) == at_volume(loud, 0)


def test_a43_the_range_of_the_volume_is_wide_enough() -> None:
    """EN 301 549, 8.2.1: 18 dB at least, with a step that is 12 dB louder than the usual one."""
    assert 3 * (VOLUMES - 1) >= 18
    assert 3 * (VOLUMES - 1 - USUAL_VOLUME) >= 12


def test_the_volume_is_in_what_comes_out(sound: AlsaSound, front: Loudspeaker) -> None:
    sound.play(tone(0.4), Output.SPEAKER, 4)
    eventually(lambda: not sound.sounding())
    assert peak(front.heard) == pytest.approx(20000 * 10 ** (-18 / 20), abs=20)


def test_a6_stop_is_silence_at_once(sound: AlsaSound, front: Loudspeaker) -> None:
    sound.play(tone(30), Output.SPEAKER)
    eventually(lambda: len(front.heard) > RATE_HZ)
    start_s = time.monotonic()
    sound.stop()
    assert time.monotonic() - start_s < 0.05
    assert not sound.sounding()
    eventually(lambda: aplays() == [], 0.5)
    time.sleep(0.2)
    heard = len(front.heard)
    time.sleep(0.3)
    assert len(front.heard) == heard
    assert seconds(front.heard) < 5
    assert sound.state(Output.SPEAKER) is SoundState.READY, "being stopped is not a fault of the card"


def test_a10_a_new_sound_takes_the_place_of_the_one_that_plays(sound: AlsaSound, front: Loudspeaker) -> None:
    sound.play(tone(30), Output.SPEAKER, 10)
    eventually(lambda: len(front.heard) > 2000)
    sound.play(tone(0.5, peak=5000), Output.SPEAKER, 10)
    eventually(lambda: not sound.sounding())
    assert seconds(front.heard) < 5
    assert peak(audible(front.heard)[-8000:]) == pytest.approx(5000, abs=20)


def test_what_comes_after_waits_for_its_turn(sound: AlsaSound, front: Loudspeaker) -> None:
    sound.play(tone(0.4, peak=20000), Output.SPEAKER, 10)
    sound.play(tone(0.4, peak=5000), Output.SPEAKER, 10, after=True)
    eventually(lambda: not sound.sounding())
    heard = audible(front.heard)
    assert seconds(heard) == pytest.approx(0.8, abs=0.2)
    assert (peak(heard[:8000]), peak(heard[-8000:])) == (20000, 5000)


def test_a_stop_before_the_first_sample_is_a_stop_too(sound: AlsaSound, front: Loudspeaker) -> None:
    for _ in range(20):
        sound.play(tone(5), Output.SPEAKER)
        sound.stop()
    eventually(lambda: aplays() == [], 1)
    assert seconds(front.heard) < 1


def test_a_missing_card_is_told_and_heals_by_itself(tmp_path: Path) -> None:
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text(NO_CARD)
    (tmp_path / "asound").mkdir()
    cards = tmp_path / "asound" / "cards"
    cards.write_text("--- no soundcards ---\n")
    sound = AlsaSound(None, None, environment, cards.parent)
    assert sound.state(Output.SPEAKER) is SoundState.NO_DEVICE
    assert sound.state(Output.HEADSET) is SoundState.ABSENT
    sound.play(tone(0.1), Output.SPEAKER)
    eventually(lambda: not sound.sounding())
    assert sound.state(Output.SPEAKER) is SoundState.NO_DEVICE
    front = Loudspeaker(tmp_path)
    alsa(tmp_path, front)
    cards.write_text(" 0 [Device]: USB-Audio\n")
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.READY, 4)
    (tmp_path / "asound.conf").write_text(NO_CARD)
    cards.write_text("--- no soundcards ---\n")
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.NO_DEVICE, 4)
    sound.close()
    front.close()


def test_a_card_that_swallows_sound_is_not_believed(tmp_path: Path) -> None:
    """It opens, takes everything at once and says that all is well: the exit code alone would lie."""
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text("pcm.!default { type null }\n")
    sound = AlsaSound(None, None, environment, tmp_path)
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.FAULT)
    sound.play(tone(2.0), Output.SPEAKER)
    eventually(lambda: not sound.sounding())
    assert sound.state(Output.SPEAKER) is SoundState.FAULT
    sound.close()


def test_a_card_that_hangs_is_given_up(sound: AlsaSound, front: Loudspeaker) -> None:
    front.hangs = True
    sound.play(tone(0.5), Output.SPEAKER)
    eventually(lambda: not sound.sounding())
    assert sound.state(Output.SPEAKER) is SoundState.FAULT
    front.hangs = False
    sound.play(tone(0.5), Output.SPEAKER)
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.READY)


def test_a_player_that_the_kernel_does_not_let_go_keeps_nobody_and_gets_no_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A USB card that was pulled out at the wrong moment: its player cannot be killed, and waits for ever."""
    program, runs = tmp_path / "aplay", tmp_path / "runs"
    program.write_text(f"#!/bin/sh\necho >> {runs}\nexec sleep 8\n", encoding="utf-8")
    program.chmod(0o755)
    kill, held = subprocess.Popen.kill, list[subprocess.Popen[bytes]]()
    monkeypatch.setattr(subprocess.Popen, "kill", lambda process: held.append(process))
    monkeypatch.setattr(aplay, "_TRY_WITHIN_S", 0.5)
    player = Aplay(None, {"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    begin_s = time.monotonic()
    assert player.attempt() is SoundState.FAULT
    assert player.attempt() is SoundState.FAULT
    assert time.monotonic() - begin_s < 5
    assert runs.read_text(encoding="utf-8") == "\n", "while it hangs no other one is started"
    for process in held:
        kill(process)
        process.wait()
    player.attempt()
    assert runs.read_text(encoding="utf-8") == "\n\n"
    for process in held:
        kill(process)


def test_without_aplay_it_says_so(tmp_path: Path) -> None:
    sound = AlsaSound(None, None, {"PATH": str(tmp_path)}, tmp_path)
    assert sound.state(Output.SPEAKER) is SoundState.NOT_INSTALLED
    sound.close()


def test_states_are_logged_on_change_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text("pcm.!default { type null }\n")
    with caplog.at_level("INFO", "devices.sound.alsa"):
        sound = AlsaSound(None, None, environment, tmp_path)
        for _ in range(3):
            sound.play(tone(1.0), Output.SPEAKER, after=True)
        eventually(lambda: not sound.sounding())
        sound.close()
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == ["speaker: ready", "speaker: fault"]


def test_what_is_private_is_in_the_headset_alone(
    sound: AlsaSound, front: Loudspeaker, ears: Loudspeaker, plug: Plugged
) -> None:
    sound.play(tone(0.3), Output.HEADSET)
    assert not sound.sounding()
    assert sound.state(Output.HEADSET) is SoundState.NOT_PLUGGED
    plug.move(True)
    sound.play(tone(0.3), Output.HEADSET)
    eventually(lambda: not sound.sounding())
    assert sound.state(Output.HEADSET) is SoundState.READY
    assert seconds(ears.heard) > 0.2
    assert audible(front.heard) == b""


def test_a23_pulling_the_plug_stops_what_was_private(
    sound: AlsaSound, front: Loudspeaker, ears: Loudspeaker, plug: Plugged
) -> None:
    told: list[bool] = []
    sound.watch(told.append)
    plug.move(True)
    sound.play(tone(30), Output.HEADSET)
    sound.play(tone(30), Output.HEADSET, after=True)
    eventually(lambda: len(ears.heard) > 2000)
    plug.move(False)
    assert not sound.sounding()
    eventually(lambda: aplays() == [], 0.5)
    assert audible(front.heard) == b""
    assert told == [True, False]
    plug.move(None)
    assert sound.state(Output.HEADSET) is SoundState.NO_DEVICE, "the socket itself is gone"
    assert told == [True, False]


def test_a_card_that_comes_and_goes_is_a_plug(tmp_path: Path) -> None:
    plug, told = CardPlug("Headset", tmp_path), []
    plug.watch(lambda: told.append(plug.is_in()))
    assert plug.is_in() is False
    (tmp_path / "Headset").mkdir()
    eventually(lambda: told == [True], 3)
    (tmp_path / "Headset").rmdir()
    eventually(lambda: told == [True, False], 3)
    plug.close()


def test_what_is_no_sound_is_refused() -> None:
    with pytest.raises(NotAWavError, match="a WAV is expected"):
        read_wav(b"RIFF nothing")
    with pytest.raises(NotAWavError, match="16 bits"):
        read_wav(_eight_bits())


def test_what_is_no_sound_does_not_stop_the_device(sound: AlsaSound, front: Loudspeaker) -> None:
    sound.play(b"no wav", Output.SPEAKER)
    sound.play(tone(0.3), Output.SPEAKER)
    eventually(lambda: not sound.sounding())
    assert seconds(front.heard) > 0.2


def _eight_bits() -> bytes:
    data = b"\x80" * 10
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", len(head) + len(data)) + head + data


@pytest.mark.parametrize(
    ("setting", "headset"),
    [("alsa", "none"), ("alsa:plughw:CARD=A", "card:B"), ("alsa", "jack:C"), ("alsa", "switch:/dev/input/x@plughw:2")],
)
def test_factory(setting: str, headset: str) -> None:
    sound = sound_from(setting, headset)
    assert isinstance(sound, AlsaSound)
    expected = SoundState.ABSENT if headset == "none" else None
    assert sound.state(Output.HEADSET) is (expected or sound.state(Output.HEADSET))
    assert not sound.headset()
    sound.close()


@pytest.mark.parametrize(
    ("setting", "headset"),
    [("alsa:", "none"), ("alsa", "plug"), ("alsa", "card:"), ("alsa", "switch:/dev/input/x"), ("alsa", "card:A@")],
)
def test_factory_says_what_it_expects(setting: str, headset: str) -> None:
    with pytest.raises(SoundSettingError, match="expected"):
        sound_from(setting, headset)


def test_the_environment_is_passed_on(tmp_path: Path, front: Loudspeaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the terminal runs it: nothing but the environment of its own process."""
    monkeypatch.setitem(os.environ, "ALSA_CONFIG_PATH", alsa(tmp_path, front)["ALSA_CONFIG_PATH"])
    sound = sound_from("alsa")
    sound.play(tone(0.3), Output.SPEAKER)
    eventually(lambda: not sound.sounding())
    sound.close()
    assert seconds(front.heard) > 0.2


def test_a_sound_that_is_wanted_no_more_when_its_player_has_started_is_ended(
    tmp_path: Path, front: Loudspeaker
) -> None:
    """Silence was asked for in the moment in which there was nothing yet to kill."""
    player = Aplay(None, alsa(tmp_path, front))
    start_s = time.monotonic()
    assert player.play(read_wav(tone(30)), lambda: False) is None
    assert time.monotonic() - start_s < 5
    assert seconds(front.heard) < 5


def test_it_is_tried_anew_at_once_and_silently_when_a_person_wants_that(tmp_path: Path) -> None:
    environment = alsa(tmp_path)
    (tmp_path / "asound.conf").write_text(NO_CARD)
    sound = AlsaSound(None, None, environment, tmp_path / "asound")
    time.sleep(1.3)  # it has looked again by itself, and would do so in five seconds only
    front = Loudspeaker(tmp_path)
    alsa(tmp_path, front)
    time.sleep(1.3)
    assert sound.state(Output.SPEAKER) is SoundState.NO_DEVICE
    sound.restart()
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.READY, 2.5)
    sound.play(tone(30), Output.SPEAKER)
    eventually(lambda: len(front.heard) > RATE_HZ)
    sound.restart()
    eventually(lambda: aplays() == [])
    assert seconds(front.heard) < 5
    eventually(lambda: sound.state(Output.SPEAKER) is SoundState.READY)
    sound.close()
    front.close()
