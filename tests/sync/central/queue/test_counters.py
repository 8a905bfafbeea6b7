from datetime import timedelta

from sync.central.queue.counters import AWAY_AFTER, open_counters, presence_at, see, set_pause
from sync.central.storage.database import Database
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk

DAY = desk().day
HERE = TOWN_HALL.slug


def test_a_counter_is_open_while_somebody_is_there(database: Database) -> None:
    with database.write() as connection:
        assert open_counters(connection, TOWN_HALL, DAY, NOW) == ()
        for slug in ("balie-3", "balie-1"):
            see(connection, HERE, slug, DAY, "ans", NOW)
        assert open_counters(connection, TOWN_HALL, DAY, NOW) == ("balie-1", "balie-3")
        see(connection, HERE, "balie-1", DAY, "bea", NOW + timedelta(minutes=10))
        later = NOW + AWAY_AFTER
        assert open_counters(connection, TOWN_HALL, DAY, later) == ("balie-1",)
        present = presence_at(connection, TOWN_HALL, DAY)
        assert (present["balie-1"].host, present["balie-3"].host) == ("bea", "ans")
        assert not present["balie-3"].is_there(later)


def test_a_counter_on_a_break_is_not_open_but_somebody_is_there(database: Database) -> None:
    with database.write() as connection:
        assert not set_pause(connection, HERE, "balie-1", DAY, NOW)
        see(connection, HERE, "balie-1", DAY, "ans", NOW)
        assert set_pause(connection, HERE, "balie-1", DAY, NOW)
        assert not set_pause(connection, HERE, "balie-1", DAY, NOW + timedelta(minutes=1))
        see(connection, HERE, "balie-1", DAY, "ans", NOW)
        present = presence_at(connection, TOWN_HALL, DAY)["balie-1"]
        assert (present.paused_at, present.is_there(NOW), present.is_open(NOW)) == (NOW, True, False)
        assert set_pause(connection, HERE, "balie-1", DAY, None)
        assert open_counters(connection, TOWN_HALL, DAY, NOW) == ("balie-1",)


def test_every_day_and_place_has_counters_of_its_own(database: Database) -> None:
    with database.write() as connection:
        see(connection, "servicepunt-schinnen", "balie-1", DAY, "ans", NOW)
        see(connection, HERE, "balie-1", DAY - timedelta(days=1), "ans", NOW)
        assert open_counters(connection, TOWN_HALL, DAY, NOW) == ()
