from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from sync.central.queue.calling import call_next, done, no_show, recall
from sync.central.queue.desk import Desk, Result
from sync.central.queue.line import last_calls, waiting_by_service
from sync.central.queue.room import room_of
from sync.central.queue.rules import TicketState
from sync.central.queue.steps import open_call
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk, request, take

Act = Callable[[Connection, Desk, UUID], Result]


def fill(database: Database, *services: str) -> list[UUID]:
    with database.write() as connection:
        for index, service in enumerate(services):
            take(connection, request(index, service), NOW + timedelta(seconds=index))
    return [request(index).id for index in range(len(services))]


def called(connection: Connection, at: Desk) -> str | None:
    ticket = open_call(connection, at)
    return ticket.code if ticket else None


def test_the_longest_waiting_of_the_counters_services_comes_first(database: Database) -> None:
    fill(database, "vragen", "afhalen", "burgerzaken", "vragen")
    with database.write() as connection:
        assert [call_next(connection, desk(slug)) for slug in ("balie-1", "balie-2", "balie-3")] == [Result.OK] * 3
        assert [called(connection, desk(slug)) for slug in ("balie-1", "balie-2", "balie-3")] == [
            "B001",
            "C001",
            "C002",
        ]


def test_nobody_waits_for_this_counter(database: Database) -> None:
    fill(database, "vragen")
    with database.write() as connection:
        assert call_next(connection, desk("balie-1")) is Result.NOBODY_WAITS
        assert len(room_of(connection, TOWN_HALL, desk().day).waiting(NOW, TOWN.queue)) == 1


def test_a_counter_is_busy_with_one_visitor(database: Database) -> None:
    fill(database, "afhalen", "afhalen")
    with database.write() as connection:
        assert call_next(connection, desk()) is Result.OK
        assert call_next(connection, desk()) is Result.STILL_BUSY
        assert called(connection, desk()) == "B001"


def test_the_database_itself_allows_one_open_call_for_a_counter(database: Database) -> None:
    ids = fill(database, "afhalen", "afhalen")
    both = TICKETS.update().where(TICKETS.c.id.in_(ids)).values(state=TicketState.CALLED, counter="balie-1")
    with database.write() as connection, pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(both)


def test_what_was_left_open_yesterday_does_not_stop_today(database: Database) -> None:
    fill(database, "afhalen")
    tomorrow = NOW + timedelta(days=1)
    with database.write() as connection:
        call_next(connection, desk())
        take(connection, request(9, "afhalen"), tomorrow)
        assert call_next(connection, desk(now=tomorrow)) is Result.OK
        assert called(connection, desk(now=tomorrow)) == "B001"


@pytest.mark.parametrize(
    ("act", "state", "still_open"),
    [(recall, TicketState.CALLED, True), (done, TicketState.DONE, False), (no_show, TicketState.NO_SHOW, False)],
)
def test_what_a_host_does_with_a_call(database: Database, act: Act, state: TicketState, still_open: bool) -> None:
    (ticket,) = fill(database, "burgerzaken")
    with database.write() as connection:
        call_next(connection, desk())
        assert act(connection, desk(now=NOW + timedelta(minutes=3)), ticket) is Result.OK
        kept = connection.execute(select(TICKETS)).one()
        assert kept.state == state
        assert (kept.ended_at is None) is still_open
        assert (open_call(connection, desk()) is not None) is still_open
        assert connection.execute(select(CALLS.c.action).order_by(CALLS.c.id)).scalars().all()[:2] == [
            "call",
            act.__name__,
        ]


@pytest.mark.parametrize("act", [recall, done, no_show])
def test_only_the_counters_own_open_call_can_be_acted_on(database: Database, act: Act) -> None:
    first, second = fill(database, "burgerzaken", "burgerzaken")
    with database.write() as connection:
        assert act(connection, desk(), first) is Result.NOT_YOURS
        call_next(connection, desk("balie-1"))
        assert act(connection, desk("balie-2"), first) is Result.NOT_YOURS
        assert act(connection, desk("balie-1"), second) is Result.NOT_YOURS
        assert done(connection, desk("balie-1"), first) is Result.OK
        assert act(connection, desk("balie-1"), first) is Result.NOT_YOURS


def test_the_board_has_each_number_once_newest_first(database: Database) -> None:
    ids = fill(database, *["burgerzaken"] * 7)
    with database.write() as connection:
        for ticket in ids:
            call_next(connection, desk())
            done(connection, desk(), ticket)
        calls = last_calls(connection, TOWN_HALL, desk().day)
        assert [call.code for call in calls] == ["A007", "A006", "A005", "A004", "A003", "A002"]
        assert {call.counter for call in calls} == {"balie-1"}


def test_a_recall_brings_a_number_back_to_the_front_of_the_board(database: Database) -> None:
    first, _ = fill(database, "burgerzaken", "burgerzaken")
    with database.write() as connection:
        call_next(connection, desk("balie-1"))
        call_next(connection, desk("balie-2"))
        before = last_calls(connection, TOWN_HALL, desk().day)
        recall(connection, desk("balie-1"), first)
        after = last_calls(connection, TOWN_HALL, desk().day)
    assert [call.code for call in before] == ["A002", "A001"]
    assert [call.code for call in after] == ["A001", "A002"]
    assert after[0].order > before[0].order


def test_waiting_is_counted_also_where_nobody_waits(database: Database) -> None:
    fill(database, "vragen", "vragen", "burgerzaken")
    with database.read() as connection:
        counts = waiting_by_service(connection, TOWN_HALL, desk().day)
        assert counts == {"burgerzaken": 1, "afhalen": 0, "vragen": 2}
        waiting = room_of(connection, TOWN_HALL, desk().day).waiting(NOW, TOWN.queue)
        assert [one.code for one in waiting] == ["C001", "C002", "A001"]


def test_hosts_who_press_next_in_the_same_instant_never_get_the_same_person(database: Database) -> None:
    """Two windows of each counter press at once, until nobody waits; nobody is called twice and nobody is skipped."""
    ids = fill(database, *["burgerzaken", "afhalen", "vragen"] * 10)
    together = Barrier(6)
    got: list[UUID] = []

    def host(slug: str) -> None:
        together.wait()
        idle = 0
        while idle < 3:
            with database.write() as connection:
                outcome = call_next(connection, desk(slug))
            idle = idle + 1 if outcome is Result.NOBODY_WAITS else 0
            with database.write() as connection:
                mine = open_call(connection, desk(slug))
                if mine is not None and done(connection, desk(slug), mine.id) is Result.OK:
                    got.append(mine.id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(host, ["balie-1", "balie-2", "balie-3"] * 2))
    assert sorted(got) == sorted(ids)
    with database.read() as connection:
        calls = list(connection.execute(select(CALLS.c.ticket).where(CALLS.c.action == "call")).scalars())
    assert sorted(calls) == sorted(ids)
