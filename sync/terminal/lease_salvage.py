"""Leases in a damaged database: told to the central as unsure, and never used again (sync rules 10, 30).

A row that can still be read may be an older state of its page: a place that reads `held` may have been promised in the
log that was lost. So nothing that comes out of a damaged file is given out, nor returned: it stays lent until its
time is past, or until a manager says otherwise. A few places less are harmless, one given out twice is not.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from sync.protocol.leases import NumberLease, SlotLease
from sync.terminal.database import TerminalDatabase
from sync.terminal.lease_rows import add_block, add_slot, block_of, slot_of

_QUERY = "SELECT * FROM {} NOT INDEXED WHERE state IN ('held', 'returning', 'unsure')"
_log = logging.getLogger(__name__)


def salvage_leases(database: TerminalDatabase) -> int:
    """Bring over the leases of every set-aside file that was not searched before, as unsure; returns how many."""
    known = {row["file"] for row in database.query("SELECT file FROM lease_salvage")}
    return sum(_salvage_file(database, path) for path in database.set_aside if path.name not in known)


def _salvage_file(database: TerminalDatabase, path: Path) -> int:
    slots, blocks, whole = _read(path)
    incarnation = database.query("SELECT incarnation FROM owner")[0]["incarnation"]
    with database.transaction() as connection:
        for slot in slots:
            add_slot(connection, slot, "unsure")
        for block in blocks:
            add_block(connection, block, "unsure")
        connection.execute(
            "INSERT INTO lease_salvage (file, incarnation, whole) VALUES (?, ?, ?)",
            (path.name, incarnation, int(whole)),
        )
    _log.critical("%d leases of damaged %s are not used again", len(slots) + len(blocks), path.name)
    return len(slots) + len(blocks)


def _read(path: Path) -> tuple[list[SlotLease], list[NumberLease], bool]:
    """What can be read, and whether that is all."""
    damaged = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    damaged.row_factory = sqlite3.Row
    slots: list[SlotLease] = []
    blocks: list[NumberLease] = []
    try:
        # What was read before the damage is kept: `extend` adds one after the other.
        whole = _is_read(lambda: slots.extend(map(slot_of, damaged.execute(_QUERY.format("lease_slot")))))
        whole &= _is_read(lambda: blocks.extend(map(block_of, damaged.execute(_QUERY.format("lease_block")))))
    finally:
        damaged.close()
    return slots, blocks, whole


def _is_read(read: Callable[[], None]) -> bool:
    try:
        read()
    except (sqlite3.DatabaseError, ValueError, TypeError) as error:
        # A database from before leases were lent has no such table, and so nothing to lose.
        return "no such table" in str(error)
    return True
