"""A terminal's core as a process that may be killed at any moment of an upload.

Usage: python -m tests.faults.photo_process FOLDER HEAD SIZE     HEAD: first bytes of each photo, in hexadecimal
Keeps one record with two photos after the other, says "kept" for each, and sends in small pieces, until killed.
"""

import secrets
import sys
from pathlib import Path

from sync.protocol.clock import SystemClock
from sync.protocol.ids import new_reference, uuid7
from sync.terminal.attachments import Attachments
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.identity import load_identity
from sync.terminal.outbox import Outbox
from sync.terminal.uploading import UploadStep
from sync.terminal.worker import SyncWorker
from tests.sync.terminal.parts import SMALL_ROOM

IDENTITY = "identity.json"
DATABASE = "terminal.db"
_PIECE_BYTES = 4 << 10


def main(folder: Path, head: bytes, size: int) -> None:
    """Until somebody kills us."""
    identity = load_identity(folder / IDENTITY, board="")
    clock = SystemClock()
    database = TerminalDatabase.open(folder / DATABASE, room=SMALL_ROOM)
    outbox = Outbox(database, identity, clock)
    client = CentralClient(identity.central_url, identity)
    uploading = UploadStep(Attachments(database), client, clock, piece_bytes=_PIECE_BYTES)
    worker = SyncWorker(outbox, client, clock, startup_spread_s=0.0, uploading=uploading)
    while True:
        record = uuid7(clock.now())
        photos = [outbox.seal_photo(head + secrets.token_bytes(size - len(head)), record) for _ in range(2)]
        outbox.put("report", "report", 1, new_reference(), {"text": "melding"}, record_id=record, photos=photos)
        print("kept", flush=True)
        while outbox.counts().waiting or Attachments(database).counts().waiting:
            worker.step()


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]))
