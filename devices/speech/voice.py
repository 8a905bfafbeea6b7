"""A voice: makes sound of text, and knows nothing of loudspeakers."""

from collections.abc import Callable, Iterator
from typing import Protocol


class VoiceFailedError(RuntimeError):
    """This text cannot be spoken by this voice now; another may."""


class Voice(Protocol):
    """Makes sound of text. Used by one thread at a time."""

    def languages(self) -> frozenset[str]:
        """What it can speak now. Returns at once; may change, when a voice has been loaded or was lost."""
        ...

    def wavs(self, text: str, language: str, rate_percent: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
        """The sound of a text, part after part, each a WAV. Takes its time; ends early when not `wanted` any more.

        Raises VoiceFailedError.
        """
        ...

    def restart(self) -> None:
        """Start anew what runs for it. Returns at once."""
        ...

    def close(self) -> None:
        """End what runs for it."""
        ...
