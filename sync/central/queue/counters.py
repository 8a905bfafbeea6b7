"""Which counters are open: worked at now, and not on a break."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from assets.town import Location
from sync.central.queue.tables import COUNTERS
from sync.central.storage.portable import upsert

AWAY_AFTER = timedelta(minutes=15)
"""Nobody works at a counter that has not been seen for so long: longer than most visits take, shorter than lunch."""

SEEN_AGAIN_AFTER = timedelta(minutes=1)
"""How old a sign of life may be before a page that only looks gives a new one."""


_PRESENT = select(COUNTERS.c.counter, COUNTERS.c.host, COUNTERS.c.seen_at, COUNTERS.c.paused_at).where(
    COUNTERS.c.location == bindparam("location"), COUNTERS.c.day == bindparam("day")
)


@dataclass(frozen=True)
class Presence:
    """Somebody at a counter today."""

    counter: str
    host: str
    seen_at: datetime
    paused_at: datetime | None

    def is_there(self, now: datetime) -> bool:
        """Whether somebody works at the counter at all, on a break or not."""
        return now - self.seen_at < AWAY_AFTER

    def is_open(self, now: datetime) -> bool:
        """Whether the counter takes visitors now."""
        return self.is_there(now) and self.paused_at is None


def presence_at(connection: Connection, location: Location, day: date) -> dict[str, Presence]:
    """The counters of `location` where somebody was on `day`, by slug."""
    found = connection.execute(_PRESENT, {"location": location.slug, "day": day})
    return {row.counter: Presence(*row) for row in found}


def open_counters(connection: Connection, location: Location, day: date, now: datetime) -> tuple[str, ...]:
    """The slugs of the counters that take visitors now, in the town's own order."""
    present = presence_at(connection, location, day)
    return tuple(
        counter.slug for counter in location.counters if counter.slug in present and present[counter.slug].is_open(now)
    )


def see(connection: Connection, location: str, counter: str, day: date, host: str, now: datetime) -> Presence:
    """Somebody is at the counter. Two windows of one counter come one after the other from here on."""
    row = {"location": location, "day": day, "counter": counter, "host": host, "seen_at": now}
    kept = upsert(connection, COUNTERS, row, {"host": host, "seen_at": now})
    return Presence(kept.counter, kept.host, kept.seen_at, kept.paused_at)


def set_pause(connection: Connection, location: str, counter: str, day: date, paused_at: datetime | None) -> bool:
    """Begin a break, or end it (None); whether that changed anything. The counter must have been seen today."""
    here = (COUNTERS.c.location == location, COUNTERS.c.counter == counter, COUNTERS.c.day == day)
    other = COUNTERS.c.paused_at.is_not(None) if paused_at is None else COUNTERS.c.paused_at.is_(None)
    return connection.execute(COUNTERS.update().where(*here, other).values(paused_at=paused_at)).rowcount == 1
