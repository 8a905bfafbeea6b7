from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from sync.central.queue.calling import call_next
from sync.central.queue.desk import Result
from sync.central.queue.numbers import NumberRefusal, give_number
from sync.central.storage.database import Database
from sync.protocol.messages import NumberRequest
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, desk, request, take


def test_numbers_count_for_each_service_and_place(database: Database) -> None:
    asked = [
        request(1),
        request(2),
        request(3, "vragen"),
        request(4, "burgerzaken", "servicepunt-schinnen"),
        request(5),
    ]
    with database.write() as connection:
        codes = [take(connection, one).code for one in asked]
    assert codes == ["A001", "A002", "C001", "A001", "A003"]


def test_the_same_request_gets_the_same_number(database: Database) -> None:
    with database.write() as connection:
        first = take(connection, request(1))
    with database.write() as connection:
        take(connection, request(2))
        again = take(connection, request(1), NOW + timedelta(minutes=5))
        third = take(connection, request(3))
    assert (again.code, again.day) == (first.code, first.day)
    assert third.code == "A003"


def test_the_same_request_after_midnight_is_still_yesterdays_number(database: Database) -> None:
    late = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    with database.write() as connection:
        first = take(connection, request(1), late)
        again = take(connection, request(1), late + timedelta(minutes=2))
        new = take(connection, request(2), late + timedelta(minutes=2))
    assert again == first
    assert (new.code, new.day.day) == ("A001", 24)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (request(1, location="elders"), NumberRefusal.UNKNOWN_LOCATION),
        (request(1, service="elders"), NumberRefusal.UNKNOWN_SERVICE),
    ],
)
def test_refusals(database: Database, asked: NumberRequest, refusal: NumberRefusal) -> None:
    with database.write() as connection:
        assert give_number(connection, asked, TOWN, NOW) is refusal


def test_an_id_is_for_one_service(database: Database) -> None:
    with database.write() as connection:
        take(connection, request(1))
        assert give_number(connection, request(1, "vragen"), TOWN, NOW) is NumberRefusal.ID_REUSED
        assert take(connection, request(2, "vragen")).code == "C001"


def test_ahead_counts_everybody_who_can_be_called_before(database: Database) -> None:
    with database.write() as connection:
        asked = [request(0, "afhalen"), request(1, "vragen"), request(9)]
        ahead = [take(connection, one, NOW + timedelta(seconds=index)).ahead for index, one in enumerate(asked)]
        assert ahead == [0, 1, 2]
        assert call_next(connection, desk("balie-1")) is Result.OK
        assert take(connection, request(9)).ahead == 1
        assert take(connection, request(0, "afhalen")).ahead == 0


def test_a_clock_that_is_set_back_does_not_change_the_order(database: Database) -> None:
    with database.write() as connection:
        take(connection, request(1), NOW)
        second = take(connection, request(2), NOW - timedelta(hours=1))
    assert (second.code, second.ahead) == ("A002", 1)


def test_many_terminals_at_once_never_get_the_same_number(database: Database) -> None:
    """Each request comes twice at the same time, as after a time-out."""
    together = Barrier(8)

    def terminal(index: int) -> list[tuple[int, str]]:
        together.wait()
        given = []
        for turn in range(10):
            seed = (index // 2) * 100 + turn
            with database.write() as connection:
                given.append((seed, take(connection, request(seed)).code))
        return given

    with ThreadPoolExecutor(8) as pool:
        given = [pair for pairs in pool.map(terminal, range(8)) for pair in pairs]
    by_seed: dict[int, set[str]] = {}
    for seed, code in given:
        by_seed.setdefault(seed, set()).add(code)
    assert all(len(codes) == 1 for codes in by_seed.values())
    assert sorted(code for codes in by_seed.values() for code in codes) == [f"A{number:03d}" for number in range(1, 41)]
