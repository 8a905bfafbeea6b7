"""For a terminal without loudspeaker and headset."""

from collections.abc import Callable

from devices.sound.port import USUAL_VOLUME, Output, SoundState


class AbsentSound:
    """Plays nothing, and says so."""

    def state(self, output: Output) -> SoundState:
        """There is none."""
        del output
        return SoundState.ABSENT

    def headset(self) -> bool:
        """There is no socket."""
        return False

    def watch(self, on_headset: Callable[[bool], None]) -> None:
        """Nothing will ever be plugged in."""

    def play(self, wav: bytes, output: Output, volume: int = USUAL_VOLUME, *, after: bool = False) -> None:
        """Stay silent."""

    def sounding(self) -> bool:
        """Never."""
        return False

    def stop(self) -> None:
        """Stay silent."""

    def restart(self) -> None:
        """There is nothing to start."""

    def close(self) -> None:
        """Nothing is held."""
