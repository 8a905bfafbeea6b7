"""What a reader that pretends to be a keyboard types: the rules, without a device and without a clock.

Such a reader types a number in one go, most often with Enter after it. A person types slower.
"""

from dataclasses import dataclass, field

from evdev import ecodes

GAP_S = 0.1
"""Readers type a letter in 10 to 50 ms. After a longer gap what came before was somebody's typing, or half a number."""

SILENCE_S = 0.3
"""So long after the last letter a reader without an Enter has finished."""

_LENGTHS = range(4, 41)
_ENDS = (ecodes.KEY_ENTER, ecodes.KEY_KPENTER, ecodes.KEY_TAB)
_MODIFIERS = (ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT, ecodes.KEY_CAPSLOCK, ecodes.KEY_NUMLOCK)
"""Say nothing here: digits and letters are taken for what stands on the key, and letters for capitals."""

_ENGLISH = {getattr(ecodes, f"KEY_{name}"): name for name in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ENGLISH |= {getattr(ecodes, f"KEY_KP{digit}"): digit for digit in "0123456789"}
_EXCHANGED: dict[str, dict[str, str]] = {
    "us": {},
    "de": {"Y": "Z", "Z": "Y"},
    "fr": {"A": "Q", "Q": "A", "W": "Z", "Z": "W"},
}
LAYOUTS = tuple(_EXCHANGED)
"""The keyboards that a reader can be set to (its maker's manual says how); one badge must be the same everywhere."""


def letters_of(layout: str) -> dict[int, str]:
    """The letter of each key.

    >>> letters_of("fr")[ecodes.KEY_Q], letters_of("de")[ecodes.KEY_Y], letters_of("us")[ecodes.KEY_KP7]
    ('A', 'Z', '7')
    """
    exchanged = _EXCHANGED[layout]
    return {key: exchanged.get(letter, letter) for key, letter in _ENGLISH.items()}


@dataclass
class Keystrokes:
    """Puts keys together. Times are seconds of one clock."""

    letters: dict[int, str] = field(default_factory=lambda: letters_of("us"))
    _typed: list[str] = field(default_factory=list)
    _is_spoilt: bool = False
    _last_s: float = 0.0

    def press(self, key: int, at_s: float) -> str | None:
        """A key went down; the number that it ended, if it did."""
        if key in _MODIFIERS:
            return None
        if abs(at_s - self._last_s) > GAP_S:  # the clock may be set meanwhile
            self._clear()
        self._last_s = at_s
        if key in _ENDS:
            return self._finish()
        if key in self.letters and len(self._typed) < _LENGTHS.stop:
            self._typed.append(self.letters[key])
        else:
            self._is_spoilt = True
        return None

    def silence(self, now_s: float) -> str | None:
        """No key has come up to now; the number that the silence ended, if it did."""
        return self._finish() if self._typed and now_s - self._last_s >= SILENCE_S else None

    def _finish(self) -> str | None:
        number = "".join(self._typed)
        is_good = not self._is_spoilt and len(number) in _LENGTHS
        self._clear()
        return number if is_good else None

    def _clear(self) -> None:
        self._typed.clear()
        self._is_spoilt = False
