"""Readers that type. No keyboard can be plugged in here: the device is played, the listening thread is the real one."""

import errno
import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from evdev import InputEvent, ecodes
from hypothesis import given
from hypothesis import strategies as st

from devices.badge.keystrokes import GAP_S, LAYOUTS, SILENCE_S, Keystrokes, letters_of
from devices.badge.port import BadgeState, Held
from devices.badge.uid import Source, simple_badge
from devices.badge.wedge import WedgeBadgeReader

PATIENCE_S = 5.0
ENTER, SHIFT = ecodes.KEY_ENTER, ecodes.KEY_LEFTSHIFT
KEYS = {letter: key for key, letter in letters_of("us").items() if key not in range(71, 83)}


def typed(text: str, *, gap_s: float = 0.02, end: int | None = ENTER, start_s: float = 100.0) -> str | None:
    """What comes of keys that follow each other by `gap_s`."""
    keystrokes = Keystrokes()
    at_s = start_s
    number = None
    for key in [*(KEYS[letter] for letter in text), *([end] if end else [])]:
        number = keystrokes.press(key, at_s) or number
        at_s += gap_s
    return number or keystrokes.silence(at_s + SILENCE_S)


@pytest.mark.parametrize(
    ("found", "number"),
    [
        (typed("0012345678"), "0012345678"),
        (typed("04A2B3C4D5E6F7"), "04A2B3C4D5E6F7"),
        (typed("0012345678", end=ecodes.KEY_KPENTER), "0012345678"),
        (typed("0012345678", end=ecodes.KEY_TAB), "0012345678"),
        (typed("0012345678", end=None), "0012345678"),
        (typed("0012345678", gap_s=GAP_S * 0.9), "0012345678"),
        (typed("0012345678", gap_s=GAP_S * 1.1), None),
        (typed("0012345678", gap_s=GAP_S * 1.1, end=None), None),
        (typed("001"), None),
        (typed(""), None),
        (typed("1" * 40), "1" * 40),
        (typed("1" * 41), None),
        (typed("1" * 5000), None),
    ],
)
def test_what_was_typed_in_one_go_is_a_number(found: str | None, number: str | None) -> None:
    assert found == number


def pressed(*keys: int) -> list[str]:
    keystrokes = Keystrokes()
    return [number for place, key in enumerate(keys) if (number := keystrokes.press(key, 100 + place * 0.01))]


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        ([SHIFT, KEYS["1"], KEYS["2"], KEYS["3"], KEYS["4"], ENTER], ["1234"]),
        ([KEYS["1"], KEYS["2"], ecodes.KEY_SEMICOLON, KEYS["3"], KEYS["4"], ENTER], []),
        ([ecodes.KEY_KP1, KEYS["2"], ecodes.KEY_KP3, KEYS["4"], ENTER, ENTER], ["1234"]),
        ([*[KEYS["1"]] * 4, ENTER, *[KEYS["2"]] * 4, ENTER], ["1111", "2222"]),
        ([ecodes.KEY_F1, ENTER, *[KEYS["2"]] * 4, ENTER], ["2222"]),
    ],
)
def test_other_keys(keys: list[int], numbers: list[str]) -> None:
    assert pressed(*keys) == numbers


def test_half_a_number_is_not_put_before_the_next() -> None:
    keystrokes = Keystrokes()
    for place in range(5):
        keystrokes.press(KEYS["9"], 100 + place * 0.02)
    for place in range(4):
        keystrokes.press(KEYS["1"], 101 + place * 0.02)
    assert keystrokes.press(ENTER, 101.1) == "1111"


@given(st.text("0123456789ABCDEF", min_size=4, max_size=40), st.sampled_from(LAYOUTS))
def test_a_badge_is_the_same_whatever_keyboard_a_reader_is_set_to(number: str, layout: str) -> None:
    letters = letters_of(layout)
    keys = {letter: key for key, letter in letters.items()}
    keystrokes = Keystrokes(letters)
    for letter in number:
        assert keystrokes.press(keys[letter], 100) is None
    assert keystrokes.press(ENTER, 100) == number


class PlayedKeyboard:
    """What evdev gives for a keyboard, played; `plug`, `type` and `unplug` are what happens to it."""

    def __init__(self) -> None:
        self.trouble: OSError | None = OSError(errno.ENOENT, "no such file")
        self.grabbed = 0
        self.opened = 0
        self._events: queue.Queue[InputEvent | OSError] = queue.Queue()
        self._reading, self._writing = os.pipe()

    def open(self, path: str) -> "PlayedKeyboard":
        self.opened += 1
        if self.trouble:
            raise self.trouble
        return self

    def fileno(self) -> int:
        return self._reading

    def grab(self) -> None:
        self.grabbed += 1

    def read(self) -> Iterator[InputEvent]:
        os.read(self._reading, 1)
        event = self._events.get_nowait()
        if isinstance(event, OSError):
            raise event
        yield event

    def close(self) -> None:
        """It can be opened again."""

    def type(self, text: str) -> None:
        now_s = time.time()
        for place, key in enumerate([*(KEYS[letter] for letter in text), ENTER]):
            at_us = int((now_s + place * 0.01) * 1e6)
            for value in (1, 2, 0):  # down, held, up
                self._happen(InputEvent(at_us // 10**6, at_us % 10**6, ecodes.EV_KEY, key, value))
            self._happen(InputEvent(at_us // 10**6, at_us % 10**6, ecodes.EV_SYN, 0, 0))

    def unplug(self) -> None:
        self.trouble = OSError(errno.ENOENT, "no such file")
        self._happen(OSError(errno.ENODEV, "no such device"))

    def destroy(self) -> None:
        os.close(self._reading)
        os.close(self._writing)

    def _happen(self, event: InputEvent | OSError) -> None:
        self._events.put(event)
        os.write(self._writing, b".")


@pytest.fixture
def keyboard() -> Iterator[PlayedKeyboard]:
    keyboard = PlayedKeyboard()
    yield keyboard
    keyboard.destroy()


@pytest.fixture
def reader(keyboard: PlayedKeyboard) -> Iterator[WedgeBadgeReader]:
    reader = WedgeBadgeReader("/dev/input/by-id/rfid", open_device=keyboard.open, held_s=0.4)
    yield reader
    reader.close()


def until(holds: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < end_s:
        time.sleep(0.01)
    return holds()


def test_a_badge_counts_for_a_moment_and_the_device_may_come_and_go(
    keyboard: PlayedKeyboard, reader: WedgeBadgeReader
) -> None:
    told: queue.Queue[Held] = queue.Queue()
    reader.watch(told.put)
    assert until(lambda: keyboard.opened > 0)
    assert reader.state() is BadgeState.NO_READER
    keyboard.trouble = None
    assert until(lambda: reader.state() is BadgeState.READY)
    assert keyboard.grabbed == 1
    keyboard.type("0012345678")
    badge = simple_badge(Source.WEDGE, b"0012345678")
    assert told.get(timeout=PATIENCE_S) == badge
    assert told.get(timeout=PATIENCE_S) is None
    keyboard.type("0012345678")
    assert told.get(timeout=PATIENCE_S) == badge
    keyboard.unplug()
    assert told.get(timeout=PATIENCE_S) is None
    assert until(lambda: reader.state() is BadgeState.NO_READER)
    keyboard.trouble = None
    assert until(lambda: reader.state() is BadgeState.READY)
    assert keyboard.grabbed == 2
    assert told.empty()


def test_a_device_that_another_program_has_is_a_fault(keyboard: PlayedKeyboard, reader: WedgeBadgeReader) -> None:
    keyboard.trouble = OSError(errno.EBUSY, "busy")
    assert until(lambda: reader.state() is BadgeState.FAULT)


def test_the_kernels_own_answers(tmp_path: Path) -> None:
    file = tmp_path / "no-keyboard"
    file.touch()
    readers = [WedgeBadgeReader(str(tmp_path / "nothing")), WedgeBadgeReader(str(file))]
    try:
        assert until(lambda: readers[1].state() is BadgeState.FAULT)
        assert readers[0].state() is BadgeState.NO_READER
    finally:
        for reader in readers:
            reader.close()


def test_it_is_opened_anew_when_a_person_wants_that_and_nobody_is_told_of_a_badge(
    keyboard: PlayedKeyboard, reader: WedgeBadgeReader
) -> None:
    keyboard.trouble = None
    assert until(lambda: keyboard.grabbed == 1)
    told: queue.Queue[Held] = queue.Queue()
    reader.watch(told.put)
    reader.restart()
    assert until(lambda: keyboard.grabbed == 2)
    time.sleep(0.3)
    assert (keyboard.grabbed, told.empty()) == (2, True)
    keyboard.type("0012345678")
    assert told.get(timeout=PATIENCE_S) == simple_badge(Source.WEDGE, b"0012345678")


def test_a_reader_that_is_away_is_looked_for_once_more_and_not_for_ever(
    keyboard: PlayedKeyboard, reader: WedgeBadgeReader
) -> None:
    assert until(lambda: keyboard.opened == 1)
    reader.restart()
    time.sleep(0.3)
    assert keyboard.opened in (2, 3)
