"""Who listens: headset, keypad, louder and faster, and what nobody else may hear, in the real window."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from kivy.core.window import Keyboard, Window

from devices.sound.pcm import at_volume, read_wav
from devices.sound.port import USUAL_VOLUME, Output
from devices.sound.simulated import SimulatedSound
from devices.speech.espeak import EspeakVoice
from devices.speech.port import USUAL_RATE, SpeechState
from devices.speech.simulated import Said, SimulatedSpeaker
from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.finding import MAX_QUERY_LETTERS
from kiosk.journeys.intents import Erase, Intent, StartForm, StartSearch, TypeText
from kiosk.journeys.states import Help, Home, Review, Search
from kiosk.settings import Settings
from tests.devices.sound.loudspeaker import Loudspeaker, alsa
from tests.devices.sound.test_alsa import audible
from tests.faults.central import Central
from tests.journeys.house import House, running_house

_numbers = count(1)
KEYS = {"f13": "select", "up": "up", "down": "down", "f1": "help", "f5": "repeat", "volumeup": "volume_up"}
CODES = Keyboard.keycodes | {"volumeup": 1073741952, "f13": 1073741928}


class Listener:
    """What is heard, and the keys and the plug."""

    def __init__(self, house: House) -> None:
        self.house = house
        speaker, sound = house.stage.terminal.speaker, house.stage.terminal.sound
        assert isinstance(speaker, SimulatedSpeaker)
        assert isinstance(sound, SimulatedSound)
        self.speaker, self.sound = speaker, sound
        self.at_s = 0.0
        house.stage._tactile._now_s = lambda: self.at_s

    @property
    def last(self) -> Said | None:
        return self.speaker.said[-1] if self.speaker.said else None

    @property
    def words(self) -> str:
        return self.last.text if self.last else ""

    @property
    def settings(self) -> Settings:
        return self.house.stage.conductor.visit.settings

    def press(self, *names: str) -> None:
        """Each key down and up, a second after the one before."""
        for name in names:
            self.at_s += 1
            self.hold(name)
            Window.dispatch("on_key_up", CODES[name], 0)
            self.house.frames()

    def hold(self, name: str) -> None:
        Window.dispatch("on_key_down", CODES[name], 0, None, [])

    def plug(self, plugged: bool) -> None:
        self.sound.plug_headset(plugged)
        self.house.frames(3)


@pytest.fixture
def listener(house: House) -> Listener:
    return Listener(house)


@pytest.fixture
def blind(tmp_path: Path, central: Central) -> Iterator[Listener]:
    """A terminal with a tactile keypad, of which one key is not where it usually is."""
    with running_house(tmp_path, central, f"keys-{next(_numbers)}", keypad=KEYS) as house:
        yield Listener(house)


def walk(listener: Listener) -> None:
    """Past everything on the screen, by keys."""
    for _ in listener.house.finger.reachable():
        listener.press("down")


def fill_in(listener: Listener) -> None:
    """A form about the visitor, up to the page with all answers; at every place all of it is listened to."""
    house = listener.house
    house.stage.conductor.emit(StartForm(CALL_BACK_FORM))
    house.frames()
    for typed in ("privezaak", "jansen", "0612345678"):
        house.write(typed)
        walk(listener)
        house.touch("screen.next")
    house.touch("In de ochtend")
    assert isinstance(house.state, Review)
    walk(listener)


def test_a9_a_loudspeaker_never_says_what_was_typed_and_a_headset_does(listener: Listener) -> None:
    listener.house.touch("bar.speech")
    fill_in(listener)
    heard = " / ".join(said.text.casefold() for said in listener.speaker.said)
    assert {said.output for said in listener.speaker.said} == {Output.SPEAKER}
    for secret in ("jansen", "0612345678", "06 12", "privezaak"):
        assert secret not in heard
    for instead in ("letter ingevoerd", "cijfer ingevoerd", "er is iets ingevuld", "ingevuld. wijzigen"):
        assert instead in heard
    listener.plug(True)
    listener.speaker.said.clear()
    walk(listener)
    assert {said.output for said in listener.speaker.said} == {Output.HEADSET}
    assert "jansen" in " ".join(said.text.casefold() for said in listener.speaker.said)


def test_a23_a_headset_starts_reading_aloud_and_ends_it(listener: Listener) -> None:
    listener.plug(True)
    assert listener.last == Said("Voorlezen staat aan", "nl", Output.HEADSET)
    listener.press("down")
    assert listener.speaker.speaking is not None
    listener.plug(False)
    assert listener.last == Said("Voorlezen staat uit", "nl", Output.SPEAKER)
    assert not listener.settings.speech
    listener.house.stage.conductor.end_visit()
    assert listener.speaker.speaking is None


def test_a_headset_that_was_left_in_reads_to_the_next_visitor_too(listener: Listener) -> None:
    listener.plug(True)
    listener.house.stage.conductor.end_visit()
    assert listener.settings == Settings()
    listener.press("down")
    assert listener.settings == Settings(speech=True)
    assert listener.last
    assert listener.last.output is Output.HEADSET


def test_a11_a13_the_volume_is_told_and_back_to_usual_at_the_end(listener: Listener) -> None:
    listener.house.touch("bar.speech")
    listener.press("volumeup")
    assert listener.words == f"Geluid {USUAL_VOLUME + 1} van 10"
    assert listener.last
    assert listener.last.volume == USUAL_VOLUME + 1, "it is said as loud as it has become"
    listener.press(*["volumeup"] * 9)
    assert listener.settings.volume == 10
    listener.press("f8", "down")
    assert listener.last.volume == 10 or listener.speaker.said[-1].volume == 10
    assert listener.speaker.said[-1].rate == USUAL_RATE + 1
    listener.house.stage.conductor.end_visit()
    listener.house.touch("bar.speech")
    assert (listener.speaker.said[-1].volume, listener.speaker.said[-1].rate) == (USUAL_VOLUME, USUAL_RATE)


def test_a5_the_last_is_said_again_and_no_other_visitor_hears_it(listener: Listener) -> None:
    listener.house.touch("bar.speech")
    listener.press("down", "down")
    words = listener.words
    listener.press("f5")
    assert [said.text for said in listener.speaker.said][-2:] == [words, words]
    listener.house.stage.conductor.end_visit()
    listener.house.touch("bar.speech")
    said = len(listener.speaker.said)
    listener.press("f5")
    assert [one.text for one in listener.speaker.said[said:]] == ["Voorlezen staat aan"], "and nothing from before"


def test_a23_the_first_key_of_a_keypad_only_starts_reading_aloud(blind: Listener) -> None:
    blind.press("f13")
    assert blind.words.startswith("Voorlezen staat aan. Met de pijlen")
    assert isinstance(blind.house.state, Home)
    blind.press("down", "f13")
    assert not isinstance(blind.house.state, Home)


def test_who_switched_it_off_is_left_in_peace(blind: Listener) -> None:
    blind.press("down")
    blind.house.touch("bar.speech")
    blind.press("down", "down")
    assert not blind.settings.speech


def test_help_explains_each_key(blind: Listener) -> None:
    blind.press("down", "f1")
    assert blind.house.state == Help()
    for key in ("keypad.up", "keypad.select", "keypad.volume_up", "keypad.repeat", "keypad.help"):
        assert blind.house.text(key) in blind.words
    shown = [getattr(block, "text", "") for root in blind.house.stage.shell.blocks() for block in root.walk_blocks()]
    assert blind.house.text("keypad.select") in shown
    assert blind.house.text("keypad.faster") not in blind.words, "this keypad has no such key"


def test_a28_a_key_that_is_held_walks_one_step(listener: Listener) -> None:
    listener.house.touch("bar.speech")
    said = len(listener.speaker.said)
    for tick in range(20):
        listener.at_s = 10 + tick / 20
        listener.hold("down")
    assert len(listener.speaker.said) == said + 1


def test_what_a_held_key_writes_is_written_once(listener: Listener) -> None:
    listener.house.touch("home.search")
    for tick in range(5):
        listener.at_s = 10 + tick / 20
        listener.hold("a")
        Window.dispatch("on_textinput", "a")
    Window.dispatch("on_key_up", CODES["a"], 0)
    listener.house.frames()
    assert isinstance(listener.house.state, Search)
    assert listener.house.state.query == "a"


def test_a_scanner_that_types_may_strike_a_key_twice_in_no_time(listener: Listener) -> None:
    listener.house.touch("home.search")
    listener.at_s = 10
    for letter in "aabb":
        listener.at_s += 0.004
        listener.hold(letter)
        Window.dispatch("on_textinput", letter)
        Window.dispatch("on_key_up", CODES[letter], 0)
    listener.house.frames()
    assert isinstance(listener.house.state, Search)
    assert listener.house.state.query == "aabb"


def test_a_code_of_thousands_of_letters_that_a_scanner_types_is_drawn_once(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search and a drawing for each letter would leave the window frozen for a minute."""
    listener.house.touch("home.search")
    conductor = listener.house.stage.conductor
    emit, told = conductor.emit, list[Intent]()

    def emit_and_tell(intent: Intent) -> None:
        told.append(intent)
        emit(intent)

    monkeypatch.setattr(conductor, "emit", emit_and_tell)
    for letter in "paspoort Aanvragen " * 200:
        for key in ("shift", letter.lower()) if letter.isupper() else (letter,):
            listener.at_s += 0.004
            listener.hold("spacebar" if key == " " else key)
            Window.dispatch("on_key_up", CODES["spacebar" if key == " " else key], 0)
        Window.dispatch("on_textinput", letter)
    listener.hold("backspace")
    listener.house.frames()
    assert [type(intent) for intent in told] == [TypeText, Erase]
    assert isinstance(listener.house.state, Search)
    assert listener.house.state.query == ("paspoort Aanvragen " * 200)[: MAX_QUERY_LETTERS - 1]


def test_letters_that_were_typed_for_a_visit_go_with_it(listener: Listener) -> None:
    listener.house.touch("home.search")
    Window.dispatch("on_textinput", "a")
    listener.house.stage.conductor.end_visit()
    listener.house.stage.conductor.emit(StartSearch())
    listener.house.frames()
    assert isinstance(listener.house.state, Search)
    assert listener.house.state.query == ""


def test_who_asks_to_be_read_to_and_hears_nothing_sees_why(listener: Listener) -> None:
    listener.speaker.trouble = SpeechState.NO_SOUND
    listener.house.stage._tick(0)
    assert shown(listener, "top.no_sound") is False, "nobody asked"
    listener.house.touch("bar.speech")
    listener.house.stage._tick(0)
    assert shown(listener, "top.no_sound")
    listener.speaker.trouble = SpeechState.READY
    listener.speaker.languages = frozenset({"en"})
    listener.house.stage._tick(0)
    assert shown(listener, "top.no_voice")
    listener.house.touch("English")
    listener.house.stage._tick(0)
    assert not shown(listener, "top.no_voice")


def shown(listener: Listener, key: str) -> bool:
    words = [getattr(block, "text", "") for root in listener.house.stage.shell.blocks() for block in root.walk_blocks()]
    return listener.house.text(key) in words


def test_a_key_is_really_heard_from_the_loudspeaker_and_holds_nothing_up(
    tmp_path: Path, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: key, screen, espeak-ng, aplay, and the samples that a card would play."""
    front = Loudspeaker(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", alsa(tmp_path, front)["ALSA_CONFIG_PATH"])
    name = f"real-{next(_numbers)}"
    with running_house(tmp_path, central, name, sound="alsa", speech="espeak") as house:
        house.touch("bar.speech")
        house.until(lambda: not house.stage.terminal.sound.sounding())
        front.heard.clear()
        began_s = time.monotonic()
        Window.dispatch("on_key_down", CODES["down"], 0, None, [])
        answered_s = time.monotonic() - began_s
        control = house.stage.shell.focus.at
        assert control
        wav = b"".join(EspeakVoice().wavs(control.spoken, "nl", 100, lambda: True))
        expected = audible(at_volume(read_wav(wav).samples, USUAL_VOLUME))
        house.until(lambda: expected in bytes(front.heard))
        assert answered_s < 0.2
    front.close()
