"""Answers that come late, failures at a bad moment: none of it reaches another question, another visit or nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from kivy.core.window import Window

from devices.speech.simulated import SimulatedSpeaker
from kiosk.journeys.states import Coming, Done, Home, PickService, Question, Waiting
from sync.central.queue.rules import TicketState
from sync.central.queue.tables import TICKETS
from sync.protocol.kinds import CHANGE
from sync.terminal.errors import DiskFailedError
from tests.faults.central import Central
from tests.faults.proxy import Fault, FaultProxy
from tests.journeys.house import House, running_house
from tests.journeys.test_appointments import book, row_of, type_code

_F1 = 282


@pytest.fixture
def proxy(central: Central) -> Iterator[FaultProxy]:
    with FaultProxy(central.port).running() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, central: Central, proxy: FaultProxy) -> Iterator[House]:
    with running_house(tmp_path, central, f"late-{id(proxy) % 100_000}", central_url=proxy.url) as running:
        yield running


def test_the_number_of_a_question_that_was_left_is_not_given_to_the_next_one(house: House, proxy: FaultProxy) -> None:
    proxy.fault = lambda: Fault.DELAY
    house.touch("home.number", "Burgerzaken")
    assert isinstance(house.state, Waiting)
    house.until(lambda: house.text("waiting.leave") in [one.spoken for one in house.finger.reachable()])
    house.touch("waiting.leave")
    assert isinstance(house.state, PickService)
    house.touch("Afhalen")
    house.until_at(Done)
    code = house.ticket().code
    (row,) = [row for row in house.central.rows(TICKETS) if row.code == code and row.location == "bibliotheek-nuth"]
    assert row.service == "afhalen"


def test_the_number_that_nobody_was_told_is_not_called(house: House, proxy: FaultProxy) -> None:
    known = {row.id for row in house.central.rows(TICKETS)}
    proxy.fault = lambda: Fault.DELAY
    house.touch("home.number", "Burgerzaken")
    house.until(lambda: house.text("waiting.leave") in [one.spoken for one in house.finger.reachable()])
    house.touch("waiting.leave")
    house.until(lambda: _states(house, known) == [TicketState.WITHDRAWN])


def test_an_appointment_that_was_cancelled_stays_so_also_when_nobody_waited_to_hear_it(
    house: House, proxy: FaultProxy
) -> None:
    code = book(house)
    type_code(house, code)
    house.until_at(Coming)
    proxy.fault = lambda: Fault.DELAY
    house.touch("coming.cancel", "cancelling.yes")
    assert isinstance(house.state, Waiting)
    house.stage.conductor.end_visit()
    # Should the central be put back to before this, it hears of it from here.
    house.until(lambda: CHANGE in house.kinds_sent().values())
    assert row_of(house, code).status == "cancelled"


def _states(house: House, besides: set[UUID]) -> list[str]:
    return [row.state for row in house.central.rows(TICKETS) if row.id not in besides]


def test_whoever_comes_back_to_an_untouched_start_may_be_somebody_else(house: House) -> None:
    before = house.stage.conductor.visit
    house.touch("home.number", "screen.back")
    assert isinstance(house.state, Home)
    assert house.stage.conductor.visit is not before


def test_a_failure_in_a_tick_does_not_end_the_idle_time_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = house.stage.terminal.worker.status
    failing = [DiskFailedError("the card"), RuntimeError("anything")]

    def status() -> Any:
        if failing:
            raise failing.pop()
        return real()

    monkeypatch.setattr(house.stage.terminal.worker, "status", status)
    house.until(lambda: not failing)
    house.until_at(Home)
    house.stage.shell.show(house.state)
    house.touch("home.search")
    house.stage.conductor.pretend_idle(1000.0)
    house.until_at(Home)
    assert house.stage.failures == 1, "the disk's failure is expected, the other one is not"
    house.stage.failures = 0


def test_a_full_disk_at_the_wrong_moment_ends_nobodys_visit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFailedError("the card")

    monkeypatch.setattr(house.stage.terminal.services.bookings, "withdraw_open", full)
    house.touch("home.report")
    house.stage.conductor.withdraw_left()
    house.frames()
    assert isinstance(house.state, Question)


def test_stop_silences_the_voice_and_draws_nothing_of_the_last_visitor_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker = house.stage.terminal.speaker
    assert isinstance(speaker, SimulatedSpeaker)
    shell = house.stage.shell
    house.touch("bar.speech", "bar.text_size", "home.search")
    shell.key("tab")
    assert speaker.said
    drawn: list[str] = []
    real = shell._build

    def build(screen: Any, can_stop: bool) -> None:
        drawn.append(type(screen).__name__)
        real(screen, can_stop)

    monkeypatch.setattr(shell, "_build", build)
    house.stage.conductor.end_visit()
    house.frames()
    assert speaker.speaking is None
    assert drawn == ["HomeScreen"]


def test_no_key_opens_the_settings_of_the_toolkit(house: House) -> None:
    before = list(Window.children)
    assert house.stage.open_settings() is False
    Window.dispatch("on_key_down", _F1, 58, None, [])
    house.frames()
    assert list(Window.children) == before
