from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from assets.town import Town
from sync.central.agenda.booking import withdraw
from sync.central.agenda.changing import arrive, cancel, find, move
from sync.central.agenda.room import expected_on, sealed_booking
from sync.central.agenda.rules import Refusal
from sync.central.agenda.tables import BOOKINGS
from sync.central.storage.database import Database
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus
from sync.protocol.messages import BookingStatus
from tests.sync.central.agenda.scenes import NOW, TUESDAY_NINE, ask, booking, code, taken
from tests.sync.central.demo_town import TOWN

DONE, TAKEN, REFUSED = ChangeStatus.DONE, ChangeStatus.TAKEN, ChangeStatus.REFUSED
LATER = TUESDAY_NINE + timedelta(hours=2)
QUARTER = timedelta(minutes=15)


def moved(
    connection: Connection, seed: int, start: datetime, now: datetime = NOW, revision: int | None = None
) -> ChangeAnswer:
    answer = move(connection, TOWN, code(seed), start, revision, now)
    assert answer is not None
    return answer


def cancelled(connection: Connection, seed: int, now: datetime = NOW) -> ChangeAnswer:
    answer = cancel(connection, TOWN, code(seed), now)
    assert answer is not None
    return answer


def found(connection: Connection, seed: int, now: datetime = NOW) -> Appointment:
    answer = find(connection, code(seed), now)
    assert answer is not None
    return answer


def test_a_code_finds_its_appointment_and_no_person(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1, minutes=30))
        answer = found(connection, 1)
    assert (answer.status, answer.start, answer.minutes) == (AppointmentStatus.CONFIRMED, TUESDAY_NINE, 30)
    assert "sealed" not in answer.model_dump_json()


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(0), "confirmed"),
        (timedelta(days=1, minutes=14), "confirmed"),
        (timedelta(days=1, minutes=15), "past"),
        (timedelta(days=7, hours=23), "past"),
        (timedelta(days=8, minutes=1), None),
    ],
)
def test_an_appointment_is_past_and_then_forgotten(database: Database, later: timedelta, status: str | None) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        answer = find(connection, code(1), NOW + later)
    assert (answer and answer.status) == status


def test_what_was_refused_or_withdrawn_has_no_code(database: Database) -> None:
    with database.write() as connection:
        for seed in (1, 2, 3):
            ask(connection, booking(seed))
        withdraw(connection, booking(1).id, "t1", NOW)
        assert [find(connection, code(seed), NOW) is None for seed in (1, 2, 3)] == [True, False, True]
        assert move(connection, TOWN, code(3), LATER, None, NOW) is None
        assert cancel(connection, TOWN, code(3), NOW) is None


def test_two_that_stand_under_one_code_open_for_nobody(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        ask(connection, booking(2))
        connection.execute(update(BOOKINGS).values(reference=code(1)))
        assert find(connection, code(1), NOW) is None
        withdraw(connection, booking(1).id, "t1", NOW)
        assert found(connection, 1).id == booking(2).id


def test_a_code_that_stands_cannot_be_booked_again(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        again = ask(connection, booking(2, reference=code(1)))
        assert (again.status, again.reason) == (BookingStatus.REFUSED, Refusal.REFERENCE_REUSED)
        cancelled(connection, 1)
        assert ask(connection, booking(3, reference=code(1))).status is BookingStatus.CONFIRMED


def test_a_move_takes_the_new_place_and_gives_the_old_one_back(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1, minutes=30))
        assert taken(connection) == [(0, "09:00"), (0, "09:15")]
        answer = moved(connection, 1, LATER)
        assert (answer.status, answer.appointment.start, answer.appointment.revision) == (DONE, LATER, 1)
        assert taken(connection) == [(0, "11:00"), (0, "11:15")]
        assert found(connection, 1) == answer.appointment


def test_a_move_to_a_place_that_overlaps_its_own_needs_no_other_official(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1, minutes=30))
        ask(connection, booking(2, minutes=60))
        assert moved(connection, 1, TUESDAY_NINE + QUARTER).status is DONE
        assert [cell for cell in taken(connection) if cell[0] == 0] == [(0, "09:15"), (0, "09:30")]


def test_a_move_to_a_place_that_is_full_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        ask(connection, booking(2, LATER))
        ask(connection, booking(3, LATER))
        before = taken(connection)
        answer = moved(connection, 1, LATER)
        assert (answer.status, answer.appointment.start, answer.appointment.revision) == (TAKEN, TUESDAY_NINE, 0)
        assert taken(connection) == before


def test_the_same_change_again_is_done_and_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        assert [moved(connection, 1, LATER).appointment.revision for _ in range(3)] == [1, 1, 1]
        assert [cancelled(connection, 1).status for _ in range(2)] == [DONE, DONE]
        assert found(connection, 1).revision == 2


def test_a_change_of_an_old_page_is_refused(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        moved(connection, 1, LATER, revision=0)
        late = moved(connection, 1, LATER + QUARTER, revision=0)
        assert (late.status, late.reason, late.appointment.start) == (REFUSED, Refusal.CHANGED, LATER)
        assert moved(connection, 1, LATER + QUARTER, revision=1).status is DONE


@pytest.mark.parametrize(
    ("start", "now", "reason"),
    [
        (LATER, TUESDAY_NINE - timedelta(minutes=59), Refusal.TOO_LATE),
        (NOW, NOW, Refusal.TOO_SOON),
        (NOW + timedelta(days=29), NOW, Refusal.TOO_FAR),
        (LATER + timedelta(days=4), NOW, Refusal.CLOSED),
        (LATER + timedelta(minutes=5), NOW, Refusal.CLOSED),
    ],
)
def test_a_move_that_cannot_be_says_why(database: Database, start: datetime, now: datetime, reason: Refusal) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        answer = moved(connection, 1, start, now)
        assert (answer.status, answer.reason, answer.appointment.start) == (REFUSED, reason, TUESDAY_NINE)
        assert taken(connection) == [(0, "09:00")]


def test_cancelling_frees_the_place_and_forgets_who_it_was(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        answer = cancelled(connection, 1, TUESDAY_NINE)
        assert (answer.status, answer.appointment.status) == (DONE, AppointmentStatus.CANCELLED)
        assert taken(connection) == []
        assert connection.execute(select(BOOKINGS.c.sealed)).scalars().all() == [None]
        assert sealed_booking(connection, TOWN.location("gemeentehuis"), booking(1).id) is None
        late = moved(connection, 1, LATER)
        assert (late.status, late.reason) == (REFUSED, Refusal.CANCELLED)


def test_after_its_start_it_cannot_be_cancelled(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        late = cancelled(connection, 1, TUESDAY_NINE + timedelta(seconds=1))
    assert (late.status, late.reason) == (REFUSED, Refusal.TOO_LATE)


def test_a_visitor_who_is_here_has_no_more_to_change(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        assert arrive(connection, booking(1).id, NOW)
        assert arrive(connection, booking(1).id, NOW + QUARTER)
        answers = [moved(connection, 1, LATER), cancelled(connection, 1)]
        assert [(answer.status, answer.reason) for answer in answers] == [(REFUSED, Refusal.ARRIVED)] * 2
        (expected,) = expected_on(connection, TOWN, TOWN.location("gemeentehuis"), TUESDAY_NINE.date())
        assert expected.arrived_at == NOW


def test_nobody_arrives_for_what_was_cancelled(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        cancelled(connection, 1)
        assert not arrive(connection, booking(1).id, NOW)


def test_who_booked_is_told_what_became_of_it(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        moved(connection, 1, LATER)
        again = ask(connection, booking(1))
        assert (again.status, again.start) == (BookingStatus.CONFIRMED, LATER)
        cancelled(connection, 1)
        again = ask(connection, booking(1))
        assert (again.status, again.reason) == (BookingStatus.REFUSED, Refusal.CANCELLED)
        assert taken(connection) == []


@pytest.mark.parametrize(
    ("rules", "now", "status"),
    [
        ({"move_until_minutes": 0}, TUESDAY_NINE, DONE),
        ({"move_until_minutes": 24 * 60}, TUESDAY_NINE - timedelta(hours=24), DONE),
        ({"move_until_minutes": 24 * 60}, TUESDAY_NINE - timedelta(hours=23), REFUSED),
    ],
)
def test_a_town_decides_until_when(
    database: Database, rules: dict[str, Any], now: datetime, status: ChangeStatus
) -> None:
    town = Town.model_validate(TOWN.model_dump() | {"appointments": rules})
    with database.write() as connection:
        ask(connection, booking(1))
        answer = move(connection, town, code(1), LATER, None, now)
    assert answer is not None
    assert answer.status is status


def test_the_contact_of_a_moved_appointment_stays(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        moved(connection, 1, LATER)
        row = sealed_booking(connection, TOWN.location("gemeentehuis"), booking(1).id)
    assert row is not None
    assert row.sealed == b"sealed"
