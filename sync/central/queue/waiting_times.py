"""Expected waits at a location, from what the database knows at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, select

from assets.meeting import Meeting
from assets.town import Location, QueueRules, Town
from sync.central.agenda.room import expected_on
from sync.central.queue.counters import Presence, presence_at
from sync.central.queue.expected import expected
from sync.central.queue.figures import durations_at
from sync.central.queue.order import in_turn
from sync.central.queue.rules import TicketState, competing_services, local_day
from sync.central.queue.snapshot import Due, OpenCounter, Order, Queued, Snapshot
from sync.central.queue.tables import TICKETS
from sync.central.storage.database import Database
from sync.protocol.appointments import CheckInAnswer
from sync.protocol.messages import NumberAnswer, Wait

Answer = TypeVar("Answer", NumberAnswer, CheckInAnswer)

_COLUMNS = TICKETS.c
_HERE = (_COLUMNS.location == bindparam("location"), _COLUMNS.day == bindparam("day"))
_ASKED = (
    *("id", "number", "service", "waits_for", "state", "counter"),
    *("counter_wanted", "taken_at", "appointment_at", "called_at"),
)
_WAIT_OR_HELPED: Select[Any] = select(*(_COLUMNS[name] for name in _ASKED)).where(
    *_HERE, _COLUMNS.state.in_((TicketState.WAITING, TicketState.CALLED))
)
_CHECKED_IN: Select[Any] = select(_COLUMNS.appointment).where(*_HERE, _COLUMNS.appointment.is_not(None))

_APPOINTMENTS_AHEAD = timedelta(hours=2)
_LAST_NUMBER = 1 << 30
"""Behind everybody who came in the same instant."""


@dataclass(frozen=True)
class Waits:
    """From now on, for each number that waits and for whoever would take one now, by service.

    None stands in neither: it is where no counter is open that could call, so that nobody can tell.
    """

    by_ticket: Mapping[UUID, Wait]
    by_service: Mapping[str, Wait]
    ahead: Mapping[UUID, int]
    """How many wait who may be called before a number: they come first in the order, and share a counter with it."""
    working: frozenset[str]
    """The services that a counter takes visitors for at this moment."""
    on_a_break: frozenset[str]
    """The services whose counters are all on a break."""


def waits_at(connection: Connection, town: Town, location: Location, now: datetime) -> Waits:
    """The expected waits at `location`."""
    room = snapshot_of(connection, town, location, now)
    newcomers = [_newcomer(service.slug, now) for service in location.services]
    order = order_of(town.queue)
    found = expected(room, newcomers, order)
    working = frozenset[str]().union(*(one.serves for one in room.counters if one.paused_at is None))
    return Waits(
        by_ticket={UUID(one.key): found[one.key] for one in room.waiting if one.key in found},
        by_service={one.service: found[one.key] for one in newcomers if one.key in found},
        ahead=_ahead(order(room.waiting, now), location),
        working=working,
        on_a_break=frozenset[str]().union(*(one.serves for one in room.counters)) - working,
    )


def wait_of(connection: Connection, town: Town, location: Location, ticket: UUID, now: datetime) -> Wait | None:
    """The expected wait of one number; None when it does not wait, or no counter is open that could call it."""
    room = snapshot_of(connection, town, location, now)
    return expected(room, (), order_of(town.queue)).get(str(ticket))


def snapshot_of(connection: Connection, town: Town, location: Location, now: datetime) -> Snapshot:
    """The waiting room of `location` as it is now."""
    day = local_day(now, town.timezone)
    tickets = _tickets(connection, location, day)
    helped = {one.counter: one for one in tickets if one.state == TicketState.CALLED}
    counters = _counters(location, presence_at(connection, location, day), helped, now)
    there = {counter.slug for counter in counters}
    known = {service.slug for service in location.services}
    return Snapshot(
        waiting=tuple(
            _queued(one, there) for one in tickets if one.state == TicketState.WAITING and one.waits_for in known
        ),
        due=_due(connection, town, location, now),
        counters=counters,
        durations=durations_at(connection, location, town.timezone, now),
        now=now,
    )


def with_wait(database: Database, town: Town, location: str, ticket: UUID, answer: Answer, now: datetime) -> Answer:
    """`answer` with the wait of the number that it gives; in a transaction of its own, so that it holds up nobody."""
    with database.read() as connection:
        wait = wait_of(connection, town, town.location(location), ticket, now)
    return answer.model_copy(update={"wait": wait})


def order_of(rules: QueueRules) -> Order:
    """The town's order of calling."""
    return partial(in_turn, rules=rules)


def _newcomer(service: str, now: datetime) -> Queued:
    return Queued(f"new {service}", _LAST_NUMBER, service, service, now)


def _ahead(in_order: Sequence[Queued], location: Location) -> dict[UUID, int]:
    rivals = {one.waits_for: competing_services(location, one.waits_for) for one in in_order}
    return {
        UUID(one.key): sum(other.waits_for in rivals[one.waits_for] for other in in_order[:place])
        for place, one in enumerate(in_order)
    }


def _tickets(connection: Connection, location: Location, day: date) -> Sequence[Any]:
    """The numbers that wait or are being helped."""
    return connection.execute(_WAIT_OR_HELPED, {"location": location.slug, "day": day}).all()


def _queued(ticket: Any, there: set[str]) -> Queued:
    """Somebody sent to a counter that nobody works at any more is for all that serve the service."""
    counter = ticket.counter_wanted if ticket.counter_wanted in there else None
    times = ticket.taken_at, ticket.appointment_at
    return Queued(str(ticket.id), ticket.number, ticket.service, ticket.waits_for, *times, counter)


def _counters(
    location: Location, present: Mapping[str, Presence], helped: Mapping[str, Any], now: datetime
) -> tuple[OpenCounter, ...]:
    """Where somebody is at work or on a break; a visit that takes long keeps its counter open."""
    found = []
    for counter in location.counters:
        presence, visitor = present.get(counter.slug), helped.get(counter.slug)
        if visitor is not None or (presence is not None and presence.is_there(now)):
            helping, since = (visitor.waits_for, visitor.called_at) if visitor is not None else (None, None)
            paused_at = presence.paused_at if presence is not None else None
            found.append(OpenCounter(counter.slug, frozenset(counter.serves), helping, since, paused_at))
    return tuple(found)


def _due(connection: Connection, town: Town, location: Location, now: datetime) -> tuple[Due, ...]:
    """The appointments of the next hours whose visitors are not here yet, and may still come."""
    service = location.appointment_service or (location.services[0].slug if location.services else None)
    if service is None:
        return ()
    day = local_day(now, town.timezone)
    checked_in = set(connection.execute(_CHECKED_IN, {"location": location.slug, "day": day}).scalars())
    late = timedelta(minutes=town.queue.late_minutes)
    return tuple(
        Due(service, one.start_at)
        for one in expected_on(connection, town, location, day)
        if one.meeting == Meeting.DESK
        and one.id not in checked_in
        and now - late <= one.start_at <= now + _APPOINTMENTS_AHEAD
    )
