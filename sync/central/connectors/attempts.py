"""The journal of what we asked another system for: every step is written before, and from, a state that is expected.

    free -> asking -> stands -> owed -> gone
       ^      |  |       \\
       |______|  |        (a move that stands makes the old one owed)
    not sent     +-> refused
                 +-> unclear -> owed (it was found after all) -> gone

`owed`: it stands there and may not any more; we ask until it is gone. `unclear` and an old `owed` are for a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select, update

from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.tables import ATTEMPTS

ASKS_AT_MOST = timedelta(minutes=3)
"""Longer than all requests of one booking together may take; an older `asking` is one that we did not survive."""

PERSON_AFTER = timedelta(minutes=15)
"""What we could not take away for so long, somebody has to look at."""

LOOKS_FOR = timedelta(days=1)
"""So long we go on looking for what was unclear, where the other system lets us."""


class State(StrEnum):
    """What may stand in the other system."""

    FREE = "free"
    ASKING = "asking"
    STANDS = "stands"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    OWED = "owed"
    GONE = "gone"


@dataclass(frozen=True)
class Attempt:
    """One row of the journal."""

    number: int
    booking: UUID
    turn: int
    system: str
    start_at: datetime
    minutes: int | None
    state: State
    other_id: str | None
    why: str
    asked_at: datetime
    seen_at: datetime | None

    @property
    def seen(self) -> bool:
        """Whether a person has looked into it."""
        return self.seen_at is not None

    @property
    def key(self) -> str:
        """Our name for it in the other system: unique, and nothing of anybody in it."""
        return f"infopunt-{self.booking.hex}-{self.turn}"

    def is_old(self, now: datetime) -> bool:
        """Whether nobody can be asking any more."""
        return now - self.asked_at >= ASKS_AT_MOST


_COLUMNS = tuple(ATTEMPTS.c[name] for name in Attempt.__dataclass_fields__)


def begin(connection: Connection, booking: UUID, system: str, start: datetime, now: datetime) -> Attempt:
    """Write down that we are going to ask. The caller holds the booking's row."""
    turn = select(func.coalesce(func.max(ATTEMPTS.c.turn), 0) + 1).where(ATTEMPTS.c.booking == booking)
    values = {
        "booking": booking,
        "turn": turn.scalar_subquery(),
        "system": system,
        "start_at": start,
        "state": State.ASKING,
        "why": "",
        "asked_at": now,
        "changed_at": now,
    }
    return _attempt(connection.execute(ATTEMPTS.insert().values(**values).returning(*_COLUMNS)).one())


def step(connection: Connection, attempt: Attempt, old: State, new: State, now: datetime, **values: Any) -> bool:
    """From `old` to `new`; False when somebody else took it elsewhere in between."""
    changes = {"state": new, "changed_at": now} | values
    here = (ATTEMPTS.c.number == attempt.number, ATTEMPTS.c.state == old)
    return connection.execute(update(ATTEMPTS).where(*here).values(**changes)).rowcount == 1


def latest(connection: Connection, booking: UUID, start: datetime | None = None) -> Attempt | None:
    """The last time that we asked for this booking, at `start` if that is given."""
    query = select(*_COLUMNS).where(ATTEMPTS.c.booking == booking).order_by(ATTEMPTS.c.turn.desc()).limit(1)
    if start is not None:
        query = query.where(ATTEMPTS.c.start_at == start)
    row = connection.execute(query).one_or_none()
    return None if row is None else _attempt(row)


def standing(connection: Connection, booking: UUID) -> list[Attempt]:
    """Everything that stands there for this booking; one, but between the two steps of a move."""
    query = select(*_COLUMNS).where(ATTEMPTS.c.booking == booking, ATTEMPTS.c.state == State.STANDS)
    return [_attempt(row) for row in connection.execute(query)]


def owe(connection: Connection, attempt: Attempt, why: str, now: datetime) -> None:
    """It stands there, and may not any more."""
    step(connection, attempt, State.STANDS, State.OWED, now, why=why)


def owe_what_was_withdrawn(connection: Connection, gone: tuple[str, ...], now: datetime) -> None:
    """What stands for a booking that does not (`gone` are the states of such a booking) is owed."""
    bookings = select(BOOKINGS.c.id).where(BOOKINGS.c.status.in_(gone))
    here = (ATTEMPTS.c.state == State.STANDS, ATTEMPTS.c.booking.in_(bookings))
    values = {"state": State.OWED, "why": "withdrawn", "changed_at": now}
    connection.execute(update(ATTEMPTS).where(*here).values(**values))


def unfinished(connection: Connection, now: datetime) -> list[Attempt]:
    """What still needs work: what we did not survive, what is owed, and what is unclear and not yet looked into."""
    asking = (ATTEMPTS.c.state == State.ASKING) & (ATTEMPTS.c.asked_at <= now - ASKS_AT_MOST)
    unclear = (
        (ATTEMPTS.c.state == State.UNCLEAR) & ATTEMPTS.c.seen_at.is_(None) & (ATTEMPTS.c.asked_at > now - LOOKS_FOR)
    )
    owed = (ATTEMPTS.c.state == State.OWED) & ATTEMPTS.c.seen_at.is_(None)
    query = select(*_COLUMNS).where(asking | unclear | owed).order_by(ATTEMPTS.c.number)
    return [_attempt(row) for row in connection.execute(query)]


def for_a_person(now: datetime) -> Select[Any]:
    """The attempts that somebody has to look into, with what is known of their bookings."""
    unclear = ATTEMPTS.c.state == State.UNCLEAR
    owed = (ATTEMPTS.c.state == State.OWED) & (ATTEMPTS.c.changed_at <= now - PERSON_AFTER)
    told = (BOOKINGS.c.reference, BOOKINGS.c.product, BOOKINGS.c.location, BOOKINGS.c.status)
    return (
        select(*_COLUMNS, *told)
        .join(BOOKINGS, BOOKINGS.c.id == ATTEMPTS.c.booking)
        .where(unclear | owed, ATTEMPTS.c.seen_at.is_(None))
        .order_by(ATTEMPTS.c.start_at, ATTEMPTS.c.number)
    )


def saw(connection: Connection, number: int, person: str, now: datetime) -> None:
    """A person has looked into it: it leaves the list, and we leave it alone."""
    here = (ATTEMPTS.c.number == number, ATTEMPTS.c.state.in_((State.UNCLEAR, State.OWED)))
    connection.execute(update(ATTEMPTS).where(*here).values(seen_by=person, seen_at=now))


def _attempt(row: Row[Any]) -> Attempt:
    values = row._asdict()
    return Attempt(**values | {"state": State(values["state"])})
