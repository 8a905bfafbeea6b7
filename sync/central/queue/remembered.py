"""Waits that were worked out a moment ago: a hall full of phones and boards that ask costs as much as one."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from assets.town import Location, Town
from sync.central.queue.line import revision_of, waiting_by_service
from sync.central.queue.rules import local_day
from sync.central.queue.tables import COUNTERS
from sync.central.queue.waiting_times import Waits, waits_at

_FRESH_S = 15
_LOCATIONS = 64

WorkOut = Callable[[Connection, Town, Location, datetime], Waits]


class RememberedWaits:
    """The last waits of each location, as long as nobody came, went, was called or took a break; some seconds."""

    def __init__(self, town: Town, work_out: WorkOut = waits_at) -> None:
        self._town, self._work_out = town, work_out
        self._known: OrderedDict[str, tuple[Any, Waits]] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, connection: Connection, location: Location, now: datetime) -> Waits:
        """The waits at `location`."""
        seen = self._seen(connection, location, now)
        with self._lock:
            before, waits = self._known.get(location.slug, (None, None))
        if waits is None or before != seen:
            waits = self._work_out(connection, self._town, location, now)
            with self._lock:
                self._known[location.slug] = seen, waits
                self._known.move_to_end(location.slug)
                if len(self._known) > _LOCATIONS:
                    self._known.popitem(last=False)
        return waits

    def _seen(self, connection: Connection, location: Location, now: datetime) -> Any:
        day = local_day(now, self._town.timezone)
        waiting = tuple(waiting_by_service(connection, location, day).values())
        here = COUNTERS.c.location == location.slug, COUNTERS.c.day == day
        counters = select(func.count(), func.count(COUNTERS.c.paused_at), func.max(COUNTERS.c.paused_at)).where(*here)
        at_work = tuple(connection.execute(counters).one())
        return day, int(now.timestamp() // _FRESH_S), revision_of(connection, location, day), waiting, at_work
