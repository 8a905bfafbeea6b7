"""What happened, in order: counted, remembered for a while, and summed up in a digest that proves a replay."""

import hashlib
from collections import Counter, deque

from tests.simulation.schedule import Schedule

REMEMBERED = 60


class History:
    """Everything that somebody in the world noticed. Nothing goes in here that differs between two runs of a seed."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._sum = hashlib.sha256()
        self.counts: Counter[str] = Counter()
        self.last: deque[str] = deque(maxlen=REMEMBERED)

    def note(self, kind: str, *details: object) -> None:
        """Something happened."""
        self.counts[kind] += 1
        words = " ".join(map(str, details))
        line = f"{self._schedule.events:>8} {self._schedule.now_s:>11.2f}s {kind} {words}"
        self._sum.update(line.encode())
        self.last.append(line)

    def digest(self) -> str:
        """The same for two runs in which the same happened."""
        return self._sum.hexdigest()[:16]
