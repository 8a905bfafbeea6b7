from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from sync.central.agenda.changing import cancel, find
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.calling import call_next, no_show
from sync.central.queue.checkin import CheckInRefusal, check_in, ticket_answered
from sync.central.queue.desk import Result
from sync.central.queue.moving import withdraw
from sync.central.queue.numbers import ticket_of
from sync.central.queue.rules import TicketState, Way
from sync.central.queue.steps import undo, write_arrival
from sync.central.queue.tables import TICKETS
from sync.central.storage.database import Database
from sync.protocol.appointments import Appointment, AppointmentStatus, CheckIn, CheckInAnswer, CheckInStatus
from sync.protocol.messages import Meeting
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import desk, request, take

TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in the town."""


def uuid(seed: int) -> UUID:
    return UUID(int=Random(seed).getrandbits(128), version=4)


def coming(seed: int = 1, location: str = "gemeentehuis") -> CheckIn:
    return CheckIn(id=uuid(seed), location=location, reference="K7P4XQ")


def booked(database: Database, start: datetime = TEN, location: str = "gemeentehuis", **changes: object) -> Appointment:
    """An appointment that stands."""
    row: dict[str, object] = {
        "id": uuid(99),
        "terminal": "nuth-1",
        "location": location,
        "product": "paspoort",
        "start_at": start,
        "minutes": 15,
        "reference": "K7P4XQ",
        "status": "confirmed",
        "reason": "",
        "received_at": start - timedelta(days=3),
    }
    with database.write() as connection:
        connection.execute(BOOKINGS.insert(), row | changes)
        found = find(connection, "K7P4XQ", start)
    assert found is not None
    return found


def answer(database: Database, asked: CheckIn, appointment: Appointment | None, now: datetime) -> CheckInAnswer:
    with database.write() as connection:
        found = check_in(connection, asked, appointment, TOWN, now)
    assert isinstance(found, CheckInAnswer), found
    return found


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (-90, CheckInStatus.EARLY),
        (-31, CheckInStatus.EARLY),
        (-30, CheckInStatus.ON_TIME),
        (0, CheckInStatus.ON_TIME),
        (10, CheckInStatus.ON_TIME),
        (11, CheckInStatus.LATE),
        (200, CheckInStatus.LATE),
    ],
)
def test_who_is_expected_gets_a_number(database: Database, minutes: int, status: CheckInStatus) -> None:
    now = TEN + timedelta(minutes=minutes)
    found = answer(database, coming(), booked(database), now)
    assert (found.status, found.code, found.number, found.service) == (status, "A001", 1, "burgerzaken")
    assert (found.start, found.location, found.ahead) == (TEN, "gemeentehuis", 0)
    with database.read() as connection:
        ticket = ticket_of(connection, coming().id)
        arrived = connection.execute(select(BOOKINGS.c.arrived_at)).scalar_one()
    assert ticket is not None
    assert (ticket.way, ticket.product, ticket.appointment) == (Way.APPOINTMENT, "paspoort", uuid(99))
    assert arrived == now


@pytest.mark.parametrize(
    ("changes", "days", "status"),
    [
        ({"location": "servicepunt-schinnen"}, 0, CheckInStatus.WRONG_PLACE),
        ({}, 1, CheckInStatus.WRONG_DAY),
        ({}, -1, CheckInStatus.WRONG_DAY),
        ({"location": "servicepunt-schinnen"}, 1, CheckInStatus.WRONG_DAY),
        ({"meeting": Meeting.PHONE}, 0, CheckInStatus.NOT_HERE),
        ({"meeting": Meeting.VIDEO}, 0, CheckInStatus.NOT_HERE),
        ({"meeting": Meeting.HOME, "village": "Nuth"}, 0, CheckInStatus.NOT_HERE),
        ({"status": AppointmentStatus.CANCELLED}, 0, CheckInStatus.CANCELLED),
    ],
)
def test_who_is_not_expected_is_told_why(
    database: Database, changes: dict[str, object], days: int, status: CheckInStatus
) -> None:
    appointment = booked(database).model_copy(update=changes)
    with database.write() as connection:
        connection.execute(BOOKINGS.update().values({"minutes": 15} | {name: str(changes[name]) for name in changes}))
    now = TEN + timedelta(days=days)
    found = answer(database, coming(), appointment, now)
    assert (found.status, found.code, found.number) == (status, "", 0)
    assert (found.start, found.location) == (TEN, appointment.location)
    with database.read() as connection:
        assert not connection.execute(select(TICKETS)).all()


def test_an_unknown_code(database: Database) -> None:
    assert answer(database, coming(), None, TEN).status is CheckInStatus.UNKNOWN


def test_the_same_check_in_gets_the_same_answer_whatever_happened_since(database: Database) -> None:
    appointment = booked(database)
    first = answer(database, coming(), appointment, TEN - timedelta(minutes=60))
    again = answer(database, coming(), appointment, TEN + timedelta(minutes=30))
    forgotten = answer(database, coming(), None, TEN + timedelta(minutes=31))
    assert first == again == forgotten
    assert first.status is CheckInStatus.EARLY


def test_one_appointment_has_one_number(database: Database) -> None:
    appointment = booked(database)
    first = answer(database, coming(1), appointment, TEN)
    second = answer(database, coming(2), appointment, TEN + timedelta(minutes=1))
    assert (second.status, second.code, second.id) == (CheckInStatus.ALREADY, first.code, uuid(2))
    with database.read() as connection:
        assert ticket_answered(connection, second, TOWN, TEN) == uuid(1)


def test_who_had_left_and_checks_in_again_waits_under_the_same_number(database: Database) -> None:
    appointment = booked(database)
    answer(database, coming(1), appointment, TEN)
    with database.write() as connection:
        assert withdraw(connection, desk(now=TEN), uuid(1)) is Result.OK
    again = answer(database, coming(2), appointment, TEN + timedelta(minutes=2))
    assert (again.status, again.code) == (CheckInStatus.ALREADY, "A001")
    with database.read() as connection:
        ticket = ticket_of(connection, uuid(1))
    assert ticket is not None
    assert ticket.state == TicketState.WAITING


def test_who_did_not_hear_the_call_and_checks_in_again_is_called_again(database: Database) -> None:
    appointment = booked(database)
    answer(database, coming(1), appointment, TEN)
    with database.write() as connection:
        call_next(connection, desk(now=TEN))
        assert no_show(connection, desk(now=TEN), uuid(1)) is Result.OK
    again = answer(database, coming(2), appointment, TEN + timedelta(minutes=20))
    assert (again.status, again.code) == (CheckInStatus.ALREADY, "A001")
    with database.write() as connection:
        # What the host did before it cannot be taken back any more.
        assert undo(connection, desk(now=TEN)) is Result.CHANGED_SINCE
        assert call_next(connection, desk("balie-2", now=TEN)) is Result.OK
        ticket = ticket_of(connection, uuid(1))
    assert ticket is not None
    assert (ticket.state, ticket.counter) == (TicketState.CALLED, "balie-2")


def test_an_appointment_that_is_cancelled_at_the_same_moment_is_not_checked_in(database: Database) -> None:
    appointment = booked(database, TEN)
    with database.write() as connection:
        cancel(connection, TOWN, "K7P4XQ", TEN - timedelta(days=1))
    assert answer(database, coming(), appointment, TEN).status is CheckInStatus.CANCELLED


def test_an_appointment_of_another_system_is_checked_in_though_we_do_not_keep_it(database: Database) -> None:
    foreign = Appointment(
        id=uuid(50),
        reference="K7P4XQ",
        status=AppointmentStatus.CONFIRMED,
        product="paspoort",
        location="gemeentehuis",
        start=TEN,
        minutes=15,
    )
    assert answer(database, coming(1), foreign, TEN).status is CheckInStatus.UNKNOWN
    with database.write() as connection:
        found = check_in(connection, coming(2), foreign, TOWN, TEN, ours=False)
    assert isinstance(found, CheckInAnswer)
    assert (found.status, found.code) == (CheckInStatus.ON_TIME, "A001")


@pytest.mark.parametrize("location", ["elders"])
def test_a_place_that_is_not_there(database: Database, location: str) -> None:
    with database.write() as connection:
        assert check_in(connection, coming(1, location), None, TOWN, TEN) is CheckInRefusal.UNKNOWN_LOCATION


def test_an_id_that_was_used_for_a_walk_in(database: Database) -> None:
    with database.write() as connection:
        take(connection, request(1), TEN)
        used = CheckIn(id=request(1).id, location="gemeentehuis", reference="K7P4XQ")
        assert check_in(connection, used, None, TOWN, TEN) is CheckInRefusal.ID_REUSED


def test_an_appointment_goes_first_from_its_time_on(database: Database) -> None:
    appointment = booked(database)
    with database.write() as connection:
        take(connection, request(1), TEN - timedelta(minutes=20))
        take(connection, request(2), TEN - timedelta(minutes=19))
    early = answer(database, coming(9), appointment, TEN - timedelta(minutes=15))
    assert early.ahead == 2
    with database.write() as connection:
        assert call_next(connection, desk(now=TEN - timedelta(minutes=1))) is Result.OK
        assert call_next(connection, desk("balie-2", TEN)) is Result.OK
        called = connection.execute(select(TICKETS.c.code).where(TICKETS.c.counter == "balie-2")).scalar_one()
    assert called == early.code


def test_many_terminals_that_check_one_visitor_in_give_one_number(database: Database) -> None:
    appointment = booked(database)
    together = Barrier(6)

    def terminal(seed: int) -> str:
        together.wait()
        return answer(database, coming(seed), appointment, TEN).code

    with ThreadPoolExecutor(6) as pool:
        codes = set(pool.map(terminal, [1, 1, 2, 2, 3, 4]))
    assert codes == {"A001"}


def test_a_check_in_that_the_desk_takes_back_leaves_the_appointment_as_it_was(database: Database) -> None:
    appointment = booked(database)
    checked_in = answer(database, coming(), appointment, TEN)
    with database.write() as connection:
        kept = ticket_of(connection, checked_in.id)
        assert kept is not None
        write_arrival(connection, desk(now=TEN), kept)
        assert undo(connection, desk(now=TEN)) is Result.OK
        assert find(connection, "K7P4XQ", TEN) == appointment


def test_a_move_between_looking_it_up_and_checking_in_is_not_missed(database: Database) -> None:
    seen = booked(database)
    with database.write() as connection:
        connection.execute(BOOKINGS.update().values(start_at=TEN + timedelta(days=2), revision=1))
    late = answer(database, coming(1), seen, TEN)
    assert (late.status, late.code, late.start) == (CheckInStatus.WRONG_DAY, "", TEN + timedelta(days=2))
    with database.read() as connection:
        assert connection.execute(select(BOOKINGS.c.arrived_at)).scalar() is None
