"""What a manager wants to know of each terminal, at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from sync.central.fleet.tables import INCARNATIONS, TERMINALS
from sync.central.records.tables import QUARANTINE, RECORDS

SILENT_AFTER = timedelta(minutes=15)
"""A terminal asks for something far more often than this while its network works."""

LATE_AFTER = timedelta(minutes=7)
"""A terminal that has nothing to ask is heard every five minutes, which is noted to the minute."""


class Standing(StrEnum):
    """How a terminal does, as far as can be told from here."""

    NEVER = "never"
    WELL = "well"
    LATE = "late"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True)
class TerminalHealth:
    """A terminal, when it was last heard, and how its records fare. `received` counts those of the last 24 hours."""

    name: str
    location: str
    software: str
    joined_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None
    received: int
    quarantined: int

    def standing(self, now: datetime) -> Standing:
        """How it does; `never` when it has joined, and has asked nothing since."""
        unheard_for = now - self.last_seen_at
        if self.revoked_at is not None:
            return Standing.REVOKED
        if self.last_seen_at == self.joined_at and not self.received:
            return Standing.NEVER
        if unheard_for > SILENT_AFTER:
            return Standing.SILENT
        return Standing.LATE if unheard_for > LATE_AFTER else Standing.WELL


def terminals(connection: Connection, now: datetime) -> Sequence[TerminalHealth]:
    """All terminals by name."""
    received = (
        select(func.count())
        .where(RECORDS.c.terminal == TERMINALS.c.name, RECORDS.c.received_at > now - timedelta(days=1))
        .scalar_subquery()
    )
    quarantined = (
        select(func.count())
        .where(QUARANTINE.c.terminal == TERMINALS.c.name, QUARANTINE.c.settled_at.is_(None))
        .scalar_subquery()
    )
    software, joined_at = (
        select(column)
        .where(INCARNATIONS.c.terminal == TERMINALS.c.name)
        .order_by(INCARNATIONS.c.incarnation.desc())
        .limit(1)
        .scalar_subquery()
        for column in (INCARNATIONS.c.software, INCARNATIONS.c.enrolled_at)
    )
    known = (TERMINALS.c.name, TERMINALS.c.location, software, joined_at)
    columns = (*known, TERMINALS.c.last_seen_at, TERMINALS.c.revoked_at)
    query = select(*columns, received, quarantined).order_by(TERMINALS.c.name)
    return [TerminalHealth(*row) for row in connection.execute(query)]
