"""What the rest of the house knows of a presence sensor. It sees that somebody is there, never who."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class PresenceState(StrEnum):
    """What a sensor can be, as a person understands it. A closed set; each has its words in the translations."""

    READY = "ready"
    NOT_CONNECTED = "not_connected"
    FAULT = "fault"


OnSeen = Callable[[], None]
"""Told that somebody has come, in the sensor's own thread."""


class PresenceSensor(Protocol):
    """A sensor. Nothing here raises: a fault is a state, and with it nobody is seen."""

    def state(self) -> PresenceState:
        """How it is. Returns at once."""
        ...

    def seen(self) -> float | None:
        """Seconds since somebody was seen, 0 while somebody is; None when nobody was yet. Returns at once."""
        ...

    def watch(self, on_seen: OnSeen) -> None:
        """From now on `on_seen` hears when somebody comes, and nobody else does."""
        ...

    def restart(self) -> None:
        """Let go of it and open it anew, because a person wants that. Returns at once; `state` tells the rest."""
        ...

    def close(self) -> None:
        """Let go of the sensor."""
        ...
