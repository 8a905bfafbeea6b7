"""A visitor who has an appointment: found by its code, checked in, moved and cancelled, at the real central."""

from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from kivy.core.window import Window
from PIL import Image
from sqlalchemy import update

from kiosk.journeys.states import (
    Cancelling,
    Coming,
    Done,
    EnterCode,
    Home,
    Notice,
    NoticeKind,
    PaperState,
    PickSlot,
    PickVillage,
    Review,
)
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from sync.protocol.kinds import APPOINTMENT, CHANGE, NUMBER
from tests.journeys.house import LOCATION, House


def book(house: House, *touches: str) -> str:
    """Make an appointment at the desk and go back to the first screen; its code."""
    house.touch(*(touches or ("Rijbewijs", "channel.appointment", "Servicepunt Schinnen")))
    house.until_at(PickSlot)
    house.touch("1", "screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "question.skip", "Afspraak vastleggen")
    house.until_at(Done)
    until_printed(house)
    code = house.ticket().code.replace(" ", "")
    house.touch("screen.finished")
    return code


def until_printed(house: House) -> None:
    house.until(lambda: getattr(house.state, "paper").state is PaperState.PRINTED)  # noqa: B009


def row_of(house: House, code: str) -> Any:
    (row,) = [row for row in house.central.rows(BOOKINGS) if row.reference == code]
    return row


def type_code(house: House, code: str) -> None:
    house.touch("home.have")
    assert isinstance(house.state, EnterCode)
    house.write(code)
    house.touch("screen.next")


def make_it_here_and_now(house: House, code: str, minutes_late: int = 0) -> None:
    """Let the appointment be at this place, now: nobody can book one that begins within the hour."""
    start = house.central.services.clock.now() - timedelta(minutes=minutes_late)
    with house.central.services.database.write() as connection:
        changed = update(BOOKINGS).where(BOOKINGS.c.reference == code)
        connection.execute(changed.values(start_at=start, location=LOCATION))


def test_a_confirmed_appointment_is_a_record_too(house: House) -> None:
    code = book(house)
    booking = row_of(house, code)
    contact = house.contact_of(booking)
    assert contact["answers"] == {"name": "anna", "phone": "0612345678"}
    # Its place may have been lent to this very terminal meanwhile; then it stands in that (test_offline.py).
    assert contact["reference"] == code
    house.until(lambda: house.kinds_sent().get(booking.id) == APPOINTMENT)
    assert code_on_paper(house) == f"https://info.voorbeeld.nl/a/{code}"


def code_on_paper(house: House) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(house.tickets()[-1]))
    return str(found.text)


def test_who_checks_in_on_time_gets_a_number_that_is_a_record_too(house: House) -> None:
    code = book(house)
    make_it_here_and_now(house, code)
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.here")
    house.until_at(Done)
    assert house.ticket().what == "Burgerzaken"
    (ticket,) = [row for row in house.central.rows(TICKETS) if row.code == house.ticket().code]
    assert ticket.appointment == row_of(house, code).id
    house.until(lambda: house.kinds_sent().get(ticket.id) == NUMBER)
    house.touch("screen.finished")
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.here")
    house.until_at(Done)
    assert house.state.title == house.text("arrived.already.title")  # type: ignore[union-attr]
    assert house.ticket().code == ticket.code


def test_who_comes_after_the_end_of_the_appointment_still_gets_a_number(house: House) -> None:
    code = book(house)
    make_it_here_and_now(house, code, minutes_late=40)
    type_code(house, code)
    house.until_at(Coming)
    said = " ".join(control.spoken for control in house.finger.reachable())
    assert house.text("coming.move") not in said
    house.touch("coming.here")
    house.until_at(Done)
    assert house.state.text.startswith("Uw afspraak was om")  # type: ignore[union-attr]


def test_who_comes_on_the_wrong_day_hears_when_it_is_and_may_move_it(house: House) -> None:
    code = book(house)
    make_it_here_and_now(house, code, minutes_late=-3 * 24 * 60)
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.here")
    house.until_at(Notice)
    assert isinstance(house.state, Notice)
    assert house.state.kind is NoticeKind.WRONG_DAY


def test_who_comes_to_the_wrong_place_hears_where_it_is(house: House) -> None:
    code = book(house)
    start = house.central.services.clock.now()
    with house.central.services.database.write() as connection:
        connection.execute(update(BOOKINGS).where(BOOKINGS.c.reference == code).values(start_at=start))
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.here")
    house.until_at(Notice)
    assert isinstance(house.state, Notice)
    assert (house.state.kind, house.state.location) == (NoticeKind.WRONG_PLACE, "servicepunt-schinnen")


def test_an_appointment_is_moved_and_printed_anew(house: House) -> None:
    code = book(house)
    before = row_of(house, code).start_at
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.move")
    house.until_at(PickSlot)
    house.touch("1", "pick.slot.move_here")
    house.until_at(Done)
    until_printed(house)
    after = row_of(house, code)
    assert (after.status, after.start_at == before) == ("confirmed", False)
    # Should the central be put back to before this, it hears of it from here.
    house.until(lambda: CHANGE in house.kinds_sent().values())
    assert code_on_paper(house) == f"https://info.voorbeeld.nl/a/{code}"


def test_an_appointment_is_cancelled_only_after_asking(house: House) -> None:
    code = book(house)
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.cancel")
    assert isinstance(house.state, Cancelling)
    house.touch("cancelling.keep")
    assert row_of(house, code).status == "confirmed"
    house.touch("coming.cancel", "cancelling.yes")
    house.until_at(Notice)
    assert row_of(house, code).status == "cancelled"
    house.touch("screen.finished")
    assert isinstance(house.state, Home)
    type_code(house, code)
    house.until_at(Notice)


@pytest.mark.parametrize("typed", ["infopunt:{}", "https://info.voorbeeld.nl/a/{}", "{}"])
def test_what_a_scanner_types_finds_the_appointment(house: House, typed: str) -> None:
    code = book(house)
    house.touch("home.have")
    for letter in typed.format(code):
        Window.dispatch("on_textinput", letter)
    Window.dispatch("on_key_down", 13, 40, None, [])
    house.until_at(Coming)
    assert isinstance(house.state, Coming)
    assert house.state.reference == code


def test_a_code_that_nobody_has_is_said_to_be_unknown(house: House) -> None:
    type_code(house, "222222")
    house.until(lambda: isinstance(house.state, EnterCode) and house.state.error is not None)
    assert house.state == EnterCode("222222", "code.error.unknown")


def test_a_visit_at_home_is_booked_from_the_nearest_place_with_the_address(house: House) -> None:
    house.touch("Paspoort", "channel.home_visit")
    assert isinstance(house.state, PickVillage)
    house.touch("Schinnen")
    house.until_at(PickSlot)
    house.touch("1", "screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("dorp 1")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next")
    house.until_at(Review)
    house.touch("Afspraak vastleggen")
    house.until_at(Done)
    row = row_of(house, house.ticket().code.replace(" ", ""))
    assert (row.meeting, row.village, row.location) == ("home", "Schinnen", "servicepunt-schinnen")
    assert house.contact_of(row)["answers"]["address"] == "dorp 1"
