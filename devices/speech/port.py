"""What the rest of the house knows of reading aloud."""

from enum import StrEnum
from typing import Protocol

RATE_PERCENT = (50, 75, 100, 125, 150, 175, 200)
"""The seven speeds of reading aloud (accessibility row A57), as parts of the usual one."""

USUAL_RATE = RATE_PERCENT.index(100)
"""Where each visit begins: an index of RATE_PERCENT."""


class SpeechState(StrEnum):
    """What reading aloud can be, as a person understands it. A closed set."""

    READY = "ready"
    NO_SOUND = "no_sound"
    """There is nothing to hear it with: the sound device says what is wrong."""
    NOT_INSTALLED = "not_installed"
    """The programs that speak are not on this machine."""
    FAULT = "fault"
    """There is a voice, and it could not speak the last text."""


class Speaker(Protocol):
    """Reads aloud. Every call returns at once and raises nothing; one text is spoken at a time.

    It is heard in the headset when one is plugged in, from the loudspeaker otherwise.
    """

    def say(self, text: str, language: str, private: bool = False) -> None:
        """Speak `text` in a language such as "nl", in place of what is being spoken. Silent where there is no voice.

        What is `private` is heard in the headset or not at all (EN 301 549, 5.1.3.9; accessibility row A9).
        """
        ...

    def stop(self) -> None:
        """Be silent now."""
        ...

    def adjust(self, volume: int, rate: int) -> None:
        """From the next text on, as loud (0 to 10) and as fast (an index of RATE_PERCENT)."""
        ...

    def can_say(self, language: str) -> bool:
        """Whether there is a voice for a language."""
        ...

    def state(self) -> SpeechState:
        """Whether one would be heard now."""
        ...

    def restart(self) -> None:
        """Be silent and start anew what speaks, because a person wants that. Returns at once."""
        ...

    def close(self) -> None:
        """Be silent and end the voices."""
        ...
