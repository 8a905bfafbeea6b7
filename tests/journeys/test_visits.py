"""Whole visits through the real window, to the real central and onto (virtual) paper."""

import gc
from datetime import UTC, datetime
from types import FrameType, FunctionType, ModuleType

import zxingcpp
from PIL import Image

from devices.printer.port import PrinterState
from kiosk.journeys.states import (
    Done,
    Home,
    PaperState,
    PickSlot,
    ProductPage,
    Review,
    Standing,
    TakeAlong,
    Unreachable,
)
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from tests.journeys.house import House


def _write_report(house: House, text: str = "lamp kapot") -> None:
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee", "Nuth")
    house.write("dorp")
    house.touch("screen.next", "place.point.skip")
    house.write(text)
    house.touch("screen.next", "Nee")
    house.until_at(Review)


def _received(house: House, reference: str) -> list[dict[str, object]]:
    return [content for content in house.central.opened().values() if content.get("reference") == reference]


def _until_printed(house: House) -> None:
    house.until(lambda: getattr(house.state, "paper").state is PaperState.PRINTED)  # noqa: B009


def _code_on(house: House) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(house.tickets()[-1]))
    return str(code.text)


def test_a_report_is_written_printed_and_received(house: House) -> None:
    _write_report(house)
    house.touch("Melding versturen")
    house.until_at(Done)
    reference = house.ticket().code.replace(" ", "")
    _until_printed(house)
    assert _code_on(house) == f"https://info.voorbeeld.nl/r/{reference}"
    house.until(lambda: bool(_received(house, reference)))
    (record,) = _received(house, reference)
    nuth = house.stage.conductor.visit.content.town.village("Nuth")
    assert record["answers"] == {
        "category": "lighting",
        "detail": "lamp-out",
        "danger": "no",
        "where": {
            "kind": "place",
            "village": "Nuth",
            "near": "dorp",
            "lat": nuth.lat,
            "lon": nuth.lon,
            "point_from": "village",
        },
        "description": "lamp kapot",
        "contact": "no",
    }
    assert (record["by"], record["product"]) == ("visitor", None)


def test_a_product_is_found_while_typing_and_its_form_taken_along(house: House) -> None:
    house.touch("home.search")
    house.write("verhuizne")
    house.touch("Verhuizen")
    assert isinstance(house.state, ProductPage)
    house.touch("product.print")
    assert isinstance(house.state, TakeAlong)
    house.touch("take.print")
    _until_printed(house)
    assert _code_on(house) == "https://info.voorbeeld.nl/p/verhuizen"


def test_an_appointment_is_booked_printed_and_stands_in_the_agenda(house: House) -> None:
    house.touch("Paspoort", "channel.appointment", "Gemeentehuis Nuth")
    house.until_at(PickSlot)
    house.touch("1", "screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "question.skip", "Afspraak vastleggen")
    house.until_at(Done)
    _until_printed(house)
    reference = house.ticket().code.replace(" ", "")
    (booking,) = [row for row in house.central.rows(BOOKINGS) if row.reference == reference]
    assert (booking.status, booking.product, booking.location) == ("confirmed", "paspoort", "gemeentehuis")
    assert booking.start_at > datetime.now(UTC)


def test_a_queue_number_is_given_and_waits_at_the_desk(house: House) -> None:
    house.touch("home.number", "Vragen")
    house.until_at(Done)
    _until_printed(house)
    code = house.ticket().code
    (ticket,) = [row for row in house.central.rows(TICKETS) if row.code == code]
    assert (ticket.location, ticket.state) == ("bibliotheek-nuth", "waiting")


def test_without_paper_the_ticket_stands_on_the_screen_and_is_printed_when_asked(house: House) -> None:
    house.machine.set_trouble(paper_out=True)
    _write_report(house)
    house.touch("Melding versturen")
    house.until(lambda: isinstance(house.state, Done) and house.state.paper.state is PaperState.NOT_PRINTED)
    assert isinstance(house.state, Done)
    assert house.state.paper.printer is PrinterState.PAPER_OUT
    assert house.tickets() == []
    house.machine.set_trouble(paper_out=False)
    house.touch("paper.print")
    _until_printed(house)
    assert len(house.tickets()) == 1


def test_without_the_central_a_report_waits_and_a_visitor_is_offered_a_call(own_house: House) -> None:
    house = own_house
    house.central.stop()
    _write_report(house)
    house.touch("Melding versturen")
    house.until_at(Done)
    reference = house.ticket().code.replace(" ", "")
    house.touch("screen.another", "home.have")
    house.write(reference)
    house.touch("screen.next")
    house.until_at(Standing)
    assert isinstance(house.state, Standing)
    assert (house.state.kept_here, house.state.standing.reference) == (True, reference)
    house.touch("screen.another", "Paspoort", "channel.home_visit", "Nuth")
    house.until_at(Unreachable)
    house.touch("screen.call_back")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "Maakt niet uit", "Bel mij terug")
    house.until_at(Done)
    called = house.ticket().code.replace(" ", "")
    house.central.start_again()
    back_off_at_most_s = 70.0
    house.until(lambda: bool(_received(house, reference) and _received(house, called)), back_off_at_most_s)
    assert len(_received(house, reference)) == 1
    assert _received(house, called)[0]["product"] == "paspoort"


def test_a_deserted_visit_is_warned_and_then_nothing_of_it_is_left(house: House) -> None:
    secret = "".join(reversed("lekniwnoofolyx"))  # so that this file does not have the word itself
    house.touch("home.search")
    house.write(secret)
    assert _words_behind(house.stage, secret), "this search finds what is there"
    house.stage.conductor.pretend_idle(121.0)
    house.until(lambda: house.text("idle.stay") in [one.spoken for one in house.finger.reachable()])
    house.touch("idle.stay")
    assert not isinstance(house.state, Home)
    house.stage.conductor.pretend_idle(166.0)
    house.until_at(Home)
    house.frames(4)
    gc.collect()
    assert _words_behind(house.stage, secret) == []


def _words_behind(start: object, secret: str) -> list[str]:
    """Every text with `secret` in it that can be reached from `start`, in any container, object or closure."""
    seen: dict[int, object] = {}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, ModuleType | type | FrameType):
            continue
        seen[id(one)] = one
        waiting += one.__closure__ or () if isinstance(one, FunctionType) else gc.get_referents(one)
    return [one for one in seen.values() if isinstance(one, str) and secret in one]


def test_stop_ends_the_visit_with_every_setting(house: House) -> None:
    house.touch("English", "home.report", "bar.contrast", "bar.text_size")
    house.touch("bar.stop")
    assert isinstance(house.state, Home)
    assert house.stage.conductor.visit.untouched
    assert house.stage.shell.ui.texts.language == "nl"


def test_keys_alone_lead_to_a_product(house: House) -> None:
    shell = house.stage.shell
    for _ in range(60):
        shell.key("tab")
        if shell.focus.at is not None and shell.focus.at.spoken.startswith("Rijbewijs"):
            break
    shell.key("enter")
    assert house.state == ProductPage("rijbewijs")
