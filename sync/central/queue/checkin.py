"""Checking in for an appointment: the visitor is here, and gets the number under which he is called."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from assets.town import Location, QueueRules, Service, Town
from sync.central.agenda.changing import arrive, hold
from sync.central.queue.numbers import Arrival, add_ticket, lock_cursor, people_ahead, ticket_of
from sync.central.queue.rules import TicketState, Way, local_day, location_of, service_of
from sync.central.queue.tables import TICKETS
from sync.protocol.appointments import Appointment, AppointmentStatus, CheckIn, CheckInAnswer, CheckInStatus
from sync.protocol.messages import Meeting


class CheckInRefusal(StrEnum):
    """Why a check-in cannot be answered at all."""

    UNKNOWN_LOCATION = "unknown_location"
    NO_SERVICE = "no_service"
    ID_REUSED = "id_reused"


def check_in(
    connection: Connection,
    asked: CheckIn,
    appointment: Appointment | None,
    town: Town,
    now: datetime,
    *,
    ours: bool = True,
) -> CheckInAnswer | CheckInRefusal:
    """Put the visitor in line under a number, or tell why not. The same id gets the same answer.

    `appointment` is what the agenda knows under the code, `ours` whether that is our own agenda: then it is read again
    here and stays as it is until the number is given, so that a move in the same instant comes before or after, and
    is never missed. Whoever checks in to it twice has one number.
    """
    location = location_of(town, asked.location)
    if location is None:
        return CheckInRefusal.UNKNOWN_LOCATION
    service = service_for_appointments(location)
    if service is None:
        return CheckInRefusal.NO_SERVICE
    day = local_day(now, town.timezone)
    cursor = lock_cursor(connection, location, service, day, now)
    known = ticket_of(connection, asked.id)
    if known is not None:
        if known.location != location.slug or known.appointment is None:
            return CheckInRefusal.ID_REUSED
        return _answer(connection, asked, known, status_of(known, town.queue), town, now)
    if ours:
        appointment = hold(connection, asked.reference, now)
    if appointment is None:
        return CheckInAnswer(id=asked.id, status=CheckInStatus.UNKNOWN)
    reason = why_not(appointment, location, town, now)
    if reason is not None:
        return CheckInAnswer(id=asked.id, status=reason, start=appointment.start, location=appointment.location)
    earlier = _ticket_for(connection, appointment, day)
    if earlier is not None:
        again = _here_again(connection, earlier)
        return _answer(connection, asked, again, CheckInStatus.ALREADY, town, now)
    arrive(connection, appointment.id, now)
    arrival = Arrival(
        asked.id,
        location,
        service,
        asked.language,
        appointment.product,
        Way.APPOINTMENT,
        appointment.id,
        appointment.start,
    )
    ticket = add_ticket(connection, arrival, cursor, now)
    if ticket is None:
        return CheckInRefusal.ID_REUSED
    return _answer(connection, asked, ticket, status_of(ticket, town.queue), town, now)


def ticket_answered(connection: Connection, answer: CheckInAnswer, town: Town, now: datetime) -> UUID | None:
    """The id of the number in `answer`, which is another's than that of the check-in when somebody came twice."""
    here = (TICKETS.c.location == answer.location, TICKETS.c.day == local_day(now, town.timezone))
    return connection.execute(select(TICKETS.c.id).where(*here, TICKETS.c.code == answer.code)).scalar_one_or_none()


def why_not(appointment: Appointment, location: Location, town: Town, now: datetime) -> CheckInStatus | None:
    """Why nobody at `location` expects the visitor now; None when somebody does.

    The day comes before the place: who is at the wrong place on the wrong day need not hurry to the other.
    """
    if appointment.status is AppointmentStatus.CANCELLED:
        return CheckInStatus.CANCELLED
    if appointment.meeting is not Meeting.DESK:
        return CheckInStatus.NOT_HERE
    if local_day(appointment.start, town.timezone) != local_day(now, town.timezone):
        return CheckInStatus.WRONG_DAY
    return None if appointment.location == location.slug else CheckInStatus.WRONG_PLACE


def status_of(ticket: Row[Any], rules: QueueRules) -> CheckInStatus:
    """Whether the visitor of an appointment's number came early, on time or late."""
    return punctuality(ticket.appointment_at, ticket.taken_at, rules)


def punctuality(start: datetime, came: datetime, rules: QueueRules) -> CheckInStatus:
    """Early, on time or late for an appointment at `start`; on the border is on time.

    >>> from datetime import UTC
    >>> ten = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    >>> minutes = (-31, -30, 10, 11)
    >>> [str(punctuality(ten, ten + timedelta(minutes=by), QueueRules())) for by in minutes]
    ['early', 'on_time', 'on_time', 'late']
    """
    if came < start - timedelta(minutes=rules.early_minutes):
        return CheckInStatus.EARLY
    if came > start + timedelta(minutes=rules.late_minutes):
        return CheckInStatus.LATE
    return CheckInStatus.ON_TIME


def service_for_appointments(location: Location) -> Service | None:
    """What a visitor with an appointment waits for at `location`; None where nobody waits."""
    if location.appointment_service is not None:
        return service_of(location, location.appointment_service)
    return location.services[0] if location.services else None


def _ticket_for(connection: Connection, appointment: Appointment, day: Any) -> Row[Any] | None:
    here = (TICKETS.c.appointment == appointment.id, TICKETS.c.day == day)
    return connection.execute(select(TICKETS).where(*here)).one_or_none()


def _here_again(connection: Connection, ticket: Row[Any]) -> Row[Any]:
    """Somebody who had left, or did not hear the call, is here again: in line, under the number of the first ticket."""
    if ticket.state not in (TicketState.WITHDRAWN, TicketState.NO_SHOW):
        return ticket
    again = {"state": TicketState.WAITING, "counter": None, "called_at": None, "ended_at": None}
    back = again | {"version": ticket.version + 1}
    as_seen = (TICKETS.c.id == ticket.id, TICKETS.c.version == ticket.version)
    connection.execute(TICKETS.update().where(*as_seen).values(**back))
    return ticket_of(connection, ticket.id) or ticket


def _answer(
    connection: Connection, asked: CheckIn, ticket: Row[Any], status: CheckInStatus, town: Town, now: datetime
) -> CheckInAnswer:
    location = town.location(ticket.location)
    return CheckInAnswer(
        id=asked.id,
        status=status,
        code=ticket.code,
        number=ticket.number,
        service=ticket.waits_for,
        start=ticket.appointment_at,
        location=ticket.location,
        ahead=people_ahead(connection, location, ticket, town.queue, now),
    )
