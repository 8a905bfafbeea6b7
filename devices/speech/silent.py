"""For a terminal that shall not speak."""

from devices.speech.port import SpeechState


class SilentSpeaker:
    """Has no voice at all."""

    def say(self, text: str, language: str, private: bool = False) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Stay silent."""

    def adjust(self, volume: int, rate: int) -> None:
        """Stay silent."""

    def can_say(self, language: str) -> bool:
        """There is no voice for any language."""
        return False

    def state(self) -> SpeechState:
        """Nothing to speak with."""
        return SpeechState.NOT_INSTALLED

    def restart(self) -> None:
        """There is nothing to start."""

    def close(self) -> None:
        """Nothing is held."""
