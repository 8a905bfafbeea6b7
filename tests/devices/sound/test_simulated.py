"""Simulated loudspeaker and headset: what the rest of the house is developed against."""

import pytest

from devices.sound.absent import AbsentSound
from devices.sound.factory import SoundSettingError, sound_from
from devices.sound.port import Output, Sound, SoundState
from devices.sound.simulated import Played, SimulatedSound


@pytest.fixture
def sound() -> SimulatedSound:
    return SimulatedSound()


def test_what_would_be_heard_is_written_down(sound: SimulatedSound) -> None:
    sound.play(b"chime", Output.SPEAKER, 7)
    assert sound.sounding()
    assert sound.played == [Played(b"chime", Output.SPEAKER, 7)]
    sound.stop()
    assert not sound.sounding()


def test_the_plug_is_told_once(sound: SimulatedSound) -> None:
    told: list[bool] = []
    sound.watch(told.append)
    assert sound.state(Output.HEADSET) is SoundState.NOT_PLUGGED
    for plugged in (True, True, False):
        sound.plug_headset(plugged)
    assert told == [True, False]


def test_without_a_headset_nothing_is_heard_in_it(sound: SimulatedSound) -> None:
    sound.play(b"x", Output.HEADSET)
    assert not sound.sounding()
    sound.plug_headset(True)
    sound.play(b"y", Output.HEADSET)
    assert sound.state(Output.HEADSET) is SoundState.READY
    assert [played.wav for played in sound.played] == [b"y"]
    sound.plug_headset(False)
    assert not sound.sounding(), "pulling the plug is silence"


def test_a_card_that_goes_away_is_silent_until_it_is_back(sound: SimulatedSound) -> None:
    sound.play(b"x", Output.SPEAKER)
    sound.set_trouble(Output.SPEAKER, SoundState.NO_DEVICE)
    assert not sound.sounding()
    sound.play(b"y", Output.SPEAKER)
    assert not sound.sounding()
    assert sound.state(Output.SPEAKER) is SoundState.NO_DEVICE
    sound.set_trouble(Output.SPEAKER, SoundState.READY)
    sound.play(b"z", Output.SPEAKER)
    assert [played.wav for played in sound.played] == [b"x", b"z"]


def test_a_terminal_without_sound_says_so() -> None:
    sound = AbsentSound()
    sound.play(b"x", Output.SPEAKER)
    assert not sound.sounding()
    assert {sound.state(output) for output in Output} == {SoundState.ABSENT}


@pytest.mark.parametrize(
    ("setting", "kind"),
    [("none", AbsentSound), ("simulated", SimulatedSound), ("simulated:alsa", SimulatedSound)],
)
def test_factory(setting: str, kind: type[Sound]) -> None:
    sound = sound_from(setting)
    assert isinstance(sound, kind)
    sound.close()


@pytest.mark.parametrize("setting", ["", "loud", "simulated:x", "none:x"])
def test_factory_says_what_it_expects(setting: str) -> None:
    with pytest.raises(SoundSettingError, match="expected none"):
        sound_from(setting)


def test_a_developer_hears_what_would_be_heard() -> None:
    aloud = SimulatedSound()
    sound = SimulatedSound(aloud)
    sound.plug_headset(True)
    sound.play(b"x", Output.HEADSET, 3)
    assert aloud.sounding()
    assert aloud.played == [Played(b"x", Output.SPEAKER, 3)]
    sound.plug_headset(False)
    assert not aloud.sounding()
    sound.play(b"y", Output.HEADSET)
    assert len(aloud.played) == 1
