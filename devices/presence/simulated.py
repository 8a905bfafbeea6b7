"""A presence sensor before which people come and go as they are told, with bad days."""

import time
from collections.abc import Callable
from enum import StrEnum
from threading import Lock

from devices.presence.port import OnSeen, PresenceState


class Trouble(StrEnum):
    """What can be wrong with it."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    BROKEN = "broken"
    STUCK = "stuck"
    """It sees somebody for ever: the sun shines on it."""


_STATES = {Trouble.UNPLUGGED: PresenceState.NOT_CONNECTED, Trouble.BROKEN: PresenceState.FAULT}


class SimulatedPresence:
    """`come` and `leave` are what a person does; `trouble` is set by whoever wants to see what happens then."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self.trouble = Trouble.NONE
        self._now_s = now_s
        self._lock = Lock()
        self._there = False
        self._left_at_s: float | None = None
        self._on_seen: OnSeen | None = None

    def come(self) -> None:
        """Somebody steps before it. May be called from any thread."""
        with self._lock:
            new, self._there = not self._there, True
            told = self._on_seen
        if new and told is not None and self.trouble not in _STATES:
            told()

    def leave(self) -> None:
        """Nobody is there any more. May be called from any thread."""
        with self._lock:
            if self._there:
                self._left_at_s = self._now_s()
            self._there = False

    def state(self) -> PresenceState:
        """How it is."""
        return _STATES.get(self.trouble, PresenceState.READY)

    def seen(self) -> float | None:
        """Seconds since somebody was there."""
        with self._lock:
            there, left_at_s = self._there, self._left_at_s
        if self.trouble in _STATES:
            return None
        if there or self.trouble is Trouble.STUCK:
            return 0.0
        return None if left_at_s is None else self._now_s() - left_at_s

    def watch(self, on_seen: OnSeen) -> None:
        """Tell `on_seen`."""
        with self._lock:
            self._on_seen = on_seen

    def restart(self) -> None:
        """What was broken is mended by that; a cable that is out stays out."""
        if self.trouble is Trouble.BROKEN:
            self.trouble = Trouble.NONE

    def close(self) -> None:
        """Tell nobody any more."""
        with self._lock:
            self._on_seen = None
