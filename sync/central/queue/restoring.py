"""After a restore from backup: never give out a number again that somebody may hold on paper (sync rules 22, 29)."""

import math
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from assets.town import Location, Town
from sync.central.queue.rules import local_day, number_after
from sync.central.queue.tables import CURSORS
from sync.central.storage.portable import insert_if_new, locked

SKIPPED = 100
"""More than one service gives out between two backups of a day."""

SKIPPED_EACH_MINUTE = 2
"""More than one service gives out in a minute. On top, for the time since the last number that the backup knows: who
puts the same backup back once more an hour later then comes out beyond what was given in that hour."""


def skip_ahead(connection: Connection, town: Town, now: datetime) -> None:
    """Leave a gap in today's numbers of every service: the backup does not know the last ones that were printed."""
    day = local_day(now, town.timezone)
    for location in town.locations:
        opens_at = _opens_at(town, location, day)
        for service in location.services:
            here = {"location": location.slug, "service": service.slug, "day": day}
            insert_if_new(connection, CURSORS, here | {"last": 0, "last_at": min(now, opens_at)})
    for cursor in connection.execute(locked(select(CURSORS).where(CURSORS.c.day == day))).all():
        this = (CURSORS.c.location == cursor.location, CURSORS.c.service == cursor.service, CURSORS.c.day == day)
        minutes = max(0, math.ceil((now - cursor.last_at).total_seconds() / 60))
        gap = SKIPPED + SKIPPED_EACH_MINUTE * minutes
        connection.execute(CURSORS.update().where(*this).values(last=number_after(cursor.last, gap)))


def _opens_at(town: Town, location: Location, day: date) -> datetime:
    """Before which nobody takes a number."""
    opens = min((opening.opens for opening in location.opening), default=time.min)
    return datetime.combine(day, opens, tzinfo=ZoneInfo(town.timezone)).astimezone(UTC)
