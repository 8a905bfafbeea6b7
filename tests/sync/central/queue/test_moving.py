from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from sync.central.queue.calling import call_next, done, no_show
from sync.central.queue.counters import AWAY_AFTER, see, set_pause
from sync.central.queue.desk import Desk, Result
from sync.central.queue.line import waiting_by_service
from sync.central.queue.moving import park, put_back, resume, transfer_to_counter, transfer_to_service, withdraw
from sync.central.queue.room import room_of
from sync.central.queue.rules import Outcome, TicketState
from sync.central.queue.steps import open_call
from sync.central.queue.tables import TICKETS
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk, request, take


def fill(connection: Connection, *services: str) -> list[UUID]:
    for index, service in enumerate(services):
        take(connection, request(index, service), NOW + timedelta(seconds=index))
    return [request(index).id for index in range(len(services))]


def at_desk(connection: Connection, slug: str) -> str | None:
    ticket = open_call(connection, desk(slug))
    return ticket.code if ticket else None


def later(minutes: float, slug: str = "balie-1") -> Desk:
    return desk(slug, NOW + timedelta(minutes=minutes))


def test_who_is_sent_to_another_service_waits_there_by_arrival(database: Database) -> None:
    with database.write() as connection:
        first, *_ = fill(connection, "burgerzaken", "vragen", "vragen")
        call_next(connection, desk("balie-1"))
        assert transfer_to_service(connection, desk("balie-1"), first, "vragen") is Result.OK
        waiting = room_of(connection, TOWN_HALL, desk().day).waiting(NOW, TOWN.queue)
        first_waiting = waiting[0]
        assert (first_waiting.code, first_waiting.waits_for) == ("A001", "vragen")
        assert waiting_by_service(connection, TOWN_HALL, desk().day) == {"burgerzaken": 0, "afhalen": 0, "vragen": 3}
        assert call_next(connection, desk("balie-1")) is Result.NOBODY_WAITS
        assert call_next(connection, desk("balie-3")) is Result.OK
        assert at_desk(connection, "balie-3") == "A001"


def test_who_is_sent_to_a_counter_is_called_there_first_and_nowhere_else(database: Database) -> None:
    with database.write() as connection:
        *_, last = fill(connection, "vragen", "vragen", "burgerzaken")
        see(connection, TOWN_HALL.slug, "balie-3", desk().day, "ans", NOW)
        assert call_next(connection, desk("balie-1")) is Result.OK
        assert transfer_to_counter(connection, desk("balie-1"), last, "balie-3") is Result.OK
        assert call_next(connection, desk("balie-1")) is Result.NOBODY_WAITS
        # Balie 3 does not even serve burgerzaken, and others came earlier.
        assert call_next(connection, desk("balie-3")) is Result.OK
        assert at_desk(connection, "balie-3") == "A001"


def test_nobody_waits_for_ever_for_a_counter_where_nobody_is(database: Database) -> None:
    with database.write() as connection:
        (ticket,) = fill(connection, "burgerzaken")
        see(connection, TOWN_HALL.slug, "balie-3", desk().day, "ans", NOW)
        call_next(connection, desk("balie-1"))
        transfer_to_counter(connection, desk("balie-1"), ticket, "balie-3")
        almost = AWAY_AFTER.total_seconds() / 60 - 1
        assert call_next(connection, later(almost, "balie-2")) is Result.NOBODY_WAITS
        assert call_next(connection, later(almost + 1, "balie-2")) is Result.OK


@pytest.mark.parametrize(
    ("counter", "result"),
    [("balie-2", Result.COUNTER_AWAY), ("balie-1", Result.UNKNOWN), ("balie-9", Result.UNKNOWN)],
)
def test_where_a_visitor_cannot_be_sent(database: Database, counter: str, result: Result) -> None:
    with database.write() as connection:
        (ticket,) = fill(connection, "burgerzaken")
        call_next(connection, desk())
        assert transfer_to_counter(connection, desk(), ticket, counter) is result
        assert transfer_to_service(connection, desk(), ticket, "trouwen") is Result.UNKNOWN
        assert at_desk(connection, "balie-1") == "A001"


def test_a_visitor_who_is_set_aside_leaves_the_counter_free_and_comes_back_anywhere(database: Database) -> None:
    with database.write() as connection:
        first, _ = fill(connection, "burgerzaken", "burgerzaken")
        call_next(connection, desk("balie-1"))
        assert park(connection, desk("balie-1"), first) is Result.OK
        assert call_next(connection, desk("balie-1")) is Result.OK
        assert at_desk(connection, "balie-1") == "A002"
        (aside,) = room_of(connection, TOWN_HALL, desk().day).aside(NOW, TOWN.queue)
        assert (aside.code, aside.state, aside.counter, aside.since) == ("A001", TicketState.PARKED, "balie-1", NOW)
        assert resume(connection, desk("balie-1"), first) is Result.STILL_BUSY
        assert resume(connection, desk("balie-3"), first) is Result.OK
        assert at_desk(connection, "balie-3") == "A001"
        assert room_of(connection, TOWN_HALL, desk().day).aside(NOW, TOWN.queue) == []


@pytest.mark.parametrize(("minutes", "result"), [(15, Result.OK), (15.1, Result.TOO_LATE)])
def test_who_did_not_come_can_be_put_back_for_a_while(database: Database, minutes: float, result: Result) -> None:
    with database.write() as connection:
        first, _ = fill(connection, "burgerzaken", "burgerzaken")
        call_next(connection, desk())
        no_show(connection, desk(), first)
        seen = room_of(connection, TOWN_HALL, desk().day).aside(NOW + timedelta(minutes=minutes), TOWN.queue)
        assert bool(seen) is (result is Result.OK)
        assert put_back(connection, later(minutes), first) is result
        call_next(connection, later(minutes))
        assert at_desk(connection, "balie-1") == ("A001" if result is Result.OK else "A002")


def test_who_leaves_is_not_called(database: Database) -> None:
    with database.write() as connection:
        first, _ = fill(connection, "burgerzaken", "burgerzaken")
        assert withdraw(connection, desk(), first) is Result.OK
        assert withdraw(connection, desk(), first) is Result.NOT_YOURS
        call_next(connection, desk())
        assert at_desk(connection, "balie-1") == "A002"


def test_a_counter_on_a_break_calls_nobody(database: Database) -> None:
    with database.write() as connection:
        fill(connection, "burgerzaken")
        see(connection, TOWN_HALL.slug, "balie-1", desk().day, "ans", NOW)
        set_pause(connection, TOWN_HALL.slug, "balie-1", desk().day, NOW)
        assert call_next(connection, desk()) is Result.PAUSED
        set_pause(connection, TOWN_HALL.slug, "balie-1", desk().day, None)
        assert call_next(connection, desk()) is Result.OK


def test_a_visit_ends_with_an_outcome(database: Database) -> None:
    with database.write() as connection:
        first, second = fill(connection, "burgerzaken", "burgerzaken")
        for ticket, outcome in ((first, Outcome.INCOMPLETE), (second, None)):
            call_next(connection, desk())
            assert (done(connection, desk(), ticket, outcome) if outcome else done(connection, desk(), ticket)) == "ok"
        found = connection.execute(select(TICKETS.c.outcome).order_by(TICKETS.c.number)).scalars().all()
        assert found == ["incomplete", "helped"]


_AWAY: list[Callable[[Connection, Desk, UUID], Result]] = [park, withdraw, resume, put_back]


@pytest.mark.parametrize("act", _AWAY)
def test_a_number_of_yesterday_or_of_another_place_is_not_found(
    database: Database, act: Callable[[Connection, Desk, UUID], Result]
) -> None:
    with database.write() as connection:
        take(connection, request(1, "burgerzaken", "servicepunt-schinnen"))
        fill(connection, "burgerzaken")
        tomorrow = desk(now=NOW + timedelta(days=1))
        assert act(connection, desk(), request(1).id) is Result.NOT_YOURS
        assert act(connection, tomorrow, request(0).id) is Result.NOT_YOURS
