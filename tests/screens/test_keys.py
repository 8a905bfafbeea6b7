"""Keys that are held, hit twice, or unknown to Kivy (acceptance row A28)."""

import pytest
from kivy.core.window import Keyboard

from kiosk.keypad import DEFAULT_KEYPAD, NAMED_KEYS, Keypad, KeypadAct, named_key
from screens.keys import KEY_NAMES, QUIET_PRESS_S, QUIET_STEP_S, Keys


def test_every_key_that_settings_may_name_is_one_that_the_window_tells() -> None:
    assert set(KEY_NAMES.values()) >= NAMED_KEYS >= set(DEFAULT_KEYPAD)
    assert KEY_NAMES[Keyboard.keycodes["up"]] == "up"
    assert KEY_NAMES[1073741952] == "volumeup"


def test_a28_a_held_key_counts_once() -> None:
    keys = Keys()
    counted = [keys.counts("down", 10 + tick / 10) for tick in range(40)]
    assert counted == [True] + [False] * 39
    keys.released("down")
    assert keys.counts("down", 14.1)


def test_a_key_whose_end_was_missed_is_not_dead_for_ever() -> None:
    keys = Keys()
    assert keys.counts("down", 10)
    assert not keys.counts("down", 11)
    assert keys.counts("down", 13)


@pytest.mark.parametrize("quiet_s", [QUIET_PRESS_S, QUIET_STEP_S])
def test_a28_a_trembling_hand_strikes_once(quiet_s: float) -> None:
    keys = Keys()
    strikes = []
    for at_s in (10.0, 10 + quiet_s - 0.05, 10 + quiet_s + 0.01):
        strikes.append(keys.counts("enter", at_s, quiet_s))
        keys.released("enter")
    assert strikes == [True, False, True]


def test_one_key_does_not_silence_another() -> None:
    keys = Keys()
    assert keys.counts("up", 10.0)
    assert keys.counts("down", 10.01)


def test_settings_come_on_top_of_the_usual_keys() -> None:
    keypad = Keypad({"f13": KeypadAct.SELECT, "f1": KeypadAct.REPEAT})
    assert [keypad.act(key) for key in ("f13", "f1", "up", "q")] == [
        KeypadAct.SELECT,
        KeypadAct.REPEAT,
        KeypadAct.UP,
        None,
    ]
    assert keypad.fitted
    assert not Keypad().fitted
    assert Keypad().act("volumeup") is KeypadAct.VOLUME_UP


def test_a_key_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'F13' is no key; expected one of .*f13"):
        named_key("F13")
