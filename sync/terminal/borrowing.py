"""The terminal's half of lending: what it says it holds, and what an answer of the central changes (sync rule 23)."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sync.protocol.ids import RandomBits, uuid7
from sync.protocol.kinds import APPOINTMENT, CHANGE, NUMBER
from sync.protocol.leases import MAX_LEASES, LeaseAnswer, LeaseRequest
from sync.terminal.database import TerminalDatabase
from sync.terminal.lease_rows import (
    add_block,
    add_slot,
    block_of,
    forget_past,
    forget_returned,
    moment_text,
    set_state,
    slot_of,
)
from sync.terminal.owner import next_seq

GIVE_BACK_BEFORE = timedelta(minutes=90)
"""A place that nobody took goes back while others can still be told of it: they need an hour's notice."""

_KEEP_PAST = timedelta(days=1)

_LISTED = "SELECT * FROM {} WHERE state = 'held' OR {} ORDER BY {} LIMIT ?"
_UNSURE_BLOCK = "state = 'unsure'"
_UNSURE_SLOT = (
    "(state = 'unsure' OR (state = 'spent' AND record IN"
    " (SELECT id FROM outbox WHERE state = 'quarantined' AND kind = 'appointment')))"
)
"""Perhaps promised, and no record that the central accepts will ever tell it."""


@dataclass(frozen=True)
class Stock:
    """What is left. `shelves`: for each place and each service, how much of what was lent can still be used.

    `asked`: a request is on its way. `untold`: the central has not heard in this epoch what is held, and all promises
    have reached it, so that it can be told now. `returning`: something is to be given back.
    """

    shelves: tuple[tuple[int, int], ...] = ()
    asked: bool = False
    untold: bool = False
    returning: bool = False


def stock_of(connection: sqlite3.Connection, now: datetime) -> Stock:
    """The stock at the moment `now`. What is too near to be promised counts neither as held nor as lent."""
    owner = connection.execute("SELECT epoch FROM owner").fetchall()[0]
    told = connection.execute("SELECT 1 FROM lease_told WHERE epoch = ?", (owner["epoch"],)).fetchall()
    return Stock(
        shelves=_shelves(connection, now),
        asked=bool(connection.execute("SELECT 1 FROM lease_request").fetchall()),
        untold=not told and _is_complete(connection),
        returning=_waits_to_return(connection, now),
    )


def open_request(connection: sqlite3.Connection, now: datetime, random_bits: RandomBits) -> LeaseRequest:
    """The request that is on its way, or a new one that says what is held at this moment."""
    rows = connection.execute("SELECT body FROM lease_request").fetchall()
    if rows:
        return LeaseRequest.model_validate_json(rows[0]["body"])
    request = _new_request(connection, now, random_bits)
    connection.execute(
        "INSERT INTO lease_request (one, id, body) VALUES (1, ?, ?)", (str(request.id), request.model_dump_json())
    )
    return request


def note_lease_answer(connection: sqlite3.Connection, answer: LeaseAnswer) -> bool:
    """Take in what `answer` lends and takes, if it answers the open request of this terminal's own central.

    An answer that comes twice, or late, could bring back what was given up since: it is not ours to use.
    """
    rows = connection.execute("SELECT id, body FROM lease_request").fetchall()
    owner = connection.execute("SELECT central_id FROM owner").fetchall()[0]
    if not rows or rows[0]["id"] != str(answer.request) or owner["central_id"] != str(answer.central_id):
        return False
    for slot in answer.slots:
        add_slot(connection, slot)
    for block in answer.numbers:
        add_block(connection, block)
    set_state(connection, answer.void, "void")
    set_state(connection, answer.asked_back, "returning")
    forget_returned(connection, answer.returned)
    forget_past(connection, answer.now - _KEEP_PAST)
    asked = LeaseRequest.model_validate_json(rows[0]["body"])
    if asked.complete and asked.epoch == answer.epoch:
        connection.execute("INSERT OR REPLACE INTO lease_told (one, epoch) VALUES (1, ?)", (str(answer.epoch),))
    connection.execute("DELETE FROM lease_request")
    return True


def drop_foreign_request(database: TerminalDatabase) -> None:
    """Forget a request that an earlier incarnation sent: what was granted to it is not ours to use (sync rule 23)."""
    incarnation = database.query("SELECT incarnation FROM owner")[0]["incarnation"]
    rows = database.query("SELECT body FROM lease_request")
    if rows and LeaseRequest.model_validate_json(rows[0]["body"]).incarnation != incarnation:
        with database.transaction() as connection:
            connection.execute("DELETE FROM lease_request")


def _new_request(connection: sqlite3.Connection, now: datetime, random_bits: RandomBits) -> LeaseRequest:
    connection.execute(
        "UPDATE lease_slot SET state = 'returning' WHERE state = 'held' AND start < ?",
        (moment_text(now + GIVE_BACK_BEFORE),),
    )
    incarnation, seq = next_seq(connection)
    owner = connection.execute("SELECT epoch FROM owner").fetchall()[0]
    slots = _rows(connection, _LISTED.format("lease_slot", _UNSURE_SLOT, "start"))
    blocks = _rows(connection, _LISTED.format("lease_block", _UNSURE_BLOCK, "position"))
    return LeaseRequest(
        id=uuid7(now, random_bits),
        incarnation=incarnation,
        epoch=UUID(owner["epoch"]),
        complete=_is_complete(connection),
        slots=tuple(slot_of(row) for row in slots),
        numbers=tuple(block_of(row) for row in blocks),
        returned=_ids(connection, "state = 'returning'", "state = 'returning'"),
        unsure=_ids(connection, _UNSURE_SLOT, _UNSURE_BLOCK),
        seq=seq,
    )


def _shelves(connection: sqlite3.Connection, now: datetime) -> tuple[tuple[int, int], ...]:
    slots = connection.execute(
        "SELECT sum(state = 'held') AS held, count(*) AS lent FROM lease_slot"
        " WHERE state IN ('held', 'spent') AND start >= ? GROUP BY location",
        (moment_text(now + GIVE_BACK_BEFORE),),
    ).fetchall()
    blocks = connection.execute(
        "SELECT sum(last - next + 1) AS held, sum(last - first + 1) AS lent FROM lease_block"
        " WHERE state IN ('held', 'spent') GROUP BY location, service"
    ).fetchall()
    return tuple((row["held"], row["lent"]) for row in (*slots, *blocks))


def _waits_to_return(connection: sqlite3.Connection, now: datetime) -> bool:
    soon = "SELECT 1 FROM lease_slot WHERE state = 'returning' OR (state = 'held' AND start < ?) LIMIT 1"
    blocks = "SELECT 1 FROM lease_block WHERE state = 'returning' LIMIT 1"
    return bool(
        connection.execute(soon, (moment_text(now + GIVE_BACK_BEFORE),)).fetchall()
        or connection.execute(blocks).fetchall()
    )


def _is_complete(connection: sqlite3.Connection) -> bool:
    """Whether the central knows of everything that was promised on paper, as far as this terminal can know.

    A damaged database with leases that nobody could read leaves that open for good: a manager has to say so, by letting
    the terminal join anew.
    """
    waiting = connection.execute(
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND kind IN (?, ?, ?) LIMIT 1", (APPOINTMENT, CHANGE, NUMBER)
    ).fetchall()
    lost = connection.execute(
        "SELECT 1 FROM lease_salvage JOIN owner USING (incarnation) WHERE NOT whole LIMIT 1"
    ).fetchall()
    return not waiting and not lost


def _rows(connection: sqlite3.Connection, query: str) -> list[sqlite3.Row]:
    return connection.execute(query, (MAX_LEASES,)).fetchall()


def _ids(connection: sqlite3.Connection, of_slots: str, of_blocks: str) -> tuple[UUID, ...]:
    found: list[UUID] = []
    for table, condition in (("lease_slot", of_slots), ("lease_block", of_blocks)):
        rows = connection.execute(f"SELECT id FROM {table} WHERE {condition} LIMIT ?", (MAX_LEASES,))  # noqa: S608
        found += [UUID(row["id"]) for row in rows.fetchall()]
    return tuple(found)
