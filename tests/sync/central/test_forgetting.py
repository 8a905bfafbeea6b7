"""Whose an appointment was is forgotten some days after it, and is in the database no more."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from sync.central.agenda.tables import BOOKINGS
from sync.central.app import open_services
from sync.central.config import CentralConfig
from sync.central.forgetting import do_each, forget_past, forgetting
from sync.central.leases.tables import APPOINTMENT_CHANGES
from sync.central.services import Services
from tests.sync.central.leases.scenes import booking, join, rows
from tests.sync.central.ticking import START, TickingClock

TOMORROW = START + timedelta(days=1)
AFTER = timedelta(days=7)
"""As long as the demo town keeps a contact."""


def forget(services: Services, clock: TickingClock) -> int:
    with services.database.write() as connection:
        return forget_past(connection, services.town, clock.now())


def test_a_contact_is_kept_for_as_long_as_the_town_says(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    first, second = (end.promise(None, start=TOMORROW + timedelta(hours=hour)) for hour in (0, 1))
    end.hand_in(first, second)
    clock.tick(days=1, seconds=AFTER.total_seconds())
    assert forget(services, clock) == 0
    clock.tick(seconds=1)
    assert (forget(services, clock), forget(services, clock)) == (1, 0)
    assert [booking(services, item).sealed is None for item in (first, second)] == [True, False]
    assert booking(services, first).start_at == TOMORROW


def test_the_sealed_bytes_are_in_the_database_no_more(config: CentralConfig, tmp_path: Path) -> None:
    clock = TickingClock()
    services = open_services(config, clock)
    end = join(services, clock)
    item = end.promise(None, start=TOMORROW, answers={"name": "x" * 6000})
    end.hand_in(item)
    sealed: bytes = booking(services, item).sealed
    assert lies_there(config, tmp_path, services, sealed)
    clock.tick(days=30)
    assert forget(services, clock) == 1
    services.database.close()
    services = open_services(config, clock)
    assert not lies_there(config, tmp_path, services, sealed)
    services.database.close()


def lies_there(config: CentralConfig, folder: Path, services: Services, sealed: bytes) -> bool:
    """Whether some part of `sealed` is in a file of SQLite; of PostgreSQL, in any row."""
    if config.database.startswith("sqlite"):
        files = [path.read_bytes() for path in folder.glob("central.db*")]
        return any(sealed[place : place + 64] in file for file in files for place in range(0, len(sealed) - 64, 512))
    return any(row.sealed == sealed for row in rows(services, BOOKINGS))


def test_what_was_told_of_an_appointment_that_never_came_goes_too(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    never = end.promise(None, start=TOMORROW)
    end.hand_in(end.change(never, 1, TOMORROW))
    assert len(rows(services, APPOINTMENT_CHANGES)) == 1
    clock.tick(days=9)
    forget(services, clock)
    assert rows(services, APPOINTMENT_CHANGES) == []


@pytest.mark.parametrize("busy_first", [False, True], ids=["at once", "the next time, where it cannot now"])
def test_it_is_done_while_the_central_runs(
    services: Services, clock: TickingClock, monkeypatch: pytest.MonkeyPatch, busy_first: bool
) -> None:
    end = join(services, clock)
    item = end.promise(None, start=TOMORROW)
    end.hand_in(item)
    clock.tick(days=30)
    rounds = iter([OSError, None] if busy_first else [None])
    real = type(services.database).write

    def write(database: object) -> object:
        trouble = next(rounds, None)
        if trouble is not None:
            raise trouble
        return real(services.database)

    monkeypatch.setattr(type(services.database), "write", write)
    with forgetting(services, every_s=0.02):
        for _ in range(500):
            if booking(services, item).sealed is None:
                break
            time.sleep(0.01)
    assert booking(services, item).sealed is None


def test_a_chore_that_fails_keeps_no_other_from_being_done() -> None:
    done: list[str] = []

    def fails() -> None:
        raise OSError

    do_each([lambda: done.append("first"), fails, lambda: done.append("last")])
    assert done == ["first", "last"]
