"""How long visits really took at a location, and how long hosts were busy between them: read from the queue's rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from assets.town import Location
from sync.central.queue.durations import Durations, Served, durations_of
from sync.central.queue.rules import TicketState, local_day
from sync.central.queue.tables import TICKETS

LOOKS_BACK = timedelta(days=28)
_VISITS = 150
"""So many of the last visits are read: a few days of a busy desk, some weeks of a quiet one."""


@dataclass(frozen=True)
class _Visit:
    service: str
    counter: str
    taken_at: datetime
    called_at: datetime
    ended_at: datetime


def durations_at(connection: Connection, location: Location, timezone: str, now: datetime) -> Durations:
    """What a visit of each service of `location` takes."""
    visits = [_Visit(*row) for row in reversed(_last_visits(connection, location, timezone, now))]
    served = [Served(one.service, (one.ended_at - one.called_at).total_seconds() / 60, one.ended_at) for one in visits]
    usual_minutes = {service.slug: float(service.usual_minutes) for service in location.services}
    return durations_of(served, list(_gaps(visits)), usual_minutes, now)


def _last_visits(connection: Connection, location: Location, timezone: str, now: datetime) -> Sequence[Any]:
    columns = TICKETS.c
    query = (
        select(columns.waits_for, columns.counter, columns.taken_at, columns.called_at, columns.ended_at)
        .where(
            columns.location == location.slug,
            columns.day >= local_day(now - LOOKS_BACK, timezone),
            columns.state.in_((TicketState.DONE, TicketState.NO_SHOW)),
            columns.counter.is_not(None),
            columns.called_at.is_not(None),
            columns.ended_at.is_not(None),
        )
        .order_by(columns.ended_at.desc())
        .limit(_VISITS)
    )
    return connection.execute(query).all()


def _gaps(visits: Sequence[_Visit]) -> Iterator[float]:
    """The minutes from one visit to the next at the same counter, where the next one was waiting already."""
    by_counter = sorted(visits, key=lambda one: (one.counter, one.called_at))
    for before, after in pairwise(by_counter):
        if after.counter == before.counter and after.taken_at <= before.ended_at <= after.called_at:
            yield (after.called_at - before.ended_at).total_seconds() / 60
