"""Time as a parameter, so that a week of outages can be simulated in seconds (design.md, idea 9)."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What the code may know of time: the wall clock for people, the monotonic one for waiting."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. May jump."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never jump and mean nothing after a restart."""
        ...

    def boot_id(self) -> str:
        """A name of this boot of the machine, to which monotonic_s belongs (sync rule 26)."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The machine's wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment of this boot."""
        return time.monotonic()

    def boot_id(self) -> str:
        """The kernel's id of this boot; empty where the kernel tells none."""
        try:
            return _BOOT_ID_FILE.read_text(encoding="ascii").strip()
        except OSError:
            return ""
