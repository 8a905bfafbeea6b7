"""After a restore from backup: what may be lent or promised already is not given out before all have told (rule 22).

The backup does not know what was lent and promised after it was made. Terminals know what is lent to them, and their
records tell what was promised. Until each of them has told all of it in the new epoch, or a manager has said that one
is not to be waited for (which is revoking it), free places are frozen and nothing is lent.

A terminal that joined after the backup was made is unknown to it, and is not waited for: it is let in again with a new
code, and then tells what it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from sync.central.fleet.tables import LEASE_REPORTS, RESTORES, TERMINALS
from sync.central.storage.metadata import IDENTITY
from sync.central.storage.portable import insert_if_new


@dataclass(frozen=True)
class Awaited:
    """A terminal that has not told all yet."""

    terminal: str
    location: str
    last_seen_at: datetime


def begin_freeze(connection: Connection, epoch: UUID, now: datetime) -> None:
    """The epoch that has just begun is one after a restore."""
    insert_if_new(connection, RESTORES, {"epoch": epoch, "began_at": now, "thawed_at": None})


def frozen_since(connection: Connection) -> datetime | None:
    """Since when free places are frozen; None when they are not."""
    query = select(RESTORES.c.began_at).join(IDENTITY, IDENTITY.c.epoch == RESTORES.c.epoch)
    return connection.execute(query.where(RESTORES.c.thawed_at.is_(None))).scalar_one_or_none()


def awaited(connection: Connection) -> Sequence[Awaited]:
    """Who has not told all in this epoch; by name."""
    epoch = select(IDENTITY.c.epoch).scalar_subquery()
    told = select(LEASE_REPORTS.c.terminal).where(LEASE_REPORTS.c.epoch == epoch)
    query = (
        select(TERMINALS.c.name, TERMINALS.c.location, TERMINALS.c.last_seen_at)
        .where(TERMINALS.c.revoked_at.is_(None), TERMINALS.c.name.not_in(told))
        .order_by(TERMINALS.c.name)
    )
    return [Awaited(*row) for row in connection.execute(query)]


def thaw(connection: Connection, now: datetime) -> bool:
    """End the freeze if nobody is waited for any more; whether it ended now."""
    if frozen_since(connection) is None or awaited(connection):
        return False
    epoch = select(IDENTITY.c.epoch).scalar_subquery()
    ended = update(RESTORES).where(RESTORES.c.epoch == epoch, RESTORES.c.thawed_at.is_(None))
    return connection.execute(ended.values(thawed_at=now)).rowcount == 1
