"""Giving out queue numbers: one for each request, however often it is sent, and never the same one twice."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, select

from assets.town import Location, QueueRules, Service, Town
from sync.central.queue.hours import gives_numbers
from sync.central.queue.order import place_of
from sync.central.queue.rules import (
    TicketState,
    Way,
    code_of,
    competing_services,
    local_day,
    location_of,
    number_after,
    service_of,
)
from sync.central.queue.tables import CURSORS, TICKETS
from sync.central.storage.portable import inserted, upsert
from sync.protocol.messages import NumberAnswer, NumberRequest

# Made once: making a statement takes longer than SQLite needs to answer it.
_WAITING: Select[Any] = select(TICKETS.c.taken_at, TICKETS.c.number, TICKETS.c.service, TICKETS.c.appointment_at).where(
    TICKETS.c.location == bindparam("location"),
    TICKETS.c.day == bindparam("day"),
    TICKETS.c.state == TicketState.WAITING,
    TICKETS.c.waits_for.in_(bindparam("services", expanding=True)),
)
_TICKET: Select[Any] = select(TICKETS).where(TICKETS.c.id == bindparam("ticket"))
_COUNT_UP = (
    CURSORS.update()
    .where(
        CURSORS.c.location == bindparam("at_location"),
        CURSORS.c.service == bindparam("for_service"),
        CURSORS.c.day == bindparam("on_day"),
    )
    .values(last=bindparam("last"), last_at=bindparam("last_at"))
)


class NumberRefusal(StrEnum):
    """Why no number was given."""

    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_SERVICE = "unknown_service"
    ID_REUSED = "id_reused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Arrival:
    """Somebody who comes into the line; the id was made once, by whoever asks."""

    id: UUID
    location: Location
    service: Service
    language: str
    product: str | None = None
    way: Way = Way.WALK_IN
    appointment: UUID | None = None
    appointment_at: datetime | None = None


def give_number(
    connection: Connection, request: NumberRequest, town: Town, now: datetime, way: Way = Way.WALK_IN
) -> NumberAnswer | NumberRefusal:
    """The number for `request`; asked again by the same id, the same number, with how many are ahead by now.

    Outside opening hours only a host gives one.
    """
    location = location_of(town, request.location)
    if location is None:
        return NumberRefusal.UNKNOWN_LOCATION
    service = service_of(location, request.service)
    if service is None:
        return NumberRefusal.UNKNOWN_SERVICE
    cursor = lock_cursor(connection, location, service, local_day(now, town.timezone), now)
    ticket = ticket_of(connection, request.id)
    if ticket is None:
        if way is not Way.HOST and not gives_numbers(town, location, service, now):
            return NumberRefusal.CLOSED
        arrival = Arrival(request.id, location, service, request.language, request.product, way)
        ticket = add_ticket(connection, arrival, cursor, now)
    if ticket is None or (ticket.location, ticket.service) != (request.location, request.service):
        return NumberRefusal.ID_REUSED
    ahead = people_ahead(connection, location, ticket, town.queue, now)
    return NumberAnswer(id=ticket.id, code=ticket.code, day=ticket.day, ahead=ahead, number=ticket.number)


def people_ahead(connection: Connection, location: Location, ticket: Row[Any], rules: QueueRules, now: datetime) -> int:
    """How many wait who are called before `ticket` as things stand; none once it has been called itself."""
    if ticket.state != TicketState.WAITING:
        return 0
    services = sorted(competing_services(location, ticket.waits_for))
    here = {"location": ticket.location, "day": ticket.day, "services": services}
    mine = place_of(ticket, now, rules)
    return sum(place_of(one, now, rules) < mine for one in connection.execute(_WAITING, here))


def lock_cursor(connection: Connection, location: Location, service: Service, day: date, now: datetime) -> Row[Any]:
    """The last number of a service and day. From here on everybody else who gives one out waits.

    Lock it before looking for an id: of two equal requests at once the second then finds what the first made.
    """
    first = {"location": location.slug, "service": service.slug, "day": day, "last": 0, "last_at": now}
    return upsert(connection, CURSORS, first, {"day": day})  # which changes nothing, but locks the row


def ticket_of(connection: Connection, ticket: UUID) -> Row[Any] | None:
    """The number with this id."""
    return connection.execute(_TICKET, {"ticket": ticket}).one_or_none()


def add_ticket(connection: Connection, arrival: Arrival, cursor: Row[Any], now: datetime) -> Row[Any] | None:
    """The number for somebody new, after `cursor`, which the caller has locked; None when the id is in use."""
    number, taken_at = number_after(cursor.last), max(now, cursor.last_at)
    ticket = {
        "id": arrival.id,
        "location": cursor.location,
        "service": cursor.service,
        "day": cursor.day,
        "number": number,
        "code": code_of(arrival.service.letter, number),
        "product": arrival.product,
        "language": arrival.language,
        "state": TicketState.WAITING,
        "taken_at": taken_at,
        "waits_for": cursor.service,
        "way": arrival.way,
        "appointment": arrival.appointment,
        "appointment_at": arrival.appointment_at,
        "version": 0,
    }
    # Only an id that is used for two services at once can lose here: the cursors are then two different ones.
    kept = inserted(connection, TICKETS, ticket)
    if kept is not None:
        here = {"at_location": cursor.location, "for_service": cursor.service, "on_day": cursor.day}
        connection.execute(_COUNT_UP, here | {"last": number, "last_at": taken_at})
    return kept
