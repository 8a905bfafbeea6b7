"""After a restore from backup: what may be lent or promised already is not given out before all have told (rule 22).

The backup does not know what was lent and promised after it was made. Terminals know what is lent to them, and their
records tell what was promised. Until each of them has told all of it in the new epoch, or a manager has said that one
is not to be waited for (which is revoking it), free places are frozen and nothing is lent.

The backup does not know either who joined or was shut out after it was made: the one holds places that nobody here
knows of, the other, perhaps stolen, is let in again. Only a person can tell. So the freeze also lasts until somebody
has looked at the list and says that it is right: who is missing has joined again with a new code, and is waited for
then; who should be out has been given up once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from sync.central.fleet.tables import LEASE_REPORTS, RESTORES, TERMINALS
from sync.central.storage.metadata import IDENTITY
from sync.central.storage.portable import insert_if_new

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Awaited:
    """A terminal that has not told all yet."""

    terminal: str
    location: str
    last_seen_at: datetime


def begin_freeze(connection: Connection, epoch: UUID, now: datetime, *, checked: bool) -> None:
    """The epoch that has just begun is one after a restore; `checked`: the list of terminals is known to be right."""
    row = {"epoch": epoch, "began_at": now, "thawed_at": None, "checked_at": now if checked else None}
    insert_if_new(connection, RESTORES, row)


def is_checked(connection: Connection) -> bool:
    """Whether somebody has said that the terminals which the backup knows are the right ones; or nothing to say."""
    query = select(RESTORES.c.epoch).join(IDENTITY, IDENTITY.c.epoch == RESTORES.c.epoch)
    return connection.execute(query.where(RESTORES.c.checked_at.is_(None))).first() is None


def check(connection: Connection, now: datetime) -> None:
    """Somebody says so; the caller sees whether that ends the freeze."""
    epoch = select(IDENTITY.c.epoch).scalar_subquery()
    here = (RESTORES.c.epoch == epoch, RESTORES.c.checked_at.is_(None))
    connection.execute(update(RESTORES).where(*here).values(checked_at=now))


def epoch_floor(connection: Connection) -> int:
    """What no change of before the last restore is numbered as high as: the seconds from 2020 to that restore.

    0 where there never was one. A restored central does not know how often an appointment had been changed. With this
    under the next number, a change after the restore is later than every one before it that a terminal still tells of.
    """
    query = select(RESTORES.c.began_at).join(IDENTITY, IDENTITY.c.epoch == RESTORES.c.epoch)
    began: datetime | None = connection.execute(query).scalar_one_or_none()
    return 0 if began is None else max(0, int((began - _LONG_AGO).total_seconds()))


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
    """End the freeze if nobody is waited for any more, nor for a look at the list; whether it ended now."""
    if frozen_since(connection) is None or awaited(connection) or not is_checked(connection):
        return False
    epoch = select(IDENTITY.c.epoch).scalar_subquery()
    ended = update(RESTORES).where(RESTORES.c.epoch == epoch, RESTORES.c.thawed_at.is_(None))
    return connection.execute(ended.values(thawed_at=now)).rowcount == 1
