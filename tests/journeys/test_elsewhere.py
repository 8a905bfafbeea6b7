"""Appointments away from the desk: at home, by video, by phone; from the window to the agenda and the host's page."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import requests

from kiosk.journeys.states import Coming, Done, Notice, NoticeKind, PickMeeting, PickSlot, PickVillage, Review
from sync.central.agenda.rules import CELL
from sync.central.agenda.tables import CELLS
from sync.central.agenda.travel import travel_minutes
from sync.central.people.users import Role, set_user
from sync.protocol.messages import Meeting
from tests.journeys.house import LOCATION, House
from tests.journeys.test_appointments import make_it_here_and_now, row_of, type_code, until_printed

_PASSWORD = "een lang wachtwoord voor een proef"


@dataclass(frozen=True)
class Way:
    """One way of meeting: what is touched to come to the times, what is typed, and what paper and desk say of it."""

    touches: tuple[str, ...]
    place: type
    typed: dict[str, str]
    on_paper: str
    what_next: str
    at_desk: str
    village: str | None = None


WAYS = {
    Meeting.HOME: Way(
        ("Hulp en zorg", "channel.home_visit"),
        PickVillage,
        {"name": "anna", "address": "dorp 1", "phone": "0612345678"},
        "Wij komen bij u thuis in Jabeek",
        "Wij komen naar u toe. Leg klaar wat u nodig hebt.",
        "Thuis, Jabeek",
        "Jabeek",
    ),
    Meeting.VIDEO: Way(
        ("Hulp en zorg", "channel.appointment"),
        PickMeeting,
        {"name": "anna", "email": "anna@example.nl", "phone": "0612345678"},
        "We spreken elkaar met beeldbellen",
        "De link voor het gesprek komt in uw e-mail.",
        "Via video",
    ),
    Meeting.PHONE: Way(
        ("Hulp en zorg", "channel.appointment"),
        PickMeeting,
        {"name": "anna", "phone": "0612345678"},
        "Wij bellen u",
        "Houd uw telefoon bij de hand. Wij bellen u.",
        "Telefonisch",
    ),
}


@pytest.mark.parametrize("meeting", WAYS)
def test_who_meets_us_elsewhere_has_a_time_a_ticket_and_a_place_at_the_desk(house: House, meeting: Meeting) -> None:
    way = WAYS[meeting]
    house.touch(*way.touches)
    assert isinstance(house.state, way.place)
    house.touch(way.village or f"meeting.{meeting}")
    house.until_at(PickSlot)
    house.touch("1", "screen.next")
    for text in way.typed.values():
        house.write(text)
        house.touch("screen.next")
    house.until_at(Review)
    house.touch("Afspraak vastleggen")
    house.until_at(Done)
    until_printed(house)
    ticket = house.ticket()
    assert (ticket.details[1:], ticket.what_next) == ((way.on_paper,), way.what_next)
    assert ticket.checklist_title == "Dit legt u klaar"
    row = row_of(house, ticket.code.replace(" ", ""))
    assert (row.meeting, row.village, row.status) == (meeting, way.village, "confirmed")
    assert house.contact_of(row)["answers"] == way.typed
    _takes_the_journey_too(house, row, meeting)
    code = ticket.code.replace(" ", "")
    make_it_here_and_now(house, code)
    _stands_at_the_desk(house, row.id, meeting)
    house.touch("screen.finished")
    type_code(house, code)
    house.until_at(Coming)
    house.touch("coming.here")
    house.until_at(Notice)
    assert isinstance(house.state, Notice)
    assert house.state.kind is NoticeKind.NOT_HERE


def _takes_the_journey_too(house: House, row: Any, meeting: Meeting) -> None:
    """The official is taken for the whole of it, also while on the road."""
    town = house.central.services.town
    there = timedelta(minutes=travel_minutes(town, town.location(row.location), meeting, row.village))
    assert (there > timedelta()) is (meeting is Meeting.HOME)
    taken = [cell.starts_at for cell in house.central.rows(CELLS) if cell.booking == row.id]
    assert min(taken) <= row.start_at - there < min(taken) + CELL
    assert max(taken) < row.start_at + timedelta(minutes=row.minutes) + there <= max(taken) + CELL
    assert len(taken) == (max(taken) - min(taken)) / CELL + 1


def _stands_at_the_desk(house: House, booking: UUID, meeting: Meeting) -> None:
    """The host sees how they meet, and opens whom to call or where to go."""
    services, desk = house.central.services, f"{house.central.url}/desk/{LOCATION}/balie-1"
    form = services.content.forms[f"appointment-{meeting}"]
    with services.database.write() as connection:
        set_user(connection, services.passwords, "host", _PASSWORD, [Role.HOST], services.clock.now())
    with requests.Session() as browser:
        browser.post(f"{house.central.url}/signin", data={"user": "host", "password": _PASSWORD}, timeout=10)
        page = browser.get(desk, timeout=10).text
        proof = {"X-CSRF-Token": re.findall(r'data-csrf="([0-9a-f]+)"', page)[0]}
        contact = browser.post(f"{desk}/appointments/{booking}", headers=proof, timeout=10)
    assert WAYS[meeting].at_desk in page
    said = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", contact.text)
    assert said == [(form.field(name).label["nl"], text) for name, text in WAYS[meeting].typed.items()]
