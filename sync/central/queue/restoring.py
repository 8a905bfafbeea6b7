"""After a restore from backup: never give out a number again that somebody may hold on paper (sync rules 22, 29)."""

from datetime import datetime

from sqlalchemy import Connection, select

from assets.town import Town
from sync.central.queue.rules import local_day, number_after
from sync.central.queue.tables import CURSORS
from sync.central.storage.portable import insert_if_new, locked

SKIPPED = 100
"""More than one service gives out between two backups of a day."""


def skip_ahead(connection: Connection, town: Town, now: datetime) -> None:
    """Leave a gap in today's numbers of every service: the backup does not know the last ones that were printed."""
    day = local_day(now, town.timezone)
    for location in town.locations:
        for service in location.services:
            here = {"location": location.slug, "service": service.slug, "day": day}
            insert_if_new(connection, CURSORS, here | {"last": 0, "last_at": now})
    for cursor in connection.execute(locked(select(CURSORS).where(CURSORS.c.day == day))).all():
        this = (CURSORS.c.location == cursor.location, CURSORS.c.service == cursor.service, CURSORS.c.day == day)
        connection.execute(CURSORS.update().where(*this).values(last=number_after(cursor.last, SKIPPED)))
