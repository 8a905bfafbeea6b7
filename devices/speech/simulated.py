"""A voice for tests and development: writes down what it was asked to say."""

from dataclasses import dataclass, field

from devices.speech.port import SpeechState


@dataclass(frozen=True)
class Said:
    """One text and its language."""

    text: str
    language: str


@dataclass
class SimulatedSpeaker:
    """Speaks for ever, until it is stopped: `speaking` is what sounds now. Its troubles are set from outside."""

    languages: frozenset[str] = frozenset({"nl", "en", "de", "pl", "tr", "ar", "uk"})
    said: list[Said] = field(default_factory=list)
    speaking: Said | None = None
    trouble: SpeechState = SpeechState.READY

    def say(self, text: str, language: str) -> None:
        """Write it down, if it would be heard."""
        self.speaking = None
        if self.trouble is SpeechState.READY and language in self.languages:
            self.speaking = Said(text, language)
            self.said.append(self.speaking)

    def stop(self) -> None:
        """Silence."""
        self.speaking = None

    def can_say(self, language: str) -> bool:
        """Whether `language` is one of its languages."""
        return language in self.languages and self.trouble is not SpeechState.NOT_INSTALLED

    def state(self) -> SpeechState:
        """The trouble that was set."""
        return self.trouble

    def close(self) -> None:
        """Silence."""
        self.stop()
