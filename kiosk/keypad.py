"""What the keys of a tactile keypad do. It appears as a keyboard: the settings say which of its keys does what."""

from collections.abc import Mapping
from enum import StrEnum


class KeypadAct(StrEnum):
    """What a key can do. A closed set; each is explained by keypad.{value} in the translations."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    SELECT = "select"
    HELP = "help"
    REPEAT = "repeat"
    SPEECH = "speech"
    VOLUME_UP = "volume_up"
    VOLUME_DOWN = "volume_down"
    FASTER = "faster"
    SLOWER = "slower"


DEFAULT_KEYPAD: Mapping[str, KeypadAct] = {
    "up": KeypadAct.UP,
    "down": KeypadAct.DOWN,
    "left": KeypadAct.LEFT,
    "right": KeypadAct.RIGHT,
    "enter": KeypadAct.SELECT,
    "numpadenter": KeypadAct.SELECT,
    "f1": KeypadAct.HELP,
    "help": KeypadAct.HELP,
    "f5": KeypadAct.REPEAT,
    "mute": KeypadAct.SPEECH,
    "volumeup": KeypadAct.VOLUME_UP,
    "volumedown": KeypadAct.VOLUME_DOWN,
    "f8": KeypadAct.FASTER,
    "f7": KeypadAct.SLOWER,
}
"""By the names of keys, on every keyboard; what a terminal's own settings name comes on top."""

NAMED_KEYS = frozenset(
    {
        "up",
        "down",
        "left",
        "right",
        "enter",
        "numpadenter",
        "spacebar",
        "tab",
        "escape",
        "backspace",
        "insert",
        "delete",
    }
    | {"home", "end", "pageup", "pagedown", "help", "menu", "select", "mute", "volumeup", "volumedown"}
    | {"audionext", "audioprev", "audiostop", "audioplay", "numpaddecimal", "numpaddivide", "numpadmul"}
    | {"numpadsubstract", "numpadadd"}
    | {f"f{number}" for number in range(1, 25)}
    | {f"numpad{digit}" for digit in range(10)}
    | set("abcdefghijklmnopqrstuvwxyz0123456789")
)
"""Keys that a keypad's settings may name."""


def named_key(name: str) -> str:
    """The same name; raises ValueError for one that no key has."""
    if name not in NAMED_KEYS:
        raise ValueError(f"{name!r} is no key; expected one of {', '.join(sorted(NAMED_KEYS))}")
    return name


class Keypad:
    """The keys of one terminal. `fitted` says that it has a keypad: then any of its keys starts reading aloud (A23)."""

    def __init__(self, own: Mapping[str, KeypadAct] | None = None) -> None:
        self.fitted = own is not None
        self._own = own or {}
        self._acts = {**DEFAULT_KEYPAD, **self._own}

    def act(self, key: str) -> KeypadAct | None:
        """What a key does here; None when it is a key like any other."""
        return self._acts.get(key)

    @property
    def acts(self) -> tuple[KeypadAct, ...]:
        """What the keys of the keypad do, in the order in which help explains them; none where there is no keypad.

        Where the settings name keys those are all that it has; else it has the usual ones.
        """
        there = set(self._own.values()) if self._own else set(DEFAULT_KEYPAD.values())
        return tuple(act for act in KeypadAct if act in there) if self.fitted else ()
