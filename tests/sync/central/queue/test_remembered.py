from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from assets.town import Location, Town
from sync.central.queue.calling import call_next
from sync.central.queue.counters import see, set_pause
from sync.central.queue.remembered import RememberedWaits
from sync.central.queue.waiting_times import Waits, waits_at
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk, request, take


def test_waits_are_worked_out_once_until_something_changes(database: Database) -> None:
    worked_out: list[int] = []

    def counting(connection: Connection, town: Town, location: Location, now: datetime) -> Waits:
        worked_out.append(1)
        return waits_at(connection, town, location, now)

    waits = RememberedWaits(TOWN, counting)
    here, day = TOWN_HALL.slug, desk().day
    with database.write() as connection:
        steps: list[Callable[[], object]] = [
            lambda: see(connection, here, "balie-1", day, "ans", NOW),
            lambda: take(connection, request(1)),
            lambda: take(connection, request(2), NOW + timedelta(seconds=1)),
            lambda: call_next(connection, desk("balie-1")),
            lambda: set_pause(connection, here, "balie-1", day, NOW),
            lambda: set_pause(connection, here, "balie-1", day, None),
        ]
        for number, step in enumerate(steps, start=1):
            step()
            looks = [waits.at(connection, TOWN_HALL, NOW) for _ in range(5)]
            assert len(worked_out) == number
            assert all(one == looks[0] for one in looks)
        waits.at(connection, TOWN_HALL, NOW + timedelta(seconds=30))
        assert len(worked_out) == len(steps) + 1, "a wait grows shorter while nothing happens"
        elsewhere = TOWN.location("servicepunt-schinnen")
        assert waits.at(connection, elsewhere, NOW).by_ticket == {}
