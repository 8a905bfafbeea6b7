from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from sync.central.queue.restoring import SKIPPED, skip_ahead
from sync.central.queue.rules import LENT, number_after
from sync.central.queue.tables import CURSORS, TICKETS
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, request, take


@pytest.mark.parametrize("last", [0, 12, 399, 400, 401, 450, 499, 500, 1000, 1234])
def test_after_a_restore_no_number_comes_that_may_have_been_given_since_the_backup(
    database: Database, last: int
) -> None:
    may_be_on_paper, number = set(), last
    for _ in range(SKIPPED):
        number = number_after(number)
        may_be_on_paper.add(number)
    with database.write() as connection:
        take(connection, request(1))
        connection.execute(update(CURSORS).values(last=last))
        skip_ahead(connection, TOWN, NOW + timedelta(minutes=1))
        given = {take(connection, request(seed), NOW + timedelta(minutes=2)).number for seed in range(2, 9)}
    assert not given & may_be_on_paper
    assert not given & set(LENT)
    assert min(given) > last


def test_a_service_that_had_given_nothing_in_the_backup_skips_too(database: Database) -> None:
    with database.write() as connection:
        skip_ahead(connection, TOWN, NOW)
        assert take(connection, request(1, "vragen")).number > SKIPPED


def test_tomorrow_begins_at_one(database: Database) -> None:
    with database.write() as connection:
        skip_ahead(connection, TOWN, NOW)
        assert take(connection, request(1), NOW + timedelta(days=1)).number == 1


def test_the_same_backup_put_back_twice_gives_no_number_twice(database: Database) -> None:
    """In between people took numbers, which the backup does not know the second time either."""
    given: list[int] = []
    for hour in range(3):
        with database.write() as connection:
            connection.execute(delete(TICKETS))
            connection.execute(delete(CURSORS))
            skip_ahead(connection, TOWN, NOW + timedelta(hours=hour))
            later = NOW + timedelta(hours=hour, minutes=1)
            given += [take(connection, request(100 * hour + seed), later).number for seed in range(60)]
    assert len(set(given)) == len(given)
