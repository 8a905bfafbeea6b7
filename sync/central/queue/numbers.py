"""Giving out queue numbers: one for each request, however often it is sent, and never the same one twice."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, tuple_

from assets.town import Location, Service, Town
from sync.central.queue.rules import TicketState, Way, code_of, competing_services, local_day, number_after, service_of
from sync.central.queue.tables import CURSORS, IN_TURN, TICKETS
from sync.central.storage.metadata import Moment
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.messages import NumberAnswer, NumberRequest


class NumberRefusal(StrEnum):
    """Why no number was given."""

    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_SERVICE = "unknown_service"
    ID_REUSED = "id_reused"


def give_number(
    connection: Connection, request: NumberRequest, town: Town, now: datetime
) -> NumberAnswer | NumberRefusal:
    """The number for `request`; asked again by the same id, the same number, with how many are ahead by now."""
    location = next((place for place in town.locations if place.slug == request.location), None)
    if location is None:
        return NumberRefusal.UNKNOWN_LOCATION
    service = service_of(location, request.service)
    if service is None:
        return NumberRefusal.UNKNOWN_SERVICE
    day = local_day(now, town.timezone)
    # The cursor is locked before anyone looks for the id: of two equal requests at once the second finds the first's.
    cursor = _lock_cursor(connection, location.slug, service.slug, day, now)
    ticket = _ticket(connection, request)
    if ticket is None:
        _add_ticket(connection, request, service, cursor, now)
        ticket = _ticket(connection, request)
    if ticket is None or (ticket.location, ticket.service) != (request.location, request.service):
        return NumberRefusal.ID_REUSED
    return NumberAnswer(
        id=ticket.id,
        code=ticket.code,
        day=ticket.day,
        ahead=people_ahead(connection, location, ticket),
        number=ticket.number,
    )


def people_ahead(connection: Connection, location: Location, ticket: Row[Any]) -> int:
    """How many wait who may be called before `ticket`; none once it has been called itself."""
    if ticket.state != TicketState.WAITING:
        return 0
    waiting = select(func.count()).where(
        TICKETS.c.location == ticket.location,
        TICKETS.c.day == ticket.day,
        TICKETS.c.state == TicketState.WAITING,
        TICKETS.c.waits_for.in_(sorted(competing_services(location, ticket.waits_for))),
        tuple_(*IN_TURN) < tuple_(literal(ticket.taken_at, Moment), literal(ticket.number), literal(ticket.service)),
    )
    return connection.execute(waiting).scalar_one()


def _lock_cursor(connection: Connection, location: str, service: str, day: date, now: datetime) -> Row[Any]:
    insert_if_new(
        connection, CURSORS, {"location": location, "service": service, "day": day, "last": 0, "last_at": now}
    )
    here = (CURSORS.c.location == location, CURSORS.c.service == service, CURSORS.c.day == day)
    return connection.execute(locked(select(CURSORS).where(*here))).one()


def _ticket(connection: Connection, request: NumberRequest) -> Row[Any] | None:
    return connection.execute(select(TICKETS).where(TICKETS.c.id == request.id)).one_or_none()


def _add_ticket(
    connection: Connection, request: NumberRequest, service: Service, cursor: Row[Any], now: datetime
) -> None:
    number, taken_at = number_after(cursor.last), max(now, cursor.last_at)
    ticket = {
        "id": request.id,
        "location": cursor.location,
        "service": cursor.service,
        "day": cursor.day,
        "number": number,
        "code": code_of(service.letter, number),
        "product": request.product,
        "language": request.language,
        "state": TicketState.WAITING,
        "taken_at": taken_at,
        "waits_for": cursor.service,
        "way": Way.WALK_IN,
        "version": 0,
    }
    # Only an id that is used for two services at once can lose here: the cursors are then two different ones.
    if insert_if_new(connection, TICKETS, ticket):
        here = (CURSORS.c.location == cursor.location, CURSORS.c.service == cursor.service, CURSORS.c.day == cursor.day)
        connection.execute(CURSORS.update().where(*here).values(last=number, last_at=taken_at))
