"""Bookings whose answer never came: no visitor holds what he was told he has not, and no slot is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.journeys.states import Done, Home, PickSlot, Review, Unreachable, Waiting
from sync.central.agenda.tables import BOOKINGS, CELLS
from tests.faults.central import Central
from tests.faults.proxy import Fault, FaultProxy
from tests.journeys.house import House, running_house

_BACK_OFF_AT_MOST_S = 70.0


@pytest.fixture
def proxy(central: Central) -> Iterator[FaultProxy]:
    with FaultProxy(central.port).running() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, central: Central, proxy: FaultProxy, request: pytest.FixtureRequest) -> Iterator[House]:
    name = f"doubt-{abs(hash(request.node.name)) % 10_000}"
    with running_house(tmp_path, central, name, central_url=proxy.url) as running:
        yield running


def _fill_in(house: House) -> None:
    house.touch("Rijbewijs", "channel.appointment", "Servicepunt Schinnen")
    house.until_at(PickSlot)
    house.touch("1", "screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "question.skip")
    house.until_at(Review)


def _statuses(house: House) -> list[str]:
    mine = house.stage.terminal.config.terminal
    return [row.status for row in house.central.rows(BOOKINGS) if row.terminal == mine]


def _cells(house: House) -> int:
    mine = {row.id for row in house.central.rows(BOOKINGS) if row.terminal == house.stage.terminal.config.terminal}
    return sum(row.booking in mine for row in house.central.rows(CELLS))


def test_a_booking_whose_answers_are_all_lost_is_withdrawn(house: House, proxy: FaultProxy) -> None:
    _fill_in(house)
    proxy.fault = lambda: Fault.DROP_REPLY
    house.touch("Afspraak vastleggen")
    house.until_at(Unreachable, PickSlot)
    assert proxy.counts[Fault.DROP_REPLY] >= 2, "the central was asked, and asked again"
    proxy.fault = lambda: Fault.NONE
    house.until(lambda: _statuses(house) == ["withdrawn"], _BACK_OFF_AT_MOST_S)
    assert _cells(house) == 0


def test_a_visitor_who_leaves_before_the_answer_has_no_appointment(house: House, proxy: FaultProxy) -> None:
    _fill_in(house)
    proxy.fault = lambda: Fault.DELAY
    house.touch("Afspraak vastleggen")
    assert isinstance(house.state, Waiting)
    house.touch("bar.stop")
    assert isinstance(house.state, Home)
    house.until(lambda: _statuses(house) == ["withdrawn"], _BACK_OFF_AT_MOST_S)
    assert _cells(house) == 0
    assert house.tickets() == []


def test_an_answer_that_is_late_but_in_time_is_an_appointment(house: House, proxy: FaultProxy) -> None:
    _fill_in(house)
    faults = iter([Fault.CUT_REPLY])
    proxy.fault = lambda: next(faults, Fault.NONE)
    house.touch("Afspraak vastleggen")
    house.until_at(Done)
    house.frames()
    assert _statuses(house) == ["confirmed"]
    assert house.stage.terminal.services.bookings.withdraw_open() == 0
