"""Whose records a database holds, and how they are numbered: terminal, central, incarnation, sequence, epoch.

An incarnation is one life of the terminal's database: records are ordered by (terminal, incarnation, seq), never by the
wall clock (sync rule 26), so a number may never be given twice. A fresh database knows nothing of the numbers that
a lost or damaged one gave out, therefore it begins a new incarnation. It cannot ask the central for one, since visitors
are helped while the central is away; it takes the next number itself. Which was the last is kept in a small file
beside the database, and written before the first record of the incarnation can be: a crash in between wastes a
number, and wasting is harmless. When both files are lost (a new card), the identity is lost too, and
enrolling again gives an incarnation from the central; `claim` takes the highest number that anybody knows of.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sync.terminal.database import TerminalDatabase
from sync.terminal.durable import write_durably
from sync.terminal.errors import StorageError
from sync.terminal.identity import Identity


class WrongOwnerError(StorageError):
    """The database holds records of another terminal or for another central: start with a database of its own."""


@dataclass(frozen=True)
class Owner:
    """The owner row as it is now."""

    terminal: str
    central_id: UUID
    epoch: UUID
    incarnation: int


def claim(database: TerminalDatabase, identity: Identity) -> Owner:
    """Make this database the terminal's own, in an incarnation of its own; raises WrongOwnerError."""
    owner = read_owner(database)
    if owner is None:
        _begin_incarnation(database, identity, after=_last_incarnation(database))
    elif (owner.terminal, owner.central_id) != (identity.terminal, identity.central_id):
        raise WrongOwnerError(f"{database.path} holds records of terminal {owner.terminal} for another central or name")
    elif owner.incarnation < identity.incarnation:
        _begin_incarnation(database, identity, after=owner.incarnation)
    owner = read_owner(database)
    if owner is None:
        raise StorageError(f"{database.path} does not keep its owner")
    return owner


def read_owner(database: TerminalDatabase) -> Owner | None:
    """The owner row; None in a fresh database."""
    rows = database.query("SELECT terminal, central_id, epoch, incarnation FROM owner")
    if not rows:
        return None
    terminal, central_id, epoch, incarnation = rows[0]
    return Owner(terminal, UUID(central_id), UUID(epoch), incarnation)


def next_seq(connection: sqlite3.Connection) -> tuple[int, int]:
    """The incarnation and the next sequence number in it, used up if the transaction commits."""
    row = connection.execute("UPDATE owner SET last_seq = last_seq + 1 RETURNING incarnation, last_seq").fetchall()[0]
    return row[0], row[1]


def _begin_incarnation(database: TerminalDatabase, identity: Identity, after: int) -> None:
    incarnation = max(after + 1, identity.incarnation)
    _note_incarnation(database.path, incarnation)
    values = (identity.terminal, str(identity.central_id), str(identity.epoch), incarnation)
    with database.transaction() as connection:
        # The epoch of a known owner stays: what was acknowledged under it may have to be sent again (sync rule 20).
        connection.execute(
            "INSERT INTO owner (one, terminal, central_id, epoch, incarnation, last_seq) VALUES (1, ?, ?, ?, ?, 0)"
            " ON CONFLICT (one) DO UPDATE SET incarnation = excluded.incarnation, last_seq = 0",
            values,
        )


def _incarnation_file(database_path: Path) -> Path:
    return database_path.with_name(database_path.name + ".incarnation")


def _last_incarnation(database: TerminalDatabase) -> int:
    """The highest that is known without an owner row: from the file beside, or from records that were salvaged."""
    salvaged = int(database.query("SELECT ifnull(max(incarnation), 0) FROM outbox")[0][0])
    try:
        return max(salvaged, int(_incarnation_file(database.path).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return salvaged


def _note_incarnation(database_path: Path, incarnation: int) -> None:
    write_durably(_incarnation_file(database_path), f"{incarnation}\n".encode("ascii"))
