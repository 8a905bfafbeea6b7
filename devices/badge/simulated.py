"""A badge reader that is told what is held to it, and has bad days."""

import hashlib
import threading
from collections.abc import Sequence
from enum import StrEnum

from devices.badge.holding import HoldingReader
from devices.badge.port import Badge, BadgeKind, BadgeState, BadgeTrouble, Held


class Trouble(StrEnum):
    """What can be wrong with the reader."""

    NONE = "none"
    NO_READER = "no_reader"
    NO_SERVICE = "no_service"
    FAULT = "fault"
    FLAKY = "flaky"
    """Every other badge is taken for one that was pulled away."""


_STATES = {
    Trouble.NO_READER: BadgeState.NO_READER,
    Trouble.NO_SERVICE: BadgeState.NO_SERVICE,
    Trouble.FAULT: BadgeState.FAULT,
}


def badge_called(name: str, kind: BadgeKind = BadgeKind.STRONG) -> Badge:
    """The simulated badge of that name: always the same key, which a list of badges can name too.

    >>> badge_called("volunteer").key[:8]
    'af19ca7a'
    """
    return Badge(kind, hashlib.sha256(b"simulated:" + name.encode()).hexdigest())


class SimulatedBadgeReader(HoldingReader):
    """Thread-safe; what a person does to a reader is a method, what ails it is `trouble`."""

    def __init__(self) -> None:
        super().__init__(BadgeState.READY)
        self._trouble = Trouble.NONE
        self._lies_there: Held = None
        self._inserts = 0
        self._handling = threading.RLock()
        self.trusted: tuple[bytes, ...] = ()
        """The authorities it was last told to believe, for who wants to see that they arrived."""

    @property
    def trouble(self) -> Trouble:
        """What is wrong with it now."""
        return self._trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        """What lies on a reader that was away is read again when it is back."""
        with self._handling:
            self._trouble = trouble
            self._look()

    def insert(self, what: Badge | BadgeTrouble) -> None:
        """Hold something to the reader and leave it there. What was there is taken away first."""
        with self._handling:
            self.remove()
            self._inserts += 1
            pulled = self._trouble is Trouble.FLAKY and self._inserts % 2 == 1
            self._lies_there = BadgeTrouble.PULLED if pulled else what
            self._look()

    def remove(self) -> None:
        """Take away what is held to it."""
        with self._handling:
            self._lies_there = None
            self._look()

    def trust(self, ca_certificates: Sequence[bytes]) -> None:
        """Only remembered: whether a simulated badge is genuine is said when it is inserted."""
        self.trusted = tuple(ca_certificates)

    def restart(self) -> None:
        """A fault is over after that; a cable that is out stays out."""
        if self._trouble is Trouble.FAULT:
            self.trouble = Trouble.NONE

    def close(self) -> None:
        """Nothing is held."""
        self.remove()

    def _look(self) -> None:
        state = _STATES.get(self._trouble, BadgeState.READY)
        self._holding.become(state, self._lies_there if state is BadgeState.READY else None)
