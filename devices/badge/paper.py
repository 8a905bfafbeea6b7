"""Badges on paper: a scanner reads them, and they count as held to the reader for a moment.

A picture of one is as good as the paper itself, so such a badge is a simple one, worth nothing without its PIN.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from devices.badge.port import Badge, BadgeReader, BadgeState, Held, OnHeld

HELD_S = 3.0
"""As long as a badge counts whose reader does not tell that it leaves."""


class Timer(Protocol):
    """What is used of threading.Timer."""

    daemon: bool

    def start(self) -> None:
        """Begin to wait."""
        ...

    def cancel(self) -> None:
        """Wait no longer."""
        ...


class PaperBadges:
    """A badge reader beside which badges on paper count; without `reader` these are all there are. Thread-safe."""

    def __init__(
        self,
        reader: BadgeReader | None = None,
        later: Callable[[float, Callable[[], None]], Timer] = threading.Timer,
    ) -> None:
        self._reader = reader
        self._later = later
        self._paper: Badge | None = None
        self._timer: Timer | None = None
        self._watchers: tuple[OnHeld, ...] = ()
        self._lock = threading.RLock()
        if reader is not None:
            reader.watch(self._changed)

    def show(self, badge: Badge) -> None:
        """A badge on paper was scanned. What lies on the reader goes before it."""
        with self._lock:
            if self._reader is not None and self._reader.held() is not None:
                return
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._later(HELD_S, self._over)
            self._timer.daemon = True
            self._timer.start()
            if badge != self._paper:
                self._paper = badge
                self._tell(badge)

    def state(self) -> BadgeState:
        """How the reader is; paper is always well."""
        return self._reader.state() if self._reader is not None else BadgeState.READY

    def held(self) -> Held:
        """What is held to the reader, or else was scanned a moment ago."""
        held = self._reader.held() if self._reader is not None else None
        return held if held is not None else self._paper

    def watch(self, on_change: OnHeld) -> None:
        """Tell `on_change` from now on."""
        with self._lock:
            self._watchers = (*self._watchers, on_change)

    def trust(self, ca_certificates: Sequence[bytes]) -> None:
        """The reader's affair."""
        if self._reader is not None:
            self._reader.trust(ca_certificates)

    def restart(self) -> None:
        """The reader's affair."""
        if self._reader is not None:
            self._reader.restart()

    def close(self) -> None:
        """Forget the paper; the reader is closed by whoever made it."""
        with self._lock:
            self._watchers = ()
            if self._timer is not None:
                self._timer.cancel()

    def _changed(self, held: Held) -> None:
        with self._lock:
            if held is not None:
                self._paper = None
            self._tell(held if held is not None else self._paper)

    def _over(self) -> None:
        with self._lock:
            if self._paper is not None:
                self._paper = None
                self._tell(self.held())

    def _tell(self, held: Held) -> None:
        for watcher in self._watchers:
            watcher(held)
