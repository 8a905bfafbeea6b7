"""The visitor's own page, asked for without a browser: who may see and change what, in which words."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from sync.central.agenda.booking import withdraw
from sync.central.agenda.changing import arrive
from sync.central.agenda.own import OwnAgenda
from sync.central.services import Services
from sync.protocol.ids import new_reference
from sync.protocol.messages import Booking, BookingStatus
from tests.sync.central.ticking import START, TickingClock

HTML = {"accept": "text/html"}
TEN = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
ELEVEN = "2026-11-24T11:00:00+01:00"


@dataclass
class Visitor:
    """Somebody with a phone, before the central."""

    client: TestClient
    services: Services

    def book(self, seed: int = 1, start: datetime = TEN, **changes: Any) -> str:
        """An appointment; the code on its ticket."""
        plain = {
            "id": UUID(int=seed, version=4),
            "product": "paspoort",
            "location": "gemeentehuis",
            "start": start,
            "minutes": 15,
            "reference": new_reference(Random(seed).getrandbits),
            "key_id": "key",
            "sealed": b"A. Voorbeeld 0612345678",
        }
        booking = Booking.model_validate(plain | changes)
        assert self.services.agenda.book(booking, "t1", START).status is BookingStatus.CONFIRMED
        return booking.reference

    def get(self, path: str, **more: Any) -> Response:
        """What the browser shows."""
        response: Response = self.client.get(path, headers=HTML, **more)
        return response

    def post(self, path: str, **fields: str) -> Response:
        """Send a form of the page that is open at `path`, with what is hidden in it."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', self.get(path).text))
        headers = HTML | {"sec-fetch-site": "same-origin"}
        response: Response = self.client.post(path, data=hidden | fields, headers=headers, follow_redirects=False)
        return response

    def start(self, code: str) -> datetime:
        """When the appointment is now."""
        found = self.services.agenda.find(code, self.services.clock.now())
        assert found is not None
        return found.start


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    app = client.app
    assert isinstance(app, FastAPI)
    return Visitor(client, app.state.services)


def test_the_page_tells_what_where_and_when_and_not_who(visitor: Visitor) -> None:
    page = visitor.get(f"/a/{visitor.book()}")
    for words in ("Paspoort", "dinsdag 24 november", "10:00", "10:15", "Gemeentehuis Nuth", "Voorbeeldstraat 10"):
        assert words in page.text
    assert "1 nieuwe pasfoto in kleur" in page.text
    assert "Voorbeeld 06" not in page.text
    assert "t1" not in re.sub(r"<[^>]*>", "", page.text)


def test_who_has_checked_in_is_asked_to_the_desk_instead_of_changing(visitor: Visitor, clock: TickingClock) -> None:
    code = visitor.book()
    assert f"/a/{code}/cancel" in visitor.get(f"/a/{code}").text
    found = visitor.services.agenda.find(code, clock.now())
    assert found is not None
    with visitor.services.database.write() as connection:
        arrive(connection, found.id, clock.now())
    page = visitor.get(f"/a/{code}").text
    assert "U bent al aangemeld" in page
    assert f"/a/{code}/cancel" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"meeting": "home", "village": "Schinveld"}, "Wij komen bij u thuis in Schinveld"),
        ({"product": "wmo", "meeting": "phone"}, "Wij bellen u"),
        ({"product": "wmo", "meeting": "video"}, "Wij bellen u met beeld"),
    ],
)
def test_other_ways_to_meet_have_no_address_and_nothing_to_scan(
    visitor: Visitor, changes: dict[str, Any], words: str
) -> None:
    page = visitor.get(f"/a/{visitor.book(**changes)}").text
    assert words in page
    assert "Voorbeeldstraat" not in page
    assert "<svg" not in page


def test_the_page_is_in_the_language_of_the_phone_and_stays_in_the_one_that_was_chosen(visitor: Visitor) -> None:
    code = visitor.book()
    assert "Your appointment" in visitor.client.get(f"/a/{code}", headers=HTML | {"accept-language": "en"}).text
    page = visitor.get(f"/a/{code}?lang=en").text
    assert set(re.findall(rf'"(/a/{code}/[^"]*)"', page)) == {
        f"/a/{code}/{what}?lang=en" for what in ("calendar.ics", "move", "cancel")
    }
    moved = visitor.post(f"/a/{code}/move?lang=en", start=ELEVEN)
    assert moved.headers["location"] == f"/a/{code}?lang=en&done=moved"
    assert "Your appointment has been moved." in visitor.get(moved.headers["location"]).text


def test_nobody_keeps_or_finds_the_page(visitor: Visitor) -> None:
    code = visitor.book()
    for path in (f"/a/{code}", f"/a/{code}/move", f"/a/{code}/cancel", f"/a/{code}/calendar.ics", "/a/222222"):
        headers = visitor.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["x-robots-tag"] == "noindex, nofollow, noarchive", path
        assert headers["referrer-policy"] == "same-origin", path


def test_codes_that_open_nothing_get_the_same_answer_to_the_letter(visitor: Visitor, clock: TickingClock) -> None:
    over = visitor.book(1, START + timedelta(hours=2))
    withdrawn = visitor.book(2)
    gone = visitor.book(3, START + timedelta(hours=2))
    visitor.services.agenda.cancel(gone, START)
    with visitor.services.database.write() as connection:
        withdraw(connection, UUID(int=2, version=4), "t1", START)
    clock.tick(hours=11, minutes=1)
    codes = [over, withdrawn, gone, "222222", "2", "222222222", "%2e%2e", "K7P4X0"]
    answers = [visitor.get(f"/a/{code}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Wij kennen deze code nog niet" in answers[0].text


def test_an_appointment_is_shown_until_its_day_is_over(visitor: Visitor, clock: TickingClock) -> None:
    code = visitor.book(1, START + timedelta(hours=2))
    clock.tick(hours=10, minutes=59)
    page = visitor.get(f"/a/{code}").text
    assert "Deze afspraak is voorbij." in page
    assert "/move" not in page
    clock.tick(minutes=1)
    assert visitor.get(f"/a/{code}").status_code == 404


def test_who_guesses_waits_and_cannot_tell_right_from_wrong(visitor: Visitor, clock: TickingClock) -> None:
    code = visitor.book()
    tried = [visitor.get(f"/a/22222{letter}").status_code for letter in "3456789ABCDE"]
    assert tried == [404] * 10 + [429] * 2
    held = visitor.get(f"/a/{code}")
    assert (held.status_code, held.headers["retry-after"]) == (429, "60")
    assert held.text == visitor.get("/a/222222").text
    clock.tick(minutes=1)
    assert visitor.get(f"/a/{code}").status_code == 200


def test_a_code_as_people_type_it(visitor: Visitor) -> None:
    code = visitor.book()
    typed = visitor.get(f"/a?code={code[:3].lower()}%20{code[3:]}", follow_redirects=False)
    assert (typed.status_code, typed.headers["location"]) == (303, f"/a/{code}")
    assert visitor.get(f"/a/{code.lower()}").status_code == 200
    wrong = visitor.get("/a?code=<b>")
    assert (wrong.status_code, "Dat is geen code" in wrong.text) == (422, True)
    assert 'value="&lt;b&gt;"' in wrong.text


def test_moving(visitor: Visitor) -> None:
    code = visitor.book()
    page = visitor.get(f"/a/{code}/move?day=2026-11-24").text
    assert "2026-11-24T10:00:00+01:00" not in page
    assert ELEVEN in page
    answer = visitor.post(f"/a/{code}/move", start=ELEVEN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/a/{code}?done=moved")
    assert visitor.start(code) == datetime.fromisoformat(ELEVEN)
    shown = visitor.get(answer.headers["location"]).text
    assert "Uw afspraak is verzet." in shown
    assert "11:00" in shown


def test_a_time_that_was_taken_meanwhile_can_be_chosen_again(visitor: Visitor) -> None:
    code = visitor.book()
    visitor.book(2, datetime.fromisoformat(ELEVEN))
    visitor.book(3, datetime.fromisoformat(ELEVEN))
    answer = visitor.post(f"/a/{code}/move", start=ELEVEN)
    assert answer.status_code == 409
    assert "Dat moment is net bezet." in answer.text
    assert ELEVEN not in answer.text
    assert visitor.start(code) == TEN


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("", 422),
        ("2026-11-24T11:00:00", 422),
        ("0001-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-14:00", 422),
        ("morgen", 422),
        ("2026-11-28T11:00:00+01:00", 409),
    ],
)
def test_a_move_to_nowhere_changes_nothing(visitor: Visitor, start: str, status: int) -> None:
    code = visitor.book()
    assert visitor.post(f"/a/{code}/move", start=start).status_code == status
    assert visitor.start(code) == TEN


def test_an_old_page_does_not_undo_what_was_done_since(visitor: Visitor) -> None:
    code = visitor.book()
    visitor.services.agenda.move(code, datetime.fromisoformat(ELEVEN), START)
    answer = visitor.post(f"/a/{code}/move", start="2026-11-24T12:00:00+01:00", revision="0")
    assert (answer.status_code, "intussen al veranderd" in answer.text) == (409, True)
    assert visitor.start(code) == datetime.fromisoformat(ELEVEN)


def test_cancelling_asks_first(visitor: Visitor) -> None:
    code = visitor.book()
    assert "Wilt u afzeggen?" in visitor.get(f"/a/{code}/cancel").text
    assert "Deze afspraak is afgezegd." not in visitor.get(f"/a/{code}").text
    answer = visitor.post(f"/a/{code}/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/a/{code}?done=cancelled")
    shown = visitor.get(f"/a/{code}").text
    assert "Deze afspraak is afgezegd." in shown
    assert "/cancel" not in shown
    assert visitor.get(f"/a/{code}/move", follow_redirects=False).headers["location"] == f"/a/{code}"


def test_near_the_appointment_it_can_be_cancelled_only(visitor: Visitor, clock: TickingClock) -> None:
    code = visitor.book(1, START + timedelta(hours=2))
    assert "U kunt verzetten tot maandag 23 november, 14:00." in visitor.get(f"/a/{code}").text
    clock.tick(hours=1, seconds=1)
    page = visitor.get(f"/a/{code}").text
    assert "Verzetten kan niet meer. Afzeggen kan nog wel." in page
    assert f"/a/{code}/move" not in page
    assert "Veranderen kan hier niet meer." in visitor.get(f"/a/{code}/move").text
    clock.tick(hours=1)
    late = visitor.post(f"/a/{code}/cancel")
    assert (late.status_code, "Veranderen kan hier niet meer." in late.text) == (409, True)


@pytest.mark.parametrize("what", ["move", "cancel"])
@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", {}),
        ("0" * 32, {}),
        ("own", {"sec-fetch-site": "cross-site"}),
        ("own", {"sec-fetch-site": "same-site"}),
        ("own", {"sec-fetch-site": "none"}),
    ],
    ids=["no token", "another token", "from another site", "from a neighbour", "from nowhere"],
)
def test_another_site_cannot_change_anything(visitor: Visitor, what: str, token: str, headers: dict[str, str]) -> None:
    code = visitor.book()
    page = visitor.get(f"/a/{code}/{what}")
    own = re.findall(r'name="token" value="(\w+)"', page.text)[0]
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    fields = {"token": own if token == "own" else token, "start": ELEVEN}
    answer = visitor.client.post(f"/a/{code}/{what}", data=fields, headers=HTML | headers)
    assert answer.status_code == 403
    assert visitor.start(code) == TEN
    visitor.client.cookies.clear()
    assert visitor.client.post(f"/a/{code}/{what}", data={"token": own, "start": ELEVEN}).status_code == 403
    assert visitor.client.post(f"/a/{code}/{what}", data={"token": "", "start": ELEVEN}).status_code == 403


def test_a_visit_in_a_village_that_the_town_has_no_more_still_has_its_page(
    visitor: Visitor, client: TestClient
) -> None:
    code = visitor.book(meeting="home", village="Hulsberg")
    town = visitor.services.town
    left = tuple(village for village in town.villages if village.name != "Hulsberg")
    smaller = town.model_copy(update={"villages": left})
    agenda = OwnAgenda(visitor.services.database, smaller, visitor.services.content.offers())
    assert isinstance(client.app, FastAPI)
    client.app.state.services = replace(visitor.services, town=smaller, agenda=agenda)
    assert [visitor.get(f"/a/{code}{path}").status_code for path in ("", "/move", "/cancel", "/calendar.ics")] == [
        200
    ] * 4


def test_the_calendar_follows_the_appointment(visitor: Visitor) -> None:
    code = visitor.book()
    file = visitor.get(f"/a/{code}/calendar.ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert file.headers["content-disposition"] == f'inline; filename="afspraak-{code}.ics"'
    assert "DTSTART:20261124T090000Z" in file.text
    assert f"UID:{UUID(int=1, version=4)}\r\nSEQUENCE:0" in file.text
    assert "LOCATION:Gemeentehuis Nuth\\, Voorbeeldstraat 10\\, Nuth" in file.text
    assert "pasfoto" in file.text
    visitor.post(f"/a/{code}/move", start=ELEVEN)
    moved = visitor.get(f"/a/{code}/calendar.ics").text
    assert f"UID:{UUID(int=1, version=4)}\r\nSEQUENCE:1" in moved
    assert "DTSTART:20261124T100000Z" in moved
    visitor.post(f"/a/{code}/cancel")
    gone = visitor.get(f"/a/{code}/calendar.ics").text
    assert "SEQUENCE:2" in gone
    assert "STATUS:CANCELLED" in gone


def test_the_desk_hears_of_every_change(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(visitor.services.hub, "publish", lambda topic, name, data="{}": heard.append((topic, name)))
    code = visitor.book()
    visitor.post(f"/a/{code}/move", start=ELEVEN)
    visitor.post(f"/a/{code}/cancel")
    assert heard == [("location:gemeentehuis", "agenda")] * 2
