"""The journal of what is handed on: every step is written before it is asked, and from a state that is expected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select, update

from sync.central.delivery.numbers import number_of
from sync.central.delivery.states import SENDS_AT_MOST, SETTLES_WITHIN, TRIES_AT_MOST, State
from sync.central.delivery.tables import DELIVERIES, TARGETS
from sync.central.storage.portable import locked

_NUMBERS_TRIED = 50


@dataclass(frozen=True)
class Delivery:
    """One row of the journal."""

    id: int
    record: UUID
    target: str
    number: str
    number_turn: int
    state: State
    other_id: str | None
    shown_as: str
    tries: int
    doubts: int
    asked_at: datetime | None
    due_at: datetime
    held_at: datetime | None
    delivered_at: datetime | None
    told_state: str | None
    told_words: str
    told_since: datetime | None


COLUMNS = tuple(DELIVERIES.c[name] for name in Delivery.__dataclass_fields__)


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery that a row of COLUMNS is."""
    values = row._asdict()
    return Delivery(**values | {"state": State(values["state"])})


def first(connection: Connection, query: Select[Any]) -> Delivery | None:
    """The delivery that is the oldest of those that fit."""
    row = connection.execute(query.order_by(DELIVERIES.c.id).limit(1)).one_or_none()
    return None if row is None else delivery_of(row)


def first_waiting(connection: Connection, target: str, now: datetime) -> Delivery | None:
    """Which is to be sent next: the oldest that may go now."""
    here = (DELIVERIES.c.target == target, DELIVERIES.c.state == State.WAITING, DELIVERIES.c.due_at <= now)
    return first(connection, select(*COLUMNS).where(*here))


def first_in_doubt(connection: Connection, target: str) -> Delivery | None:
    """The oldest whose fate is not known and can be asked for; its turn may not have come yet (`due_at`)."""
    here = (DELIVERIES.c.target == target, DELIVERIES.c.state == State.UNKNOWN, DELIVERIES.c.held_at.is_(None))
    return first(connection, select(*COLUMNS).where(*here))


def claim(connection: Connection, delivery: Delivery, now: datetime) -> Delivery | None:
    """Write down that we are going to send it; None when somebody else is sending something to this target.

    From here on, until it is concluded, it is in doubt. One at a time keeps the order, also with several processes.
    """
    connection.execute(locked(select(TARGETS.c.name).where(TARGETS.c.name == delivery.target)))
    busy = select(DELIVERIES.c.id).where(DELIVERIES.c.target == delivery.target, DELIVERIES.c.state == State.SENDING)
    if connection.execute(busy.limit(1)).first() is not None:
        return None
    changes = {"state": State.SENDING, "tries": delivery.tries + 1, "asked_at": now, "reason": "", "field": ""}
    if not step(connection, delivery, (State.WAITING,), now, **changes):
        return None
    return first(connection, select(*COLUMNS).where(DELIVERIES.c.id == delivery.id))


def step(connection: Connection, delivery: Delivery, old: tuple[State, ...], now: datetime, **changes: Any) -> bool:
    """From one of `old`, and this very try, to what `changes` say; False when it is elsewhere by now."""
    here = (DELIVERIES.c.id == delivery.id, DELIVERIES.c.state.in_(old), DELIVERIES.c.tries == delivery.tries)
    return connection.execute(update(DELIVERIES).where(*here).values(changed_at=now, **changes)).rowcount == 1


def doubt(connection: Connection, delivery: Delivery, reason: str, looks_up: bool, now: datetime) -> bool:
    """It may stand there or not. Where that cannot be looked up, or was too often in vain, a person has to look."""
    doubts = delivery.doubts + 1
    held = now if not looks_up or doubts >= TRIES_AT_MOST else None
    changes = {"state": State.UNKNOWN, "doubts": doubts, "held_at": held, "due_at": now + SETTLES_WITHIN}
    return step(connection, delivery, (State.SENDING,), now, reason=reason, **changes)


def doubt_lost(connection: Connection, target: str, looks_up: bool, now: datetime) -> int:
    """What we were sending and did not survive is in doubt; how many there were."""
    old = DELIVERIES.c.asked_at <= now - SENDS_AT_MOST
    query = select(*COLUMNS).where(DELIVERIES.c.target == target, DELIVERIES.c.state == State.SENDING, old)
    lost = [delivery_of(row) for row in connection.execute(query)]
    return sum(doubt(connection, one, "interrupted", looks_up, now) for one in lost)


def renumber(connection: Connection, delivery: Delivery, now: datetime) -> bool:
    """Its number is another's there: it goes on waiting, under the next of its numbers that is free here."""
    for turn in range(delivery.number_turn + 1, delivery.number_turn + _NUMBERS_TRIED):
        number = number_of(delivery.record, turn)
        same = (DELIVERIES.c.target == delivery.target, DELIVERIES.c.number == number)
        if connection.execute(select(DELIVERIES.c.id).where(*same)).first() is None:
            changes = {"state": State.WAITING, "number": number, "number_turn": turn, "due_at": now}
            return step(connection, delivery, (State.SENDING, State.UNKNOWN), now, **changes)
    raise LookupError("no number is free")


def wait_until(connection: Connection, delivery: Delivery, until: datetime, reason: str, now: datetime) -> bool:
    """Certainly not made: it goes on waiting, keeping its place in line, and is not tried before `until`."""
    old = (State.WAITING, State.SENDING, State.UNKNOWN)
    return step(connection, delivery, old, now, state=State.WAITING, due_at=until, reason=reason, held_at=None)


def look_later(connection: Connection, delivery: Delivery, after: timedelta, now: datetime) -> bool:
    """The system could not be asked what became of it."""
    return step(connection, delivery, (State.UNKNOWN,), now, due_at=now + after)
