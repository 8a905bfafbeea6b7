"""Many at once: threads with one database, and processes that share one."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from assets import ASSETS_DIR
from sync.central.agenda.booking import withdraw
from sync.central.agenda.changing import arrive, cancel, find, move
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.storage.database import Database
from sync.protocol.appointments import ChangeStatus
from sync.protocol.messages import BookingStatus
from tests.sync.central.agenda.crowd import wrong
from tests.sync.central.agenda.scenes import NOW, TUESDAY_NINE, ask, booking, code
from tests.sync.central.demo_town import TOWN

LATER = TUESDAY_NINE + timedelta(hours=3)
QUARTER = timedelta(minutes=15)
SCHINNEN: dict[str, Any] = {"location": "servicepunt-schinnen"}
"""One official: where he is taken, nobody else is."""

Deed = Callable[[Connection], Any]


def together(database: Database, deeds: Sequence[Deed]) -> list[Any]:
    """Do them all in the same instant, each in a transaction of its own; their answers."""
    ready = Barrier(len(deeds))

    def do(deed: Deed) -> Any:
        ready.wait()
        with database.write() as connection:
            return deed(connection)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def moving(seed: int, start: datetime) -> Deed:
    def deed(connection: Connection) -> str:
        answer = move(connection, TOWN, code(seed), start, None, NOW)
        return str(answer and answer.status)

    return deed


def cancelling(seed: int) -> Deed:
    def deed(connection: Connection) -> str:
        answer = cancel(connection, TOWN, code(seed), NOW)
        return str(answer and answer.status)

    return deed


def empty(database: Database) -> None:
    with database.write() as connection:
        connection.execute(delete(CELLS))
        connection.execute(delete(BOOKINGS))


def start_of(database: Database, seed: int) -> datetime:
    with database.read() as connection:
        found = find(connection, code(seed), NOW)
    assert found is not None
    return found.start


def test_as_many_who_move_to_one_place_get_it_as_there_are_officials(database: Database) -> None:
    with database.write() as connection:
        for seed in range(10):
            assert ask(connection, booking(seed, TUESDAY_NINE + seed * QUARTER)).status is BookingStatus.CONFIRMED
    said = together(database, [moving(seed, LATER) for seed in range(10)])
    assert Counter(said) == {"done": 2, "taken": 8}
    stayed = [seed for seed, answer in enumerate(said) if answer == "taken"]
    assert all(start_of(database, seed) == TUESDAY_NINE + seed * QUARTER for seed in stayed)
    assert wrong(database) == []


def test_two_who_want_to_change_places_neither_lose_theirs_nor_wait_for_each_other(database: Database) -> None:
    for _ in range(10):
        with database.write() as connection:
            ask(connection, booking(1, TUESDAY_NINE, **SCHINNEN))
            ask(connection, booking(2, LATER, **SCHINNEN))
        said = together(database, [moving(1, LATER), moving(2, TUESDAY_NINE)])
        assert said == ["taken", "taken"]
        assert (start_of(database, 1), start_of(database, 2)) == (TUESDAY_NINE, LATER)
        assert wrong(database) == []
        empty(database)


def test_a_circle_of_moves_that_overlap_ends(database: Database) -> None:
    """Each wants a place that overlaps the next one's: whoever comes first decides, and nobody waits for ever."""
    for _ in range(5):
        with database.write() as connection:
            for seed in range(4):
                ask(connection, booking(seed, TUESDAY_NINE + 2 * seed * QUARTER, 30, **SCHINNEN))
        together(database, [moving(seed, TUESDAY_NINE + (2 * seed + 1) * QUARTER) for seed in range(4)])
        assert wrong(database) == []
        empty(database)


def test_a_move_and_a_booking_for_one_place(database: Database) -> None:
    for _ in range(10):
        with database.write() as connection:
            ask(connection, booking(1, **SCHINNEN))
        moved, booked = together(
            database,
            [moving(1, LATER), lambda connection: str(ask(connection, booking(2, LATER, **SCHINNEN)).status)],
        )
        assert (moved, booked) in {("done", "taken"), ("taken", "confirmed")}
        assert wrong(database) == []
        empty(database)


def test_one_appointment_moved_cancelled_and_withdrawn_at_once(database: Database) -> None:
    for _ in range(10):
        with database.write() as connection:
            ask(connection, booking(1))
        deeds = [
            moving(1, LATER),
            moving(1, LATER + QUARTER),
            cancelling(1),
            lambda connection: withdraw(connection, booking(1).id, "t1", NOW),
        ]
        together(database, deeds)
        with database.read() as connection:
            assert connection.execute(select(BOOKINGS.c.status)).scalars().all() == ["withdrawn"]
            assert connection.execute(select(CELLS)).all() == []
        empty(database)


def test_of_a_check_in_and_a_cancellation_one_comes_first(database: Database) -> None:
    for _ in range(15):
        with database.write() as connection:
            ask(connection, booking(1))
        arrived, cancelled = together(
            database, [lambda connection: arrive(connection, booking(1).id, NOW), cancelling(1)]
        )
        assert (arrived, cancelled) in {(True, ChangeStatus.REFUSED), (False, ChangeStatus.DONE)}
        assert wrong(database) == []
        empty(database)


def test_every_change_is_counted(database: Database) -> None:
    with database.write() as connection:
        ask(connection, booking(1))
    said = together(database, [moving(1, LATER + number * QUARTER) for number in range(8)])
    with database.read() as connection:
        found = find(connection, code(1), NOW)
    assert found is not None
    assert found.revision == said.count("done") == 8
    assert wrong(database) == []


@pytest.mark.parametrize("steps", [120])
def test_processes_that_share_a_database(database_url: str, database: Database, steps: int) -> None:
    command = [sys.executable, "-m", "tests.sync.central.agenda.crowd", database_url]
    crowd = [
        subprocess.Popen(
            [*command, str(seed), str(steps)],
            cwd=ASSETS_DIR.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(4)
    ]
    said: Counter[str] = Counter()
    for process in crowd:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        said.update(json.loads(out))
    assert wrong(database) == []
    assert said.total() == 4 * steps
    assert {"move done", "move taken", "book confirmed", "cancel done", "move refused"} <= set(said)
