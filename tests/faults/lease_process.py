"""A terminal without a network that promises from what it was lent, as a process that may be killed.

Usage: python -m tests.faults.lease_process FOLDER COUNT SEED     COUNT numbers and as many appointments
The "paper" is a file: what has been written to it, a visitor holds in his hand. Each line: what, of which record.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlite_utils import Database, Migrations

from sync.protocol.ids import uuid7
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.messages import NumberRequest
from sync.protocol.printed import PrintedAppointment, PrintedNumber
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import StorageError
from sync.terminal.leases import Leases, LeaseSpentError, NothingLeftError
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import SMALL_ROOM, START, SteppedClock, identity, seeded

PAPER = "paper.txt"
DATABASE = "terminal.db"
JOBS = Migrations("jobs")


@JOBS()
def job_table(database: Database) -> None:
    """The stand-in for the print journal."""
    database.execute("CREATE TABLE job (code TEXT NOT NULL, record TEXT NOT NULL) STRICT")


def open_terminal(folder: Path, seed: int) -> tuple[TerminalDatabase, Outbox, Leases]:
    """The terminal's database with the table of print jobs, and what works on it."""
    database = TerminalDatabase.open(folder / DATABASE, [JOBS], SMALL_ROOM)
    clock = SteppedClock()
    outbox = Outbox(database, identity(), clock, seeded(seed))
    return database, outbox, Leases(database, outbox, clock, seeded(seed + 1000))


def _enlist(connection: sqlite3.Connection, code: str, record: UUID) -> None:
    connection.execute("INSERT INTO job VALUES (?, ?)", (code, str(record)))


def give_number(leases: Leases, record: UUID) -> str:
    """Give out the next number, with its print job; its code."""
    request = NumberRequest(id=record, location="gemeentehuis", service="burgerzaken")

    def also(connection: sqlite3.Connection, printed: PrintedNumber) -> None:
        _enlist(connection, printed.code, record)

    return leases.keep_number(request, None, also).code


def make_appointment(leases: Leases, outbox: Outbox, record: UUID) -> str:
    """Promise the first place there is, with its print job; its lease."""
    slot = leases.slots("gemeentehuis", 15, START)[0]
    promised = PrintedAppointment(
        product="paspoort",
        location=slot.location,
        start=slot.start,
        minutes=15,
        reference="K7P4XQ",
        lease=slot.id,
    )
    sealed = outbox.seal(promised.model_dump(mode="json"), APPOINTMENT, record)
    code = str(slot.id)
    leases.keep_appointment(
        promised, record, sealed, outbox.key_id, lambda connection: _enlist(connection, code, record)
    )
    return code


def main(folder: Path, count: int, seed: int) -> None:
    """Promise, and print each promise once it is kept; what could not be kept is not printed."""
    random_bits = seeded(seed)
    _, outbox, leases = open_terminal(folder, seed)
    paper = os.open(folder / PAPER, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    for _ in range(count):
        for promise in (give_number, lambda leases, record: make_appointment(leases, outbox, record)):
            record = uuid7(START, random_bits)
            try:
                code = promise(leases, record)
            except (StorageError, NothingLeftError, LeaseSpentError, IndexError) as error:
                print(type(error).__name__, flush=True)
            else:
                os.write(paper, f"{code} {record}\n".encode("ascii"))


def run(words: Sequence[str]) -> None:
    """As the command says."""
    folder, count, seed = words
    main(Path(folder), int(count), int(seed))


if __name__ == "__main__":
    run(sys.argv[1:])
