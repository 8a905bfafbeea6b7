"""How one visitor reads and hears: dropped with the visit (acceptance row A13)."""

from dataclasses import dataclass, replace

from devices.sound.port import USUAL_VOLUME, VOLUMES
from devices.speech.port import RATE_PERCENT, USUAL_RATE
from kiosk.journeys.listening import ChangeRate, ChangeVolume, Listening, SetSpeech


@dataclass(frozen=True)
class Settings:
    """What a visitor has chosen; back to these defaults when the visit ends (accessibility.md, 1.5)."""

    language: str = "nl"
    text_size: int = 0
    """0 normal, 1 large, 2 larger, 3 largest."""
    contrast: int = 0
    """Which of the themes: 0 is the town's own."""
    speech: bool = False
    hushed: bool = False
    """Reading aloud was switched off by hand: no key and no plug switches it on again in this visit."""
    volume: int = USUAL_VOLUME
    """0 to 10."""
    rate: int = USUAL_RATE
    """How fast is read aloud: an index of RATE_PERCENT."""

    @property
    def seen(self) -> "Settings":
        """Only what changes the picture: louder is the same picture."""
        return replace(self, hushed=False, volume=USUAL_VOLUME, rate=USUAL_RATE)


def heard_so(settings: Settings, wish: Listening) -> Settings:
    """The settings after a wish. Louder than the loudest is the loudest.

    >>> heard_so(Settings(volume=9), ChangeVolume(5)).volume
    10
    """
    match wish:
        case SetSpeech(on, by_hand):
            if on and not by_hand and settings.hushed:
                return settings
            return replace(settings, speech=on, hushed=by_hand and not on)
        case ChangeVolume(by):
            return replace(settings, volume=_within(settings.volume + by, VOLUMES))
        case ChangeRate(by):
            return replace(settings, rate=_within(settings.rate + by, len(RATE_PERCENT)))


def _within(step: int, steps: int) -> int:
    return max(0, min(steps - 1, step))
