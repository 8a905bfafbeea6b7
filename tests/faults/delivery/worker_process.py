"""A central that does nothing but hand on, as a process of its own, to be killed by another.

Usage: python -m tests.faults.delivery.worker_process SYSTEM URL FOLDER AHEAD_S, where AHEAD_S is how far its clock runs
ahead: what it did not survive is in doubt only after minutes, and nobody waits for those.
"""

import secrets
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.central.delivery.work import Work
from sync.central.delivery.worker import delivering
from sync.central.storage.database import open_database
from tests.faults.delivery.systems import SYSTEMS
from tests.sync.central.delivery.scenes import opener_on
from tests.sync.central.ticking import TickingClock


class AheadClock(TickingClock):
    """The machine's clock, so many seconds ahead."""

    def now(self) -> datetime:
        """The wall clock."""
        return datetime.now(UTC) + timedelta(seconds=self.up_s)

    def monotonic_s(self) -> float:
        """Seconds since this boot."""
        return time.monotonic()


def main(name: str, url: str, folder: Path, ahead_s: float) -> None:
    """Hand on until killed."""
    database = open_database(f"sqlite:///{folder / 'central.db'}")
    clock = AheadClock(up_s=ahead_s)
    target = SYSTEMS[name].target(url, clock)
    opener = opener_on(database, folder)
    with delivering([Work(target, ("report",), database, opener, clock, secrets.randbits)]):
        print("handing on", flush=True)
        time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]))
