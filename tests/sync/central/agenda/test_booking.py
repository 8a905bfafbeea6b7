from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import product
from threading import Barrier
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from sync.central.agenda.booking import withdraw
from sync.central.agenda.port import Wanted
from sync.central.agenda.room import expected_on, free_slots, sealed_booking
from sync.central.agenda.rules import Refusal, cells
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.storage.database import Database
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus
from tests.sync.central.agenda.scenes import NOW, TUESDAY_NINE, ZONE, ask, booking
from tests.sync.central.demo_town import TOWN

TOWN_HALL = TOWN.location("gemeentehuis")
AT_ONCE = 2
CONFIRMED, TAKEN, REFUSED = BookingStatus.CONFIRMED, BookingStatus.TAKEN, BookingStatus.REFUSED


def starts(connection: Connection, minutes: int = 15, now: datetime = NOW) -> list[datetime]:
    slots = free_slots(connection, TOWN, Wanted("paspoort", "gemeentehuis", minutes), now)
    return [start for day in slots.days for start in day.starts]


def test_as_many_as_there_are_officials(database: Database) -> None:
    with database.write() as connection:
        answers = [ask(connection, booking(seed)).status for seed in range(3)]
    assert answers == [CONFIRMED, CONFIRMED, TAKEN]


def test_the_same_id_gets_the_same_answer_for_ever(database: Database) -> None:
    with database.write() as connection:
        first = [ask(connection, booking(seed)) for seed in range(3)]
        withdraw(connection, booking(0).id, "t1", NOW)
        again = [ask(connection, booking(seed), now=NOW + timedelta(weeks=2)) for seed in range(1, 3)]
    assert again == first[1:]
    assert first[1].start == TUESDAY_NINE


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (booking(1, location="elders"), Refusal.UNKNOWN_LOCATION),
        (booking(1, product="elders"), Refusal.UNKNOWN_PRODUCT),
        (booking(1, location="bibliotheek-nuth"), Refusal.NO_APPOINTMENTS),
        (booking(1, TUESDAY_NINE - timedelta(days=7)), Refusal.TOO_SOON),
        (booking(1, TUESDAY_NINE + timedelta(days=4)), Refusal.CLOSED),
        (booking(1, TUESDAY_NINE + timedelta(days=40)), Refusal.TOO_FAR),
        (booking(1, minutes=17), Refusal.DURATION),
    ],
)
def test_a_refusal_says_why_takes_nothing_and_keeps_no_contact(
    database: Database, asked: Booking, reason: Refusal
) -> None:
    with database.write() as connection:
        answer = ask(connection, asked)
        assert (answer.status, answer.reason, answer.start) == (REFUSED, reason, None)
        assert connection.execute(select(CELLS)).all() == []
        assert connection.execute(select(BOOKINGS.c.sealed)).scalars().all() == [None]


@pytest.mark.parametrize(
    ("changed", "terminal"),
    [
        (booking(1, TUESDAY_NINE + timedelta(minutes=15)), "t1"),
        (booking(1, minutes=30), "t1"),
        (booking(1), "t2"),
    ],
    ids=["other time", "other length", "other terminal"],
)
def test_an_id_is_for_one_request(database: Database, changed: Booking, terminal: str) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        answer = ask(connection, changed, terminal)
    assert (answer.status, answer.reason) == (REFUSED, Refusal.ID_REUSED)


def test_overlap_of_unequal_lengths_is_overlap(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1, minutes=30))
        ask(connection, booking(2, minutes=20))
        assert ask(connection, booking(3, TUESDAY_NINE + timedelta(minutes=15))).status is TAKEN
        assert ask(connection, booking(4, TUESDAY_NINE - timedelta(minutes=15), 20)).status is TAKEN
        assert ask(connection, booking(5, TUESDAY_NINE + timedelta(minutes=30))).status is CONFIRMED


def test_free_slots_shrink_and_grow(database: Database) -> None:
    with database.write() as connection:
        before = starts(connection)
        assert TUESDAY_NINE in before
        ask(connection, booking(1))
        assert starts(connection) == before
        ask(connection, booking(2))
        assert set(before) - set(starts(connection)) == {TUESDAY_NINE}
        lost = set(before) - set(starts(connection, 30))
        assert {TUESDAY_NINE, TUESDAY_NINE - timedelta(minutes=15)} <= lost
        assert withdraw(connection, booking(1).id, "t1", NOW)
        assert starts(connection) == before


def test_free_slots_begin_in_an_hour_and_end_in_four_weeks(database: Database) -> None:
    with database.read() as connection:
        found = starts(connection)
    assert found[0] == datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
    assert found[-1] == datetime(2026, 12, 21, 9, 0, tzinfo=ZONE)
    assert found[0].utcoffset() == timedelta(hours=1)


def test_a_place_without_appointments_has_no_slots(database: Database) -> None:
    with database.read() as connection:
        assert free_slots(connection, TOWN, Wanted("paspoort", "bibliotheek-nuth", 15), NOW).days == ()


def test_a_withdrawal_that_overtakes_its_booking_wins(database: Database) -> None:
    with database.write() as connection:
        assert withdraw(connection, booking(1).id, "t1", NOW)
        answer = ask(connection, booking(1))
        assert (answer.status, answer.reason) == (REFUSED, Refusal.WITHDRAWN)
        assert connection.execute(select(CELLS)).all() == []


def test_only_the_terminal_that_booked_can_withdraw(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
        assert not withdraw(connection, booking(1).id, "t2", NOW)
        assert ask(connection, booking(1)).status is CONFIRMED
        assert withdraw(connection, booking(1).id, "t1", NOW)
        assert withdraw(connection, booking(1).id, "t1", NOW)
        assert connection.execute(select(BOOKINGS.c.sealed)).scalars().all() == [None]


def test_who_is_expected_on_a_day(database: Database) -> None:
    day = TUESDAY_NINE.date()
    with database.write() as connection:
        ask(connection, booking(1, TUESDAY_NINE + timedelta(hours=1)))
        ask(connection, booking(2))
        ask(connection, booking(3, TUESDAY_NINE + timedelta(days=1)))
        withdrawn = booking(4)
        ask(connection, withdrawn)
        withdraw(connection, withdrawn.id, "t1", NOW)
        expected = expected_on(connection, TOWN, TOWN_HALL, day)
        assert [one.start_at for one in expected] == [TUESDAY_NINE, TUESDAY_NINE + timedelta(hours=1)]
        assert sealed_booking(connection, TOWN_HALL, booking(2).id) is not None
        assert sealed_booking(connection, TOWN.location("servicepunt-schinnen"), booking(2).id) is None
        assert sealed_booking(connection, TOWN_HALL, withdrawn.id) is None


wishes = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([5, 10, 15, 20, 30, 45, 60]), st.booleans()), min_size=1, max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=wishes)
def test_whatever_is_asked_nothing_is_double_booked(database: Database, wishes: list[tuple[int, int, bool]]) -> None:
    """A plain model beside the real thing: at no moment more appointments than officials, and `taken` only if full."""
    with database.write() as connection:
        connection.execute(CELLS.delete())
        connection.execute(BOOKINGS.delete())
        standing: dict[UUID, tuple[datetime, ...]] = {}
        for seed, (quarter, minutes, withdraw_it) in enumerate(wishes):
            asked = booking(seed, TUESDAY_NINE + timedelta(minutes=15 * quarter), minutes)
            free = asked.start in starts(connection, minutes)
            answer = ask(connection, asked)
            assert (answer.status is CONFIRMED) is free
            if answer.status is CONFIRMED:
                standing[asked.id] = cells(asked.start, minutes)
            if withdraw_it:
                withdraw(connection, asked.id, "t1", NOW)
                standing.pop(asked.id, None)
        held = [cell for taken in standing.values() for cell in taken]
        assert all(held.count(cell) <= AT_ONCE for cell in held)
        kept = connection.execute(select(CELLS.c.booking, CELLS.c.starts_at)).all()
        assert sorted(kept) == sorted((one, cell) for one, taken in standing.items() for cell in taken)


def test_many_who_book_at_once_never_get_the_same_place(database: Database) -> None:
    """Twelve ask for overlapping places at once, each twice, some withdraw: as many stand as there is room for."""
    together = Barrier(12)
    wishes = list(product(range(4), (15, 30, 45)))

    def visitor(index: int) -> list[BookingAnswer]:
        quarter, minutes = wishes[index]
        asked = booking(index // 2, TUESDAY_NINE + timedelta(minutes=15 * quarter), minutes)
        if index % 2:
            quarter, minutes = wishes[index - 1]
            asked = booking(index // 2, TUESDAY_NINE + timedelta(minutes=15 * quarter), minutes)
        together.wait()
        with database.write() as connection:
            return [ask(connection, asked)]

    with ThreadPoolExecutor(12) as pool:
        answers = [answer for found in pool.map(visitor, range(12)) for answer in found]
    by_id: dict[UUID, set[BookingStatus]] = {}
    for answer in answers:
        by_id.setdefault(answer.id, set()).add(answer.status)
    assert all(len(statuses) == 1 for statuses in by_id.values())
    with database.read() as connection:
        rows = connection.execute(select(CELLS.c.lane, CELLS.c.starts_at, CELLS.c.booking)).all()
    confirmed = {one for one, statuses in by_id.items() if statuses == {CONFIRMED}}
    assert {row.booking for row in rows} == confirmed
    assert len({(row.lane, row.starts_at) for row in rows}) == len(rows)
    assert all(len({row.lane for row in rows if row.booking == one}) == 1 for one in confirmed)
