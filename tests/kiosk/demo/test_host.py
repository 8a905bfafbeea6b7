"""The demo's host, against a central that really runs."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from kiosk.demo import host
from kiosk.demo.host import host_at_work
from kiosk.demo.town import DESK, LOCATION, WAITED_FOR
from sync.central.queue.counters import open_counters
from tests.pages.running import PASSWORD, RunningCentral, running_central
from tests.sync.central.ticking import START, TickingClock


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def central(tmp_path: Path, clock: TickingClock) -> Iterator[RunningCentral]:
    with running_central(tmp_path / "central", clock) as central:
        central.add_people()
        yield central


def open_now(central: RunningCentral, clock: TickingClock) -> tuple[str, ...]:
    with central.services.database.read() as connection:
        place = central.services.town.location(LOCATION)
        return open_counters(connection, place, START.date(), clock.now())


def board(central: RunningCentral) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = requests.get(
        f"{central.url}/board/state", params={"location": LOCATION}, timeout=10
    ).json()
    return found


def test_with_a_host_at_work_everybody_sees_how_long_it_takes(central: RunningCentral, clock: TickingClock) -> None:
    terminal = central.enrol(LOCATION)
    assert board(central)["services"][WAITED_FOR] == "nu geen balie open"
    for _ in range(2):  # the second run of a demo adds no visitors
        with host_at_work(central.url, PASSWORD, DESK, WAITED_FOR):
            shown = board(central)
            assert str(shown["services"][WAITED_FOR]).endswith(" min")
            assert (len(shown["calls"]), shown["waiting"][WAITED_FOR]) == (1, 1)
    assert terminal.number(WAITED_FOR) == "C003"


def test_the_host_stays_also_while_the_central_is_away_for_a_while(
    tmp_path: Path, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_SIGN_OF_LIFE_EVERY_S", 0.05)
    with ExitStack() as first_central, ExitStack() as work:
        first = first_central.enter_context(running_central(tmp_path / "c", clock))
        first.add_people()
        work.enter_context(host_at_work(first.url, PASSWORD, DESK, WAITED_FOR))
        first_central.close()
        clock.tick(minutes=20)
        with running_central(tmp_path / "c", clock, int(first.url.rpartition(":")[2])) as second:
            deadline_s = time.monotonic() + 10
            while not open_now(second, clock):
                assert time.monotonic() < deadline_s, "nobody came back"
                time.sleep(0.05)
            assert open_now(second, clock) == ("balie-1",)


def test_nobody_works_with_a_wrong_password(central: RunningCentral) -> None:
    with (
        pytest.raises(requests.RequestException),
        host_at_work(central.url, "something else", DESK, WAITED_FOR),
    ):
        pass
