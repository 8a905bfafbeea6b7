"""A terminal's core as a process that may be killed at any moment: records go out, numbered slips are printed.

Usage: python -m tests.faults.terminal_process FOLDER COUNT     COUNT records, 0 for as many as it gets to make
The "paper" is a file: what has been written to it, a visitor holds in his hand.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlite_utils import Database, Migrations

from sync.protocol.clock import SystemClock
from sync.protocol.ids import new_reference, uuid7
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.identity import load_identity
from sync.terminal.outbox import Outbox
from sync.terminal.worker import SyncWorker
from tests.sync.terminal.parts import SMALL_ROOM

PAPER = "paper.txt"
IDENTITY = "identity.json"
DATABASE = "terminal.db"
SLIPS = Migrations("slips")


@SLIPS()
def slip_tables(database: Database) -> None:
    """A slip for each record: the stand-in for the print journal and its number cursor."""
    database.execute("CREATE TABLE slip (number INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT")


def open_database(folder: Path) -> TerminalDatabase:
    """The terminal's database with the table of slips."""
    return TerminalDatabase.open(folder / DATABASE, [SLIPS], SMALL_ROOM)


def make_record(outbox: Outbox) -> tuple[int, UUID]:
    """Hand in one record, with the next slip in the same transaction (sync rule 7); the slip's number."""
    numbers: list[int] = []
    record_id = uuid7(SystemClock().now())

    def slip(connection: sqlite3.Connection) -> None:
        row = connection.execute("SELECT ifnull(max(number), 0) + 1 FROM slip").fetchone()
        connection.execute("INSERT INTO slip VALUES (?, ?)", (row[0], str(record_id)))
        numbers.append(row[0])

    outbox.put("report", "report", 1, new_reference(), {"text": "melding"}, also=slip, record_id=record_id)
    return numbers[-1], record_id


def main(folder: Path, count: int) -> None:
    """Make records, print slips, and send, until all is made or somebody kills us."""
    identity = load_identity(folder / IDENTITY, board="")
    database = open_database(folder)
    outbox = Outbox(database, identity, SystemClock())
    worker = SyncWorker(outbox, CentralClient(identity.central_url, identity), SystemClock(), startup_spread_s=0.0)
    worker.start()
    paper = os.open(folder / PAPER, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    made = 0
    while count == 0 or made < count:
        number, record_id = make_record(outbox)
        os.write(paper, f"{number} {record_id}\n".encode("ascii"))
        worker.wake()
        made += 1
    worker.stop()
    database.close()


def run(words: Sequence[str]) -> None:
    """As the command says."""
    folder, count = words
    main(Path(folder), int(count))


if __name__ == "__main__":
    run(sys.argv[1:])
