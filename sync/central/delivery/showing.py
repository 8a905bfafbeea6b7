"""What clerks see of what was handed on, and the two things that they can say about a doubt."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select, update

from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES, STEPS
from sync.central.records.tables import RECORDS

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """One delivery. `held`: a person has to look into it (it is unknown, or was refused).

    `reason` and `field` are the other system's words for why; `shown_as` is its name there; `told_state` (open, busy,
    closed), `told_words` and `told_since` are what it says of it. `steps_left`: photos or tasks are still to be sent.
    """

    id: int
    record: UUID
    reference: str
    kind: str
    target: str
    state: State
    held: bool
    reason: str
    field: str
    shown_as: str
    url: str
    tries: int
    steps_left: bool
    steps_failed: tuple[str, ...]
    received_at: datetime
    asked_at: datetime | None
    changed_at: datetime
    delivered_at: datetime | None
    settled_by: str | None
    told_state: str | None
    told_words: str
    told_since: datetime | None


_NEEDS_A_PERSON = (DELIVERIES.c.held_at.is_not(None) & (DELIVERIES.c.state == State.UNKNOWN)) | (
    DELIVERIES.c.state == State.REFUSED
)


def deliveries_of(connection: Connection, record: UUID) -> list[Shown]:
    """Where a record was handed on to, and how that stands."""
    return _shown(connection, _deliveries().where(DELIVERIES.c.record == record))


def held(connection: Connection, target: str | None = None) -> list[Shown]:
    """What a person has to look into, the oldest first: what may or may not be there, and what was refused."""
    query = _deliveries().where(_NEEDS_A_PERSON, RECORDS.c.deleted_at.is_(None))
    return _shown(connection, query if target is None else query.where(DELIVERIES.c.target == target))


def send_again(connection: Connection, delivery: int, by: str, now: datetime) -> bool:
    """A person has looked, and it is not there (or what was wrong is mended): it goes to its place in the line.

    False when it is no longer as that person saw it.
    """
    changes = {"state": State.WAITING, "held_at": None, "due_at": now, "doubts": 0, "reason": "", "field": ""}
    return _settled(connection, delivery, by, now, changes)


def it_is_there(connection: Connection, delivery: int, by: str, now: datetime, shown_as: str = "") -> bool:
    """A person has looked, and it stands there (under `shown_as`, if that was told): it is not sent again.

    How far they are is asked by what was told: the number there, or an address with a UUID in it (as Signalen wants).
    Without it that cannot be asked. No photos are sent after what was found by hand.
    """
    changes: dict[str, Any] = {"state": State.DELIVERED, "held_at": None, "delivered_at": now, "reason": ""}
    if known := shown_as.strip()[:256]:
        found = _UUID.search(known)
        changes |= {"shown_as": known, "other_id": found[0] if found else known, "ask_status_at": now}
    return _settled(connection, delivery, by, now, changes)


def _settled(connection: Connection, delivery: int, by: str, now: datetime, changes: dict[str, Any]) -> bool:
    here = (DELIVERIES.c.id == delivery, _NEEDS_A_PERSON)
    statement = update(DELIVERIES).where(*here).values(settled_by=by, changed_at=now, **changes)
    return connection.execute(statement).rowcount == 1


def _deliveries() -> Select[Any]:
    told = (RECORDS.c.reference, RECORDS.c.kind, RECORDS.c.received_at)
    return select(DELIVERIES, *told).join(RECORDS, RECORDS.c.id == DELIVERIES.c.record).order_by(DELIVERIES.c.id)


def _shown(connection: Connection, query: Select[Any]) -> list[Shown]:
    rows = connection.execute(query).all()
    failed = _failed_steps(connection, [row.id for row in rows])
    return [_one(row, tuple(failed.get(row.id, ()))) for row in rows]


def _failed_steps(connection: Connection, deliveries: list[int]) -> dict[int, list[str]]:
    ended_badly = STEPS.c.state.in_((State.REFUSED, State.UNKNOWN))
    found: dict[int, list[str]] = {}
    for row in connection.execute(select(STEPS).where(STEPS.c.delivery.in_(deliveries), ended_badly)):
        found.setdefault(row.delivery, []).append(f"{row.name}: {row.reason}")
    return found


def _one(row: Row[Any], failed: tuple[str, ...]) -> Shown:
    state = State(row.state)
    needs_a_person = state is State.REFUSED or (state is State.UNKNOWN and row.held_at is not None)
    names = set(Shown.__dataclass_fields__) - {"state", "held", "steps_failed"}
    values = {name: value for name, value in row._asdict().items() if name in names}
    return Shown(**values, state=state, held=needs_a_person, steps_failed=failed)
