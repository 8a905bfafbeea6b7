"""Volunteers at a terminal whose disk is full. Prints what happened as one JSON object.

Usage: python -m tests.faults.full_trail_process FOLDER     FOLDER is on a small file system of its own
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.badge.simulated import SimulatedBadgeReader
from kiosk.volunteers import trail as trails
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import Away
from kiosk.volunteers.trail import AuditTrail
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from sync.protocol.badges import Act
from sync.protocol.clock import SystemClock
from sync.terminal.ballast import Room
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from tests.kiosk.volunteers.test_desk import CARD, LIST, PIN, TAG, Lists
from tests.sync.terminal.parts import identity, opened, seeded

_ROOM = Room(min_free_bytes=0)
_PATIENCE_S = 10.0


def main(folder: Path) -> dict[str, Any]:
    """Sign in and act while there is room, while there is none, and when there is again."""
    trails.AGAIN_S = 0.2
    clock = SystemClock()
    database = TerminalDatabase.open(folder / "terminal.db", (VOLUNTEER_MIGRATIONS,), room=_ROOM)
    outbox = Outbox(database, identity(), clock, seeded(1))
    trail = AuditTrail(outbox, seeded(8), clock)
    reader = SimulatedBadgeReader()
    desk = VolunteerDesk(reader, Lists(LIST), PinTries(database, clock), trail, clock)
    desk.start()
    reader.insert(CARD)
    _until(lambda: outbox.counts().waiting == 1)
    _fill(folder, outbox, database)
    full = outbox.counts().waiting
    desk.acted(Act.PAPER)
    _until(lambda: not desk.is_written_down)
    reader.remove()
    reader.insert(TAG)
    desk.pin(PIN)
    _until(lambda: isinstance(desk.state, Away))
    told: dict[str, Any] = {"pin": desk.state.why if isinstance(desk.state, Away) else ""}
    time.sleep(1.2)
    desk.tick()
    time.sleep(0.3)
    told["still_full"] = (not desk.is_written_down, outbox.counts().waiting - full)
    for path in folder.glob("filler*"):
        path.unlink()
    time.sleep(0.3)
    desk.tick()
    _until(lambda: desk.is_written_down)
    desk.close()
    database.close()
    return told | {"lines": _lines(folder, clock)}


def _fill(folder: Path, outbox: Outbox, database: TerminalDatabase) -> None:
    """Until there is no room for another record, and none for a wrong PIN that is to be counted either."""
    number = 0
    while database.has_room():
        number += 1
        try:
            (folder / f"filler-{number}").write_bytes(bytes(256 << 10))
        except OSError:
            database.use_reserve()
            break
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 512)
        except OSError:
            return


def _lines(folder: Path, clock: SystemClock) -> list[tuple[str, str, bool]]:
    """As the next start finds them: the event, what it was about, and whether it had to wait."""
    database = TerminalDatabase.open(folder / "terminal.db", (VOLUNTEER_MIGRATIONS,), room=_ROOM)
    found = [opened(record) for record in Outbox(database, identity(), clock).pending()]
    database.close()
    return [(line["event"], line.get("act") or line.get("why") or "", line.get("late_s", 0) > 0) for line in found]


def _until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline_s, "it did not come so far"
        time.sleep(0.01)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
