"""What the rest of the house knows of loudspeaker and headset."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

VOLUMES = 11
"""Steps of the volume, 0 to 10 (accessibility row A12). Every step is 3 dB: the whole range is 30 dB."""

USUAL_VOLUME = 5
"""Where each visit begins. Whoever installs a terminal sets the card so that this gives 65 dBA at most (A13)."""


class Output(StrEnum):
    """Where a sound comes out."""

    SPEAKER = "speaker"
    HEADSET = "headset"


class SoundState(StrEnum):
    """What an output can be, as a person understands it. A closed set; each has its words in the translations."""

    READY = "ready"
    NOT_PLUGGED = "not_plugged"
    """No headset is in: nothing is wrong."""
    NO_DEVICE = "no_device"
    """The sound card is not there."""
    FAULT = "fault"
    """The card is there and does not play: it is busy, it swallows sounds, or it never ends one."""
    NOT_INSTALLED = "not_installed"
    """The program that plays is not on this machine."""
    ABSENT = "absent"
    """This terminal was given no such output."""


class Sound(Protocol):
    """Both outputs as one device: one sound at a time. Nothing here raises or waits; it heals by itself."""

    def state(self, output: Output) -> SoundState:
        """How an output was when it last played or was tried."""
        ...

    def headset(self) -> bool:
        """Whether a headset is plugged in now."""
        ...

    def watch(self, on_headset: Callable[[bool], None]) -> None:
        """Call `on_headset` in a thread of the device whenever a headset is plugged in (True) or out."""
        ...

    def play(self, wav: bytes, output: Output, volume: int = USUAL_VOLUME, *, after: bool = False) -> None:
        """Play a WAV (16 bits) in place of what sounds, or `after` it. Silent where the output is not ready.

        What plays on the headset stops when that is plugged out: it never goes on from the loudspeaker.
        """
        ...

    def sounding(self) -> bool:
        """Whether something plays, or is about to."""
        ...

    def stop(self) -> None:
        """Be silent now."""
        ...

    def restart(self) -> None:
        """Let go of it and open it anew, because a person wants that. Returns at once; `state` tells the rest."""
        ...

    def close(self) -> None:
        """Be silent and let go of the cards."""
        ...
