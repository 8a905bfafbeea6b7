from datetime import timedelta

import pytest
from sqlalchemy import Connection

from sync.central.queue.calling import call_next, done
from sync.central.queue.counters import see, set_pause
from sync.central.queue.figures import durations_at
from sync.central.queue.rules import TicketState, Way
from sync.central.queue.tables import TICKETS
from sync.central.queue.waiting_times import snapshot_of, wait_of, waits_at
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk, request, take

DAY = desk().day


def at_work(connection: Connection, *slugs: str) -> None:
    for slug in slugs:
        see(connection, TOWN_HALL.slug, slug, DAY, "ans", NOW)


def test_a_number_waits_its_turn_and_the_answer_of_the_terminal_says_so(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1")
        given = [take(connection, request(seed), NOW + timedelta(seconds=seed)) for seed in range(1, 5)]
        waits = waits_at(connection, TOWN, TOWN_HALL, NOW + timedelta(seconds=10))
        told = [waits.by_ticket[one.id].minutes for one in given]
        assert told[0] == 0
        assert told == sorted(told)
        usual = next(one.usual_minutes for one in TOWN_HALL.services if one.slug == "burgerzaken")
        assert 2 * usual <= told[3] <= 4 * usual, "three visits"
        assert waits.by_service["burgerzaken"].minutes >= told[3]
        assert waits.by_service.keys() == {"burgerzaken", "afhalen"}, "nobody is there for questions"
        assert wait_of(connection, TOWN, TOWN_HALL, given[2].id, NOW + timedelta(seconds=10)) is not None
        assert wait_of(connection, TOWN, TOWN_HALL, request(99).id, NOW) is None


def test_without_a_host_nobody_can_tell(database: Database) -> None:
    with database.write() as connection:
        asked = take(connection, request(1))
        assert waits_at(connection, TOWN, TOWN_HALL, NOW).by_service == {}
        at_work(connection, "balie-1")
        assert wait_of(connection, TOWN, TOWN_HALL, asked.id, NOW) is not None
        assert wait_of(connection, TOWN, TOWN_HALL, asked.id, NOW + timedelta(minutes=16)) is None


def test_what_the_room_looks_like(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1", "balie-2", "balie-3")
        set_pause(connection, TOWN_HALL.slug, "balie-3", DAY, NOW)
        for seed in range(1, 4):
            take(connection, request(seed), NOW + timedelta(seconds=seed))
        call_next(connection, desk("balie-2", NOW + timedelta(minutes=1)))
        room = snapshot_of(connection, TOWN, TOWN_HALL, NOW + timedelta(minutes=2))
    assert [one.number for one in sorted(room.waiting, key=lambda one: one.number)] == [2, 3]
    seen = {one.slug: (one.helping, one.since, one.paused_at) for one in room.counters}
    assert seen == {
        "balie-1": (None, None, None),
        "balie-2": ("burgerzaken", NOW + timedelta(minutes=1), None),
        "balie-3": (None, None, NOW),
    }


def test_a_long_visit_keeps_its_counter_open(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1")
        take(connection, request(1))
        call_next(connection, desk("balie-1"))
        later = take(connection, request(2), NOW + timedelta(minutes=39))
        assert wait_of(connection, TOWN, TOWN_HALL, later.id, NOW + timedelta(minutes=40)) is not None


@pytest.mark.parametrize(("wanted", "there", "told"), [("balie-2", "balie-2", "balie-2"), ("balie-2", "balie-1", None)])
def test_a_named_counter_counts_while_somebody_is_there(
    database: Database, wanted: str, there: str, told: str | None
) -> None:
    with database.write() as connection:
        at_work(connection, there)
        take(connection, request(1))
        connection.execute(TICKETS.update().values(counter_wanted=wanted))
        assert snapshot_of(connection, TOWN, TOWN_HALL, NOW).waiting[0].counter == told


def test_figures_come_from_visits_that_ended(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1")
        for seed in range(1, 31):
            begins = NOW + timedelta(minutes=20 * seed)
            asked = take(connection, request(seed), NOW)
            call_next(connection, desk("balie-1", begins))
            done(connection, desk("balie-1", begins + timedelta(minutes=17)), asked.id)
        found = durations_at(connection, TOWN_HALL, TOWN.timezone, NOW + timedelta(hours=11))
        assert sorted(found.minutes["burgerzaken"])[18] == 17
        assert found.minutes["vragen"] == durations_at(connection, TOWN_HALL, TOWN.timezone, NOW).minutes["vragen"]
        assert set(found.between) == {3.0}
        assert found.pace >= 0
        long_ago = durations_at(connection, TOWN_HALL, TOWN.timezone, NOW + timedelta(days=40))
        assert 17 not in long_ago.minutes["burgerzaken"], "what was weeks ago says nothing"


def test_a_number_that_was_called_waits_no_more(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1")
        asked = take(connection, request(1))
        call_next(connection, desk("balie-1"))
        assert wait_of(connection, TOWN, TOWN_HALL, asked.id, NOW) is None


def test_who_checked_in_for_an_appointment_goes_first_at_its_time(database: Database) -> None:
    with database.write() as connection:
        at_work(connection, "balie-1")
        given = [take(connection, request(seed), NOW + timedelta(seconds=seed)) for seed in range(1, 6)]
        last = (TICKETS.c.id == given[-1].id, TICKETS.c.state == TicketState.WAITING)
        connection.execute(TICKETS.update().where(*last).values(way=Way.APPOINTMENT, appointment_at=NOW))
        waits = waits_at(connection, TOWN, TOWN_HALL, NOW + timedelta(minutes=1)).by_ticket
    assert [waits[one.id].minutes for one in (given[-1], given[0])] == [0, waits[given[0].id].minutes]
    assert waits[given[0].id].minutes > 0
