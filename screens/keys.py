"""Keys of keyboards and keypads: their names, and a key that is held or hit twice by a trembling hand counts once.

EN 301 549, 5.7 and 5.8; acceptance row A28. Kivy hands on what a held key repeats, as if it were struck again.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kivy.core.window import Keyboard

QUIET_PRESS_S = 0.35
"""A key that does something is deaf for so long after a strike, as what is touched is."""

QUIET_STEP_S = 0.1
"""A key that walks counts again sooner: two steps in a row are wanted."""

_FORGOTTEN_S = 1.5
"""A held key tells of itself ten times a second and more. One that was silent for so long has been let go unseen."""

_BEYOND_KIVY = {
    "f13": 1073741928,
    "f14": 1073741929,
    "f15": 1073741930,
    "help": 1073741941,
    "menu": 1073741942,
    "select": 1073741943,
    "mute": 1073741951,
    "volumeup": 1073741952,
    "volumedown": 1073741953,
    "audionext": 1073742082,
    "audioprev": 1073742083,
    "audiostop": 1073742084,
    "audioplay": 1073742085,
    **{f"f{number}": 1073741928 + number - 13 for number in range(16, 25)},
}
"""SDL's own codes of keys that Kivy has no name for, or (F13 to F15) looks for under a code that SDL does not use."""

KEY_NAMES: Mapping[int, str] = MappingProxyType(
    {code: name for name, code in Keyboard.keycodes.items()} | {code: name for name, code in _BEYOND_KIVY.items()}
)
"""The name of each key, by the code that the window tells."""


class Keys:
    """Remembers which keys are down and when each last counted, by the monotonic clock in seconds."""

    def __init__(self) -> None:
        self._down: dict[str, float] = {}
        self._counted: dict[str, float] = {}

    def counts(self, name: str, now_s: float, quiet_s: float = QUIET_STEP_S) -> bool:
        """Whether this is a new strike of the key: not one that is held, nor a second one of the same movement."""
        last_told_s = self._down.get(name)
        self._down[name] = now_s
        if last_told_s is not None and now_s - last_told_s < _FORGOTTEN_S:
            return False
        if now_s - self._counted.get(name, -quiet_s) < quiet_s:
            return False
        self._counted[name] = now_s
        return True

    def released(self, name: str) -> None:
        """The key is up again."""
        self._down.pop(name, None)
