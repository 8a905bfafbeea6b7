"""Whole visits while the central is really switched off, and what it knows of them when it is on again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.held import read_held
from kiosk.journeys.intents import ChooseDay, ChooseStart
from kiosk.journeys.states import (
    Coming,
    Done,
    PickSlot,
    Review,
    SlotTrouble,
    Unreachable,
)
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.queue.tables import TICKETS
from sync.protocol.ids import token_of
from sync.protocol.messages import NumberRequest
from sync.terminal.leases import Leases
from tests.faults.central import Central, running_central
from tests.faults.proxy import Fault, FaultProxy
from tests.journeys.house import LOCATION, House, running_house
from tests.journeys.test_appointments import book, make_it_here_and_now, row_of, type_code, until_printed

_STARTUP_AT_MOST_S = 60.0
_BACK_OFF_AT_MOST_S = 90.0
_FIRST_LENT = 501
HALL = "gemeentehuis"
MINUTES = 15


def leases_of(house: House) -> Leases:
    return house.stage.terminal.services.leases


def times_held(house: House) -> int:
    return len(leases_of(house).slots(HALL, MINUTES, house.stage.terminal.services.clock.now()))


def until_lent(house: House) -> None:
    """What every terminal has after its first contact."""
    house.stage.terminal.services.wake_sync()
    house.until(
        lambda: times_held(house) > 0 and leases_of(house).numbers_left(LOCATION, "vragen") > 0, _STARTUP_AT_MOST_S
    )


@pytest.fixture
def away(own_house: House) -> House:
    """A terminal that was lent times and numbers, and whose central is off."""
    until_lent(own_house)
    own_house.central.stop()
    return own_house


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running_central(tmp_path / "own-central") as running:
        yield running


@pytest.fixture
def proxy(central: Central) -> Iterator[FaultProxy]:
    with FaultProxy(central.port).running() as running:
        yield running


@pytest.fixture
def behind_proxy(tmp_path: Path, central: Central, proxy: FaultProxy) -> Iterator[House]:
    """A terminal that was lent times and numbers, behind a wire that can fail."""
    with running_house(tmp_path, central, central_url=proxy.url) as running:
        until_lent(running)
        yield running


def tickets_at(house: House) -> list[Any]:
    return [row for row in house.central.rows(TICKETS) if row.location == LOCATION]


def choose_first_time(house: House) -> None:
    """Times are said as 08:30; nothing else is."""
    said = [control.spoken for control in house.finger.reachable()]
    house.touch(next(one for one in said if re.fullmatch(r"\d\d:\d\d", one)))


def fill_in(house: House, name: str = "anna") -> None:
    choose_first_time(house)
    house.touch("screen.next")
    house.write(name)
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "question.skip")
    house.until_at(Review)
    house.touch("Afspraak vastleggen")


def come_back(house: House) -> None:
    house.central.start_again()
    house.stage.terminal.services.wake_sync()


def test_a_number_of_its_own_is_printed_and_waits_at_the_desk_when_the_central_is_back(away: House) -> None:
    away.touch("home.number", "Vragen")
    away.until_at(Done)
    until_printed(away)
    assert isinstance(away.state, Done)
    code = away.state.code
    assert int(code[1:]) >= _FIRST_LENT
    assert away.state.wait == away.text("number.unknown_wait")
    assert away.state.scan_later
    assert away.text("number.unknown_wait") in away.ticket().details
    come_back(away)
    away.until(lambda: bool(tickets_at(away)), _BACK_OFF_AT_MOST_S)
    (row,) = tickets_at(away)
    assert (row.code, row.service, row.state) == (code, "vragen", "waiting")
    assert away.ticket().qr == f"https://info.voorbeeld.nl/n/{token_of(row.id)}"


def test_what_is_held_is_noted_for_whoever_looks_after_the_terminal(away: House) -> None:
    away.stage.terminal.note_held()
    held = read_held(away.folder / "state")
    assert held is not None
    assert held.times >= times_held(away)
    assert held.numbers["vragen"] == leases_of(away).numbers_left(LOCATION, "vragen")


def test_two_visitors_never_get_the_same_number(away: House) -> None:
    codes = []
    for _ in range(2):
        away.touch("home.number", "Vragen")
        away.until_at(Done)
        assert isinstance(away.state, Done)
        codes.append(away.state.code)
        away.touch("screen.finished")
    assert int(codes[1][1:]) == int(codes[0][1:]) + 1


def test_an_appointment_in_a_lent_time_is_confirmed_and_the_central_hears_of_it(away: House) -> None:
    held = times_held(away)
    away.touch("Paspoort", "channel.appointment", "Gemeentehuis Nuth")
    away.until_at(PickSlot)
    assert isinstance(away.state, PickSlot)
    assert away.state.offline
    words = away.stage.conductor.visit.content.texts.count("pick.slot.offline", held)
    assert words in spoken(away), "the page says how many choices are left"
    fill_in(away)
    away.until_at(Done)
    until_printed(away)
    assert isinstance(away.state, Done)
    assert away.state.scan_later
    assert times_held(away) == held - 1
    code = away.ticket().code.replace(" ", "")
    come_back(away)
    away.until(lambda: bool(away.central.rows(BOOKINGS)), _BACK_OFF_AT_MOST_S)
    (booking,) = away.central.rows(BOOKINGS)
    assert (booking.reference, booking.status, booking.product) == (code, "confirmed", "paspoort")
    assert sum(row.booking == booking.id for row in away.central.rows(CELLS)) > 0
    contact = away.contact_of(booking)
    assert contact["answers"] == {"name": "anna", "phone": "0612345678"}
    assert contact["lease"] is not None


def spoken(house: House) -> list[str]:
    return [
        text
        for block in house.stage.shell.blocks()
        for part in block.walk_blocks()
        if (text := getattr(part, "text", ""))
    ]


def test_who_checks_in_gets_a_number_that_the_central_ties_to_the_appointment(own_house: House) -> None:
    house = own_house
    until_lent(house)
    code = book(house)
    make_it_here_and_now(house, code)
    booking = row_of(house, code)
    house.central.stop()
    type_code(house, code)
    house.until_at(Coming)
    assert house.state == Coming(code)
    house.touch("coming.here")
    house.until_at(Done)
    assert isinstance(house.state, Done)
    number = house.state.code
    assert house.state.text == house.text("arrived.offline.text")
    come_back(house)
    house.until(lambda: bool(tickets_at(house)), _BACK_OFF_AT_MOST_S)
    (ticket,) = tickets_at(house)
    assert (ticket.code, ticket.appointment) == (number, booking.id)


def test_when_the_block_is_empty_too_a_person_is_the_next_best(away: House) -> None:
    leases = leases_of(away)
    for _ in range(leases.numbers_left(LOCATION, "vragen")):
        leases.keep_number(NumberRequest(id=uuid4(), location=LOCATION, service="vragen"), None)
    away.touch("home.number", "Vragen")
    away.until_at(Unreachable)
    assert away.tickets() == []
    assert away.text("screen.ask") in " ".join(control.spoken for control in away.finger.reachable())


def test_moving_and_cancelling_are_kindly_put_off(away: House) -> None:
    away.touch("home.have")
    away.write("K7P4XQ")
    away.touch("screen.next")
    away.until_at(Coming)
    assert away.text("coming.offline") in spoken(away)
    said = [control.spoken for control in away.finger.reachable()]
    assert not any(one.startswith((away.text("coming.move"), away.text("coming.cancel"))) for one in said)


def test_nothing_that_a_visitor_typed_is_readable_on_the_disk_nor_left_in_the_visit(away: House) -> None:
    name = "".join(reversed("nietsjuistnooit"))
    away.touch("Paspoort", "channel.appointment", "Gemeentehuis Nuth")
    away.until_at(PickSlot)
    fill_in(away, name)
    away.until_at(Done)
    until_printed(away)
    away.touch("screen.finished")
    files = [path for path in (away.folder / "state").rglob("*") if path.is_file()]
    assert files
    assert not any(name.encode() in path.read_bytes() for path in files)


def test_a_number_whose_answer_was_lost_is_one_visitor_under_the_printed_number(
    behind_proxy: House, proxy: FaultProxy
) -> None:
    house = behind_proxy
    proxy.fault = lambda: Fault.DROP_REPLY
    house.touch("home.number", "Vragen")
    house.until_at(Done)
    assert isinstance(house.state, Done)
    assert int(house.state.code[1:]) >= _FIRST_LENT
    code = house.state.code
    assert proxy.counts[Fault.DROP_REPLY] >= 2, "the central was asked, and asked again: it gave a number"
    proxy.fault = lambda: Fault.NONE
    house.until(lambda: [row.code for row in tickets_at(house)] == [code], _BACK_OFF_AT_MOST_S)


def test_a_booking_without_an_answer_is_withdrawn_and_a_lent_time_taken_instead(
    behind_proxy: House, proxy: FaultProxy
) -> None:
    house = behind_proxy
    house.touch("Paspoort", "channel.appointment", "Gemeentehuis Nuth")
    house.until_at(PickSlot)
    assert isinstance(house.state, PickSlot)
    free = next(
        start
        for day in house.state.days
        for start in day.starts
        if all(lease.start != start for lease in house.state.lent)
    )
    house.stage.conductor.emit(ChooseDay(free.date()))
    house.stage.conductor.emit(ChooseStart(free))
    house.frames()
    proxy.fault = lambda: Fault.DROP_REPLY
    house.touch("screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "question.skip", "Afspraak vastleggen")
    house.until(lambda: isinstance(house.state, PickSlot))
    assert isinstance(house.state, PickSlot)
    assert (house.state.trouble, house.state.offline) == (SlotTrouble.SILENT, True)
    choose_first_time(house)
    house.touch("screen.next", "Afspraak vastleggen")
    house.until_at(Done)
    code = house.ticket().code.replace(" ", "")
    proxy.fault = lambda: Fault.NONE
    house.until(lambda: _standing(house) == [code], _BACK_OFF_AT_MOST_S)


def _standing(house: House) -> list[str]:
    rows = house.central.rows(BOOKINGS)
    return [row.reference for row in rows if row.status == "confirmed"] if len(rows) > 1 else []
