"""A terminal on a disk that fills up. Prints what happened as one JSON object.

Usage: python -m tests.faults.full_disk_process FOLDER     FOLDER is on a small file system of its own
"""

import json
import sys
from pathlib import Path
from typing import Any

from sync.protocol.ids import new_reference
from sync.protocol.messages import RecordStatus
from sync.terminal.ballast import Room
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFullError
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import SteppedClock, answer, identity, seeded

_ROOM = Room(min_free_bytes=0)
_TEXT_BYTES = 64_000


def main(folder: Path) -> dict[str, Any]:
    """Fill the disk with records until the visitor is told; then note the central's answers; then make room again."""
    bits = seeded(3)
    (folder / "somebody-elses").write_bytes(bytes(6 << 20))
    database = TerminalDatabase.open(folder / "terminal.db", room=_ROOM)
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))

    def put() -> None:
        outbox.put("report", "report", 1, new_reference(), {"text": f"{bits(8 * _TEXT_BYTES):x}"})

    kept = 0
    refused = ""
    while not refused:
        try:
            put()
            kept += 1
        except DiskFullError as error:
            refused = str(error)
    told: dict[str, Any] = {"kept": kept, "refused": refused, "waiting_when_full": outbox.counts().waiting}
    # Somebody else takes the last block, so that not even an answer has room.
    filler = (folder / "filler").open("wb", buffering=0)
    try:
        while True:
            filler.write(b"x" * 512)
    except OSError:
        filler.close()
    asked = 0
    while pending := outbox.pending(1):
        outbox.mark(answer((pending[0].id, RecordStatus.CREATED)))
        asked += 1
    told["acknowledged"] = outbox.counts().acknowledged
    told["asked_to_acknowledge"] = asked
    told["ballast_given_up"] = not (folder / "terminal.db.ballast").exists()
    told["room_while_full"] = database.has_room()
    (folder / "filler").unlink()
    (folder / "somebody-elses").unlink()
    outbox.tidy_log()
    told["room_after"] = database.has_room()
    put()
    database.close()
    reopened = TerminalDatabase.open(folder / "terminal.db", room=_ROOM)
    counts = Outbox(reopened, identity(), SteppedClock(), seeded(2)).counts()
    told["after_reopening"] = counts.waiting + counts.acknowledged
    told["set_aside"] = counts.set_aside
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
