"""The bad days of another system."""

from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Trouble(StrEnum):
    """What goes wrong. `*_before`: what was asked is not done; `*_after`: it is done, and the caller cannot know."""

    NONE = "none"
    SLOW = "slow"
    PORTAL = "portal"
    """Somebody else answers everything with a friendly page: 200, HTML."""
    DROPPED_BEFORE = "dropped_before"
    DROPPED_AFTER = "dropped_after"
    BROKEN_BEFORE = "broken_before"
    BROKEN_AFTER = "broken_after"
    SILENT_AFTER = "silent_after"
    PORTAL_AFTER = "portal_after"


@dataclass
class Day:
    """What today is like. Trouble, but for slow and portal, meets only what writes; so many `times`, or always."""

    trouble: Trouble = Trouble.NONE
    times: int | None = None
    slow_s: float = 2.0
    _lock: Lock = field(default_factory=Lock)

    def turns(self, trouble: Trouble, times: int | None = None) -> None:
        """From now on, `trouble` it is."""
        with self._lock:
            self.trouble, self.times = trouble, times

    def strikes(self, *, writes: bool) -> Trouble:
        """What meets this request."""
        with self._lock:
            if self.trouble in (Trouble.NONE, Trouble.SLOW, Trouble.PORTAL):
                return self.trouble
            if not writes or self.times == 0:
                return Trouble.NONE
            if self.times is not None:
                self.times -= 1
            return self.trouble
