"""Loudspeaker and headset for tests and development: what would be heard is written down."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.sound.port import USUAL_VOLUME, Output, Sound, SoundState

_KEPT = 100
"""So many sounds are remembered: a demo runs all day."""


@dataclass(frozen=True)
class Played:
    """One sound that would have been heard."""

    wav: bytes
    output: Output
    volume: int


class SimulatedSound:
    """Plays for ever, until it is stopped. Its troubles and its headset are set from outside, from any thread.

    Through `aloud`, if that is given, the developer really hears what it plays.
    """

    def __init__(self, aloud: Sound | None = None) -> None:
        self._aloud = aloud
        self._lock = threading.Lock()
        self._watchers: list[Callable[[bool], None]] = []
        self._trouble = dict.fromkeys(Output, SoundState.READY)
        self._plugged = False
        self._sounding: Played | None = None
        self.played: list[Played] = []

    def plug_headset(self, plugged: bool) -> None:
        """Put the plug of a headset in, or pull it out."""
        with self._lock:
            if plugged is self._plugged:
                return
            self._plugged = plugged
            if not plugged and self._sounding and self._sounding.output is Output.HEADSET:
                self._silence()
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher(plugged)

    def set_trouble(self, output: Output, trouble: SoundState) -> None:
        """From now on an output is like this; READY mends it."""
        with self._lock:
            self._trouble[output] = trouble
            if trouble is not SoundState.READY and self._sounding and self._sounding.output is output:
                self._silence()

    def state(self, output: Output) -> SoundState:
        """The trouble that was set; a headset that is not in is not plugged."""
        with self._lock:
            return self._state(output)

    def headset(self) -> bool:
        """Whether the plug is in."""
        return self._plugged

    def watch(self, on_headset: Callable[[bool], None]) -> None:
        """Tell of the plug, in the thread that moves it."""
        with self._lock:
            self._watchers.append(on_headset)

    def play(self, wav: bytes, output: Output, volume: int = USUAL_VOLUME, *, after: bool = False) -> None:
        """Write it down, if it would be heard."""
        with self._lock:
            if not after:
                self._silence()
            if self._state(output) is SoundState.READY:
                self._sounding = Played(wav, output, volume)
                self.played.append(self._sounding)
                del self.played[:-_KEPT]
                if self._aloud:
                    self._aloud.play(wav, Output.SPEAKER, volume, after=after)

    def sounding(self) -> bool:
        """Whether something was played and not stopped."""
        return self._sounding is not None

    def stop(self) -> None:
        """Silence."""
        with self._lock:
            self._silence()

    def restart(self) -> None:
        """Silence, and what was broken is mended by that; a card that is not there stays away."""
        with self._lock:
            self._silence()
            for output, trouble in self._trouble.items():
                if trouble is SoundState.FAULT:
                    self._trouble[output] = SoundState.READY

    def close(self) -> None:
        """Silence."""
        self.stop()
        if self._aloud:
            self._aloud.close()

    def _silence(self) -> None:
        self._sounding = None
        if self._aloud:
            self._aloud.stop()

    def _state(self, output: Output) -> SoundState:
        trouble = self._trouble[output]
        if output is Output.HEADSET and trouble is SoundState.READY and not self._plugged:
            return SoundState.NOT_PLUGGED
        return trouble
