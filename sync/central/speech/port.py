"""What the rest of the central knows of a voice."""

from typing import Protocol


class Voice(Protocol):
    """Makes sound of words. Every call may take a moment, and raises nothing."""

    def can_say(self, language: str) -> bool:
        """Whether there is a voice for a language, such as "nl"."""
        ...

    def say(self, ssml: str, language: str) -> bytes | None:
        """`ssml` (W3C SSML 1.1, without its root) as a WAV file; None when it cannot be said."""
        ...
