"""How screens speak."""

from typing import Protocol


class Speak(Protocol):
    """Reads `text` aloud, if this visitor wants that.

    Where others can hear it, `aloud` is said in its place: what was typed or answered is for one pair of ears
    (EN 301 549, 5.1.3.9; acceptance row A9). None when everybody may hear `text`.
    """

    def __call__(self, text: str, aloud: str | None = None) -> None:
        """Say it."""
        ...
