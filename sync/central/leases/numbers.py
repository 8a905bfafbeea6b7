"""Queue numbers that visitors hold on paper: each is in line under the number that is printed, once. Never refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, Row, case, func, select, update
from sqlalchemy.exc import IntegrityError

from assets.town import Location, Service, Town
from sync.central.agenda.changing import arrive
from sync.central.agenda.changing import find as find_appointment
from sync.central.fleet.terminals import Terminal
from sync.central.leases.arrivals import Arrival, arrival_of
from sync.central.leases.tables import NUMBER_LEASES, LeaseState
from sync.central.queue.checkin import service_for_appointments, why_not
from sync.central.queue.numbers import lock_cursor, ticket_of
from sync.central.queue.rules import LENT, TicketState, Way, code_of, local_day, location_of, service_of
from sync.central.queue.tables import CURSORS, TICKETS
from sync.central.storage.portable import insert_if_new
from sync.protocol.appointments import Appointment
from sync.protocol.printed import PrintedNumber

_TWICE = 100_000
"""Where a number is kept that two visitors hold on paper (a copied card): both stand in line under the same code."""

_FORGOTTEN_AT_MOST = 1_000
"""So many of its own numbers a restored central may have forgotten on top of the gap that it leaves. One further ahead
is somebody's mistake, and must not carry all that follow along."""

_NOBODY_CAME = (TicketState.CALLED, TicketState.NO_SHOW, TicketState.DONE)
"""Also done: who calls the next one in a hurry says of a visitor whom nobody saw that he was helped."""


def keep_promised_number(
    connection: Connection, town: Town, terminal: Terminal, record: Row[Any], payload: Mapping[str, Any], now: datetime
) -> str | None:
    """Keep the number that `record` tells of; where it is, or None when a person has to look at the record.

    Its time is when it was taken (arrivals.py): the visitor has waited since then. On a day that is over it is kept
    with that day, where nobody calls it any more.
    """
    try:
        printed = PrintedNumber.model_validate(payload)
    except ValidationError:
        return None
    if printed.number >= _TWICE or not printed.code.endswith(code_of("", printed.number)):
        return None
    location = location_of(town, printed.location)
    service = service_of(location, printed.service) if location else None
    if location is None or service is None or not _was_there(connection, terminal, record, printed):
        return None
    _note_used(connection, terminal, printed, now)
    came = arrival_of(connection, town, terminal, record, printed, now)
    # The same lock as the one who gives numbers out: the id is then either known here or not.
    cursor = lock_cursor(connection, location, service, came.day, now)
    kept = ticket_of(connection, record.id)
    if kept is not None and kept.location != location.slug:
        return None
    if kept is None:
        _add(connection, location, service, record, printed, came)
    elif (kept.number, kept.code) != (printed.number, printed.code):
        _renumber(connection, kept, printed)
    if printed.number not in LENT and cursor.last < printed.number <= cursor.last + _FORGOTTEN_AT_MOST:
        here = (CURSORS.c.location == location.slug, CURSORS.c.service == service.slug, CURSORS.c.day == came.day)
        connection.execute(update(CURSORS).where(*here).values(last=printed.number))
    if printed.appointment is not None:
        _check_in(connection, town, location, record, printed.appointment, came.at)
    return location.slug


def withdraw_number(connection: Connection, number: UUID, terminal: Terminal, now: datetime) -> None:
    """Take out of the line whom nobody was told about: he left before the number was there, or the power went.

    A number that was called already, or that is not of this terminal's place, stays as it is.
    """
    waiting = (TICKETS.c.id == number, TICKETS.c.location == terminal.location, TICKETS.c.state == TicketState.WAITING)
    gone = {"state": TicketState.WITHDRAWN, "ended_at": now, "version": TICKETS.c.version + 1}
    connection.execute(update(TICKETS).where(*waiting).values(gone))


def _was_there(connection: Connection, terminal: Terminal, record: Row[Any], printed: PrintedNumber) -> bool:
    """Whether the terminal gives out numbers of that place, or did before it was taken to another one.

    For that it is not believed on its word: the block was lent to it for there, or the number was given there.
    """
    if printed.location == terminal.location:
        return True
    blocks, tickets = NUMBER_LEASES.c, TICKETS.c
    lent = (blocks.id == printed.lease, blocks.terminal == terminal.name, blocks.location == printed.location)
    within = (blocks.service == printed.service, blocks.first <= printed.number, blocks.last >= printed.number)
    given = (tickets.id == record.id, tickets.location == printed.location)
    query = select(blocks.id).where(*lent, *within).union_all(select(tickets.id).where(*given))
    return connection.execute(query).first() is not None


def _note_used(connection: Connection, terminal: Terminal, printed: PrintedNumber, now: datetime) -> None:
    """How far the terminal is in its block; also in one that it has returned since, or that was taken away."""
    if printed.lease is None:
        return
    columns = NUMBER_LEASES.c
    mine = (columns.id == printed.lease, columns.terminal == terminal.name, columns.last >= printed.number)
    behind = columns.next <= printed.number
    connection.execute(update(NUMBER_LEASES).where(*mine, behind).values(next=printed.number + 1))
    spent = (*mine, columns.state == LeaseState.LENT, columns.next > columns.last)
    connection.execute(update(NUMBER_LEASES).where(*spent).values(state=LeaseState.USED, closed_at=now))


def _add(
    connection: Connection,
    location: Location,
    service: Service,
    record: Row[Any],
    printed: PrintedNumber,
    came: Arrival,
) -> None:
    row = {
        "id": record.id,
        "location": location.slug,
        "service": service.slug,
        "day": came.day,
        "number": printed.number,
        "code": printed.code,
        "product": printed.product,
        "language": printed.language,
        "state": TicketState.WAITING,
        "taken_at": came.at,
        "waits_for": service.slug,
        "way": Way.WALK_IN,
        "version": 0,
        "lease": printed.lease,
    }
    if insert_if_new(connection, TICKETS, row):
        return
    kept = ticket_of(connection, record.id)
    if kept is not None:  # made in this instant, by a request of the same id that was late, on another day
        _renumber(connection, kept, printed)
    else:
        insert_if_new(connection, TICKETS, row | {"number": _aside(connection, row)})


def _renumber(connection: Connection, kept: Row[Any], printed: PrintedNumber) -> None:
    """The central gave a number that never reached the visitor: the printed one counts, and nobody holds the other.

    Who was called under a number that he did not know is in line again.
    """
    never_heard = TICKETS.c.state.in_(_NOBODY_CAME)
    changes: dict[str, Any] = {
        "number": printed.number,
        "code": printed.code,
        "lease": printed.lease,
        "version": TICKETS.c.version + 1,
        "state": case((never_heard, TicketState.WAITING.value), else_=TICKETS.c.state),
        "called_at": case((never_heard, None), else_=TICKETS.c.called_at),
        "ended_at": case((never_heard, None), else_=TICKETS.c.ended_at),
        "counter": case((never_heard, None), else_=TICKETS.c.counter),
        "outcome": case((never_heard, None), else_=TICKETS.c.outcome),
    }
    changing = update(TICKETS).where(TICKETS.c.id == kept.id)
    try:
        with connection.begin_nested():
            connection.execute(changing.values(changes))
    except IntegrityError:
        aside = _aside(connection, {"location": kept.location, "service": kept.service, "day": kept.day})
        connection.execute(changing.values(changes | {"number": aside}))


def _aside(connection: Connection, row: Mapping[str, Any]) -> int:
    here = tuple(TICKETS.c[name] == row[name] for name in ("location", "service", "day"))
    highest = select(func.max(TICKETS.c.number)).where(*here, TICKETS.c.number >= _TWICE)
    return int(connection.execute(highest).scalar_one() or _TWICE) + 1


def match_codes_given(connection: Connection, town: Town, code: str, now: datetime) -> set[str]:
    """An appointment has come to be known, or stands at another time: who is in line for it with its code has it now.

    The visitor checked in while the central could not be asked, and the appointment's own record came after that. The
    places where somebody was matched.
    """
    columns = TICKETS.c
    waiting = (columns.code_given == code, columns.appointment.is_(None), columns.state == TicketState.WAITING)
    places = {location.slug: location for location in town.locations}
    here = (columns.location.in_(places), columns.day == local_day(now, town.timezone))
    rows = connection.execute(select(TICKETS).where(*here, *waiting).order_by(columns.taken_at, columns.id)).all()
    return {row.location for row in rows if _check_in(connection, town, places[row.location], row, code, row.taken_at)}


def _check_in(
    connection: Connection, town: Town, location: Location, record: Row[Any], code: str, came_at: datetime
) -> bool:
    """The visitor came for an appointment while the central could not be asked: as if he had checked in then.

    A code that fits no appointment of that place and day leaves him in line as everybody else; hosts see the code.
    """
    appointment = find_appointment(connection, code, came_at)
    service = service_for_appointments(location)
    fits = appointment is not None and why_not(appointment, location, town, came_at) is None
    if appointment is not None and service is not None and fits:
        _give_way(connection, record, appointment, came_at)
        if _match(connection, record, appointment, service):
            arrive(connection, appointment.id, came_at)
            return True
    unmatched = (TICKETS.c.id == record.id, TICKETS.c.appointment.is_(None))
    connection.execute(update(TICKETS).where(*unmatched).values(code_given=code))
    return False


def _give_way(connection: Connection, record: Row[Any], appointment: Appointment, came_at: datetime) -> None:
    """Whoever checked in to it before, and waits still, is in line under the number that he was told last.

    He asked again, and heard nothing: the terminal gave him another number. The earlier one leaves the line, and he
    keeps its time.
    """
    columns = TICKETS.c
    mine = connection.execute(select(columns.day).where(columns.id == record.id)).scalar()
    before = (columns.appointment == appointment.id, columns.day == mine, columns.id != record.id)
    waits = (columns.state == TicketState.WAITING, columns.taken_at <= came_at)
    gone = {"state": TicketState.WITHDRAWN, "appointment": None, "version": columns.version + 1, "ended_at": came_at}
    leaves = update(TICKETS).where(*before, *waits).values(gone).returning(columns.taken_at)
    since = connection.execute(leaves).scalar()
    if since is not None:
        connection.execute(update(TICKETS).where(columns.id == record.id).values(taken_at=since))


def _match(connection: Connection, record: Row[Any], appointment: Appointment, service: Service) -> bool:
    """Make the number that of an appointment, unless another one is: two tickets of one visitor are called as one."""
    matched = {
        "way": Way.APPOINTMENT,
        "appointment": appointment.id,
        "appointment_at": appointment.start,
        "waits_for": service.slug,
        "product": appointment.product,
        "code_given": None,
        "version": TICKETS.c.version + 1,
    }
    as_it_came = (TICKETS.c.id == record.id, TICKETS.c.way == Way.WALK_IN)
    try:
        with connection.begin_nested():
            return connection.execute(update(TICKETS).where(*as_it_came).values(matched)).rowcount == 1
    except IntegrityError:
        return False
