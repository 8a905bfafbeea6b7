"""What a visitor can want about what is heard."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SetSpeech:
    """Read aloud from now on, or no more. `by_hand` when a person asked for it, not a plug."""

    on: bool
    by_hand: bool = True


@dataclass(frozen=True)
class ChangeVolume:
    """So many steps louder; softer below nought."""

    by: int


@dataclass(frozen=True)
class ChangeRate:
    """So many steps faster; slower below nought."""

    by: int


Listening = SetSpeech | ChangeVolume | ChangeRate
