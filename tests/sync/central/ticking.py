"""A clock that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday, 13:00 in the demo town."""


@dataclass
class TickingClock:
    """Both clocks of one machine; `tick` moves them together."""

    wall: datetime = START
    up_s: float = 1000.0

    def now(self) -> datetime:
        """The wall clock."""
        return self.wall

    def monotonic_s(self) -> float:
        """Seconds since this boot."""
        return self.up_s

    def boot_id(self) -> str:
        """Always the same boot."""
        return "boot-1"

    def tick(self, **by: float) -> None:
        """Let time pass: tick(minutes=5)."""
        passed = timedelta(**by)
        self.wall += passed
        self.up_s += passed.total_seconds()
