"""What an answer of the other system, or its silence, means for a booking: each of these is one transaction's work.

The row of the booking says what the visitor was told and is locked first, so that a withdrawal, a cancellation and an
answer that come together come one after the other. Whatever stands there without a visitor who was told so is owed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.changing import next_revision
from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.attempts import Attempt, State, owe, standing, step
from sync.central.connectors.system import Declined, Made, Outcome, Unclear
from sync.central.storage.portable import locked
from sync.protocol.messages import UNCLEAR

_STATE_OF = {Declined: State.REFUSED, Unclear: State.UNCLEAR}


@dataclass(frozen=True)
class Moved:
    """What became of a move: the booking as it is now, and why it did not move, if it did not."""

    row: Row[Any]
    outcome: Outcome
    overtaken: bool = False
    owed: tuple[Attempt, ...] = ()


def held(connection: Connection, booking: UUID) -> Row[Any]:
    """The booking's row, which nobody else can change until this transaction ends."""
    return connection.execute(locked(select(BOOKINGS).where(BOOKINGS.c.id == booking))).one()


def conclude_booking(connection: Connection, attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """The first place for a booking was asked for. Only a terminal that still waits for the answer is told."""
    waits = held(connection, attempt.booking).status == KeptStatus.DECIDING
    in_time = _write_down(connection, attempt, outcome, now)
    if isinstance(outcome, Made):
        if waits and in_time:
            settle(connection, attempt.booking, KeptStatus.CONFIRMED, system_id=outcome.other_id)
        elif in_time:
            owe(connection, attempt, "withdrawn", now)
    elif waits and in_time:
        taken = isinstance(outcome, Declined) and outcome.taken
        reason = UNCLEAR if isinstance(outcome, Unclear) else outcome.reason[:32]
        status = KeptStatus.TAKEN if taken else KeptStatus.REFUSED
        settle(connection, attempt.booking, status, reason="" if taken else reason)


def conclude_move(connection: Connection, attempt: Attempt, outcome: Outcome, revision: int, now: datetime) -> Moved:
    """Another place for a booking was asked for. Where it stands now is given up only once the new one stands."""
    row = held(connection, attempt.booking)
    in_time = _write_down(connection, attempt, outcome, now)
    if not isinstance(outcome, Made):
        return Moved(row, outcome)
    if not in_time or row.status != KeptStatus.CONFIRMED or row.revision != revision:
        owe(connection, attempt, "overtaken", now)
        return Moved(row, outcome, overtaken=True)
    old = tuple(one for one in standing(connection, attempt.booking) if one.number != attempt.number)
    for one in old:
        owe(connection, one, "moved", now)
    changes = {"start_at": outcome.start, "system_id": outcome.other_id}
    changes |= {"revision": next_revision(connection, revision), "changed_at": now}
    query = update(BOOKINGS).where(BOOKINGS.c.id == row.id).values(**changes).returning(*BOOKINGS.c)
    owed = tuple(replace(one, state=State.OWED) for one in old)
    return Moved(connection.execute(query).one(), outcome, owed=owed)


def conclude_lost(connection: Connection, attempt: Attempt, found: Made | None, now: datetime) -> None:
    """We did not survive asking, and looked afterwards whether it stands there.

    A terminal that waits for its booking is told. Of a lost move nobody was told, and the ticket has the old time: the
    old place stays, and the new one is owed.
    """
    outcome: Outcome = found or Unclear("lost")
    if held(connection, attempt.booking).status == KeptStatus.DECIDING:
        conclude_booking(connection, attempt, outcome, now)
    elif _write_down(connection, attempt, outcome, now) and found is not None:
        owe(connection, attempt, "lost", now)


def found_after_all(connection: Connection, attempt: Attempt, found: Made, now: datetime) -> None:
    """What was unclear does stand there. The visitor was told that it is not confirmed, so it is owed."""
    step(connection, attempt, State.UNCLEAR, State.OWED, now, other_id=found.other_id, why="found")


def settle(connection: Connection, booking: UUID, status: KeptStatus, **changes: Any) -> None:
    """What the visitor is told from now on; whom it is for is forgotten unless it stands."""
    if status is not KeptStatus.CONFIRMED:
        changes["sealed"] = None
    connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == booking).values(status=status, **changes))


def _write_down(connection: Connection, attempt: Attempt, outcome: Outcome, now: datetime) -> bool:
    """The attempt's next state; False when it was given up in between. What is made all the same is then owed."""
    if not isinstance(outcome, Made):
        return step(connection, attempt, State.ASKING, _STATE_OF[type(outcome)], now, why=outcome.reason[:64])
    made = {"other_id": outcome.other_id, "minutes": outcome.minutes}
    if step(connection, attempt, State.ASKING, State.STANDS, now, **made):
        return True
    step(connection, attempt, State.UNCLEAR, State.OWED, now, why="late", **made)
    return False
