"""Whose records a database holds, and how they are numbered: terminal, central, incarnation, sequence, epoch.

Records are ordered by (terminal, incarnation, seq), never by the wall clock (sync rule 26), so that a number may never
be given twice. The incarnation is the central's to give: it comes with enrolling, and the central lets in the newest
only (sync rule 23). A fresh database after damage (sync rule 10) cannot ask for another, since visitors are helped
while the central is away. It stays in the incarnation and begins a new life in it: the life's number is the upper
part of `seq`, so all that a new life numbers comes after all that the lost one can have numbered. Which life was the
last is kept in a small file beside the database, and written before the first record of that life can be: a crash
in between wastes a number, and wasting is harmless. When both files are gone (a new card), so is the
identity, and enrolling again gives a new incarnation.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sync.terminal.database import TerminalDatabase
from sync.terminal.durable import write_durably
from sync.terminal.errors import StorageError
from sync.terminal.identity import Identity

SEQ_BITS_OF_ONE_LIFE = 40
"""A million records each second for twelve days; two million lives fit in the 62 bits of a seq."""

_NO_LIFE = -1


class WrongOwnerError(StorageError):
    """The database holds records of another terminal or for another central: start with a database of its own."""


@dataclass(frozen=True)
class Owner:
    """The owner row as it is now."""

    terminal: str
    central_id: UUID
    incarnation: int


def claim(database: TerminalDatabase, identity: Identity) -> Owner:
    """Make this database the terminal's own; raises WrongOwnerError."""
    owner = read_owner(database)
    if owner is None:
        _begin_life(database, identity)
    elif (owner.terminal, owner.central_id) != (identity.terminal, identity.central_id):
        raise WrongOwnerError(f"{database.path} holds records of terminal {owner.terminal}, or for another central")
    elif owner.incarnation != identity.incarnation:
        with database.transaction() as connection:
            # The epoch stays: what was acknowledged under it may have to be sent again (sync rule 20).
            connection.execute("UPDATE owner SET incarnation = ?", (identity.incarnation,))
    return Owner(identity.terminal, identity.central_id, identity.incarnation)


def read_owner(database: TerminalDatabase) -> Owner | None:
    """The owner row; None in a fresh database."""
    rows = database.query("SELECT terminal, central_id, incarnation FROM owner")
    return Owner(rows[0][0], UUID(rows[0][1]), rows[0][2]) if rows else None


def next_seq(connection: sqlite3.Connection) -> tuple[int, int]:
    """The incarnation and the next sequence number in it, used up if the transaction commits."""
    row = connection.execute("UPDATE owner SET last_seq = last_seq + 1 RETURNING incarnation, last_seq").fetchall()[0]
    return row[0], row[1]


def _begin_life(database: TerminalDatabase, identity: Identity) -> None:
    life = _last_life(database) + 1
    write_durably(_life_file(database.path), f"{life}\n".encode("ascii"))
    values = (identity.terminal, str(identity.central_id), str(identity.epoch), identity.incarnation)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO owner (one, terminal, central_id, epoch, incarnation, last_seq) VALUES (1, ?, ?, ?, ?, ?)",
            (*values, life << SEQ_BITS_OF_ONE_LIFE),
        )


def _last_life(database: TerminalDatabase) -> int:
    """The highest that is known without an owner row: from the file beside, or from records that were salvaged."""
    salvaged = database.query("SELECT max(seq) FROM outbox")[0][0]
    life = _NO_LIFE if salvaged is None else salvaged >> SEQ_BITS_OF_ONE_LIFE
    try:
        return max(life, int(_life_file(database.path).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return int(life)


def _life_file(database_path: Path) -> Path:
    return database_path.with_name(database_path.name + ".life")
