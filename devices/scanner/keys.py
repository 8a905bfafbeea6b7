"""What a hand scanner types: key codes of a US keyboard made text, one scan at a time.

Scanners leave the factory as US keyboards; who sets one to another country sets it back (its manual has a code for it).
"""

import re
from collections.abc import Mapping

from evdev import ecodes

from devices.scanner.port import MAX_SCAN_LETTERS, clean

PAUSE_S = 0.3
"""A scanner types a letter every few milliseconds: after such a pause a scan without an end key is whole."""

_LEAST_LETTERS = 3
"""A scan that is ended by a pause only: one letter is a key that was leant on."""

_UP, _DOWN = 0, 1
_ENDS = frozenset({ecodes.KEY_ENTER, ecodes.KEY_KPENTER, ecodes.KEY_TAB})
_SHIFTS = frozenset({ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT})
_OTHERS = frozenset(
    {
        *(ecodes.KEY_LEFTCTRL, ecodes.KEY_RIGHTCTRL, ecodes.KEY_LEFTALT, ecodes.KEY_RIGHTALT),
        *(ecodes.KEY_LEFTMETA, ecodes.KEY_RIGHTMETA),
    }
)
"""With one of these held a key is no letter: a scanner sends control characters of a barcode so."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What some scanners put before a code: which kind of code it was (ISO/IEC 15424), such as ]Q3 or ]C1 for GS1."""


def _layout() -> Mapping[int, tuple[str, str]]:
    """Each key with its letter, plain and with shift."""
    named = {
        **{f"KEY_{letter}": (letter.lower(), letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        **{f"KEY_{digit}": (digit, shifted) for digit, shifted in zip("1234567890", "!@#$%^&*()", strict=True)},
        **{f"KEY_KP{digit}": (digit, digit) for digit in "1234567890"},
        "KEY_MINUS": ("-", "_"),
        "KEY_EQUAL": ("=", "+"),
        "KEY_LEFTBRACE": ("[", "{"),
        "KEY_RIGHTBRACE": ("]", "}"),
        "KEY_SEMICOLON": (";", ":"),
        "KEY_APOSTROPHE": ("'", '"'),
        "KEY_GRAVE": ("`", "~"),
        "KEY_BACKSLASH": ("\\", "|"),
        "KEY_COMMA": (",", "<"),
        "KEY_DOT": (".", ">"),
        "KEY_SLASH": ("/", "?"),
        "KEY_SPACE": (" ", " "),
        "KEY_KPDOT": (".", "."),
        "KEY_KPMINUS": ("-", "-"),
        "KEY_KPPLUS": ("+", "+"),
        "KEY_KPSLASH": ("/", "/"),
        "KEY_KPASTERISK": ("*", "*"),
    }
    return {int(getattr(ecodes, name)): letters for name, letters in named.items()}


LAYOUT = _layout()


class KeyReader:
    """Takes key presses, gives scans. Garbage in gives nothing, or a scan that nobody knows; never an exception."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._held: set[int] = set()
        self._caps = False
        self._spoiled = False

    @property
    def pending(self) -> bool:
        """Whether a scan has begun."""
        return bool(self._letters) or self._spoiled

    def key(self, code: int, value: int) -> str | None:
        """A key went down (1), up (0) or is held (2, which a scanner never means); the scan that ends with it."""
        if code in _SHIFTS or code in _OTHERS:
            (self._held.discard if value == _UP else self._held.add)(code)
            return None
        if value != _DOWN:
            return None
        if code in _ENDS:
            return self._end()
        if code == ecodes.KEY_CAPSLOCK:
            self._caps = not self._caps
        letters = LAYOUT.get(code)
        if letters is not None and not self._held & _OTHERS:
            self._letters.append(self._chosen(*letters))
        if len(self._letters) > MAX_SCAN_LETTERS:
            self.spoil()
        return None

    def quiet(self) -> str | None:
        """Nothing came for a while: the scan that ends with it."""
        scan = self._end()
        return scan if scan is not None and len(scan) >= _LEAST_LETTERS else None

    def spoil(self) -> None:
        """Keys were lost, or there are too many: what has begun is no scan any more."""
        self._letters.clear()
        self._held.clear()
        self._spoiled = True

    def _chosen(self, plain: str, shifted: str) -> str:
        shift = bool(self._held & _SHIFTS)
        return shifted if shift is not (self._caps and plain.isalpha()) else plain

    def _end(self) -> str | None:
        typed, spoiled = "".join(self._letters), self._spoiled
        self._letters.clear()
        self._spoiled = False
        found = _AIM.match(typed)
        scan = clean(typed[found.end() :] if found else typed)
        return None if spoiled or not scan else scan
