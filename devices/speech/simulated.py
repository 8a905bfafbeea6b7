"""A voice for tests and development: writes down what would be heard, and where."""

from dataclasses import dataclass, field

from devices.sound.port import USUAL_VOLUME, Output, Sound
from devices.sound.simulated import SimulatedSound
from devices.speech.port import USUAL_RATE, SpeechState

_KEPT = 1000
"""So many texts are remembered: a demo runs all day."""


@dataclass(frozen=True)
class Said:
    """One text and its language; where it was heard, how loud (0 to 10) and how fast (0 to 6)."""

    text: str
    language: str
    output: Output = Output.SPEAKER
    volume: int = USUAL_VOLUME
    rate: int = USUAL_RATE


@dataclass
class SimulatedSpeaker:
    """Speaks for ever, until it is stopped: `speaking` is what sounds now. Its troubles are set from outside."""

    sound: Sound = field(default_factory=SimulatedSound)
    languages: frozenset[str] = frozenset({"nl", "en", "de", "pl", "tr", "ar", "uk"})
    said: list[Said] = field(default_factory=list)
    speaking: Said | None = None
    trouble: SpeechState = SpeechState.READY
    volume: int = USUAL_VOLUME
    rate: int = USUAL_RATE

    def say(self, text: str, language: str, private: bool = False) -> None:
        """Write it down, if it would be heard."""
        self.speaking = None
        output = Output.HEADSET if self.sound.headset() else Output.SPEAKER
        if private and output is Output.SPEAKER:
            return
        if self.trouble is SpeechState.READY and language in self.languages:
            self.speaking = Said(text, language, output, self.volume, self.rate)
            self.said.append(self.speaking)
            del self.said[:-_KEPT]

    def stop(self) -> None:
        """Silence."""
        self.speaking = None

    def adjust(self, volume: int, rate: int) -> None:
        """Write down how loud and how fast from now on."""
        self.volume, self.rate = volume, rate

    def can_say(self, language: str) -> bool:
        """Whether `language` is one of its languages."""
        return language in self.languages and self.trouble is not SpeechState.NOT_INSTALLED

    def state(self) -> SpeechState:
        """The trouble that was set."""
        return self.trouble

    def restart(self) -> None:
        """Silence; what is missing stays so."""
        self.stop()

    def close(self) -> None:
        """Silence."""
        self.stop()
