"""How long visits really took at a location, and how long hosts were busy between them: read from the queue's rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from assets.town import Location
from sync.central.queue.durations import Durations, Served, durations_of
from sync.central.queue.rules import TicketState, local_day
from sync.central.queue.tables import TICKETS

LOOKS_BACK = timedelta(days=28)
_VISITS = 150
"""So many of the last visits are read: a few days of a busy desk, some weeks of a quiet one."""


_COLUMNS = TICKETS.c
_LAST_VISITS: Select[Any] = (
    select(_COLUMNS.waits_for, _COLUMNS.counter, _COLUMNS.taken_at, _COLUMNS.called_at, _COLUMNS.ended_at)
    .where(
        _COLUMNS.location == bindparam("location"),
        _COLUMNS.day >= bindparam("since"),
        _COLUMNS.state.in_((TicketState.DONE, TicketState.NO_SHOW)),
        _COLUMNS.counter.is_not(None),
        _COLUMNS.called_at.is_not(None),
        _COLUMNS.ended_at.is_not(None),
    )
    .order_by(_COLUMNS.ended_at.desc())
    .limit(_VISITS)
)


def durations_at(connection: Connection, location: Location, timezone: str, now: datetime) -> Durations:
    """What a visit of each service of `location` takes."""
    here = {"location": location.slug, "since": local_day(now - LOOKS_BACK, timezone)}
    visits = connection.execute(_LAST_VISITS, here).all()[::-1]
    served = [
        Served(one.waits_for, (one.ended_at - one.called_at).total_seconds() / 60, one.ended_at) for one in visits
    ]
    usual_minutes = {service.slug: float(service.usual_minutes) for service in location.services}
    return durations_of(served, list(_gaps(visits)), usual_minutes, now)


def _gaps(visits: Sequence[Row[Any]]) -> Iterator[float]:
    """The minutes from one visit to the next at the same counter, where the next one was waiting already."""
    by_counter = sorted(visits, key=lambda one: (one.counter, one.called_at))
    for before, after in pairwise(by_counter):
        if after.counter == before.counter and after.taken_at <= before.ended_at <= after.called_at:
            yield (after.called_at - before.ended_at).total_seconds() / 60
