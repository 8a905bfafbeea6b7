"""What the rest of the house knows of a voice."""

from enum import StrEnum
from typing import Protocol


class SpeechState(StrEnum):
    """What a voice can be, as a person understands it. A closed set."""

    READY = "ready"
    NO_SOUND = "no_sound"
    """There is no sound device, or it does not play."""
    NOT_INSTALLED = "not_installed"
    """The programs that speak are not on this machine."""


class Speaker(Protocol):
    """A voice. Every call returns at once and raises nothing; one text is spoken at a time."""

    def say(self, text: str, language: str) -> None:
        """Speak `text` in a language such as "nl", in place of what is being spoken. Silent where there is no voice."""
        ...

    def stop(self) -> None:
        """Be silent now."""
        ...

    def can_say(self, language: str) -> bool:
        """Whether there is a voice for a language."""
        ...

    def state(self) -> SpeechState:
        """How the voice was when it last spoke or was tried."""
        ...

    def close(self) -> None:
        """Be silent and let go of the sound device."""
        ...
