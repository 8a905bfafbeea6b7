"""What a manager wants to know of each terminal, at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from sync.central.fleet.tables import INCARNATIONS, TERMINALS
from sync.central.records.tables import QUARANTINE, RECORDS

SILENT_AFTER = timedelta(minutes=15)
"""A terminal asks for something far more often than this while its network works."""


@dataclass(frozen=True)
class TerminalHealth:
    """A terminal, when it was last heard, and how its records fare. `received` counts those of the last 24 hours."""

    name: str
    location: str
    software: str
    last_seen_at: datetime
    revoked_at: datetime | None
    received: int
    quarantined: int

    def is_silent(self, now: datetime) -> bool:
        """Whether it has not been heard for so long that somebody should look."""
        return now - self.last_seen_at > SILENT_AFTER


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
    software = (
        select(INCARNATIONS.c.software)
        .where(INCARNATIONS.c.terminal == TERMINALS.c.name)
        .order_by(INCARNATIONS.c.incarnation.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = (TERMINALS.c.name, TERMINALS.c.location, software, TERMINALS.c.last_seen_at, TERMINALS.c.revoked_at)
    query = select(*columns, received, quarantined).order_by(TERMINALS.c.name)
    return [TerminalHealth(*row) for row in connection.execute(query)]
