"""What a hand scanner types, key by key."""

import string

import pytest
from evdev import ecodes
from hypothesis import given
from hypothesis import strategies as st

from devices.scanner.keys import LAYOUT, KeyReader
from devices.scanner.port import MAX_SCAN_LETTERS

Press = tuple[int, int]
ENTER, TAB, SHIFT, CTRL = ecodes.KEY_ENTER, ecodes.KEY_TAB, ecodes.KEY_LEFTSHIFT, ecodes.KEY_LEFTCTRL
KEYPAD = {code for code in LAYOUT if ecodes.KEY[code].startswith("KEY_KP")}
BY_LETTER = {
    letter: (code, shifted)
    for shifted in (True, False)
    for code, letters in LAYOUT.items()
    if code not in KEYPAD
    for letter in [letters[shifted]]
}


def tap(code: int) -> list[Press]:
    return [(code, 1), (code, 0)]


def typing(text: str) -> list[Press]:
    """As a scanner types it: shift down and up again for each letter that needs it."""
    keys: list[Press] = []
    for letter in text:
        code, shifted = BY_LETTER[letter]
        keys += [(SHIFT, 1), *tap(code), (SHIFT, 0)] if shifted else tap(code)
    return keys


def scans(keys: list[Press], reader: KeyReader | None = None) -> list[str]:
    reader = reader or KeyReader()
    return [scan for code, value in keys if (scan := reader.key(code, value)) is not None]


@pytest.mark.parametrize(
    "text",
    [
        "https://info.voorbeeld.nl/a/K7P4XQ?lang=nl&x=%20#top",
        "infopunt:K7P4XQ",
        "8710398500000",
        string.ascii_letters + string.digits,
        "~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./",
    ],
)
@pytest.mark.parametrize("end", [ENTER, TAB, ecodes.KEY_KPENTER])
def test_a_scan_is_read_letter_for_letter(text: str, end: int) -> None:
    assert scans([*typing(text), *tap(end)]) == [text]


@given(st.text(st.sampled_from(sorted(set(BY_LETTER) - {" ", "]"})), min_size=1, max_size=80))
def test_whatever_is_printed_comes_through(text: str) -> None:
    assert scans([*typing(text), *tap(ENTER)]) == [text]


@given(st.lists(st.tuples(st.one_of(st.integers(0, 767), st.sampled_from(sorted(LAYOUT))), st.integers(-1, 3))))
def test_garbage_breaks_nothing_and_the_next_scan_is_whole(garbage: list[Press]) -> None:
    reader = KeyReader()
    scans(garbage, reader)
    released = [(code, 0) for code, _ in garbage]
    caps = [press for press in garbage if press == (ecodes.KEY_CAPSLOCK, 1)]
    scans([*released, *caps, *tap(ENTER)], reader)
    assert scans([*typing("infopunt:K7P4XQ"), *tap(ENTER)], reader) == ["infopunt:K7P4XQ"]


@pytest.mark.parametrize(
    ("keys", "read"),
    [
        ([*typing("]Q3infopunt:K7P4XQ"), *tap(ENTER)], ["infopunt:K7P4XQ"]),
        ([*typing("]C10108712345678906"), *tap(ENTER)], ["0108712345678906"]),
        ([*typing("K7P4XQ"), *tap(ENTER), *tap(ENTER), *tap(TAB)], ["K7P4XQ"]),
        ([*typing("K7P4XQ"), *tap(ENTER), *typing("F2N7TH"), *tap(ENTER)], ["K7P4XQ", "F2N7TH"]),
        ([*typing("K7P"), (CTRL, 1), *tap(ecodes.KEY_RIGHTBRACE), (CTRL, 0), *typing("4XQ"), *tap(ENTER)], ["K7P4XQ"]),
        ([*tap(ecodes.KEY_CAPSLOCK), *typing("k7P"), *tap(ENTER)], ["K7p"]),
        ([*typing("K7"), (ecodes.KEY_P, 1), (ecodes.KEY_P, 2), (ecodes.KEY_P, 0), *tap(ENTER)], ["K7p"]),
        ([*tap(ecodes.KEY_KP7), *tap(ecodes.KEY_KPDOT), *tap(ecodes.KEY_KPENTER)], ["7."]),
        ([*tap(ecodes.KEY_F5), *tap(ecodes.KEY_VOLUMEUP), *tap(ENTER)], []),
        ([*typing(" "), *tap(ENTER)], []),
        ([*typing("A" * (MAX_SCAN_LETTERS + 9)), *tap(ENTER), *typing("OK1"), *tap(ENTER)], ["OK1"]),
    ],
    ids=[
        *("kind of code before it", "gs1", "two ends", "two scans", "control character", "caps lock", "held key"),
        *("keypad", "no letters", "nothing but space", "too long"),
    ],
)
def test_what_scanners_put_around_a_code(keys: list[Press], read: list[str]) -> None:
    assert scans(keys) == read


def test_a_pause_ends_a_scan_that_has_no_end_key_but_one_key_is_no_scan() -> None:
    reader = KeyReader()
    assert scans(typing("K7P4XQ"), reader) == []
    assert (reader.pending, reader.quiet(), reader.pending, reader.quiet()) == (True, "K7P4XQ", False, None)
    assert scans(typing("x"), reader) == []
    assert (reader.quiet(), reader.pending) == (None, False)


def test_keys_that_were_lost_spoil_their_scan_only() -> None:
    reader = KeyReader()
    scans(typing("K7P"), reader)
    reader.spoil()
    assert scans([*typing("4XQ"), *tap(ENTER)], reader) == []
    assert scans([*typing("F2N7TH"), *tap(ENTER)], reader) == ["F2N7TH"]
