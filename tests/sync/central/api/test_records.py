"""How far a record is, as its visitor asks for it: at a terminal, and on a phone."""

from uuid import UUID

import pytest

from sync.central.records.inbox import open_record
from sync.central.records.states import RecordState
from sync.central.records.working import answer_visitor, move_record
from sync.central.services import Services
from tests.sync.central.api.conftest import Joined
from tests.sync.central.sending import Item
from tests.sync.central.ticking import START, TickingClock

HTML = {"Accept": "text/html"}


@pytest.fixture
def item(joined: Joined) -> Item:
    made = joined.sender.record({"answers": {"name": "A. Voorbeeld", "description": "Glas op de stoep"}})
    joined.sync(joined.sender.batch(made))
    return made


def ask(joined: Joined, code: str) -> tuple[int, dict[str, str]]:
    answer = joined.client.get(f"/api/v1/records/{code}", headers=joined.headers)
    return answer.status_code, answer.json()


def work(services: Services, item: Item, state: RecordState | None, words: str = "") -> None:
    with services.database.write() as connection:
        opened = open_record(connection, services.keys, UUID(item["id"]))
        assert opened is not None
        if state is None:
            answer_visitor(connection, services.keys, opened.record, words, "anna", services.clock.now())
        else:
            move_record(connection, services.keys, opened.record, state, "anna", services.clock.now())


def test_from_received_over_in_progress_to_dealt_with(
    joined: Joined, running: Services, item: Item, clock: TickingClock
) -> None:
    code = item["reference"]
    made = START.isoformat().replace("+00:00", "Z")
    assert ask(joined, code) == (200, {"reference": code, "state": "received", "since": made, "words": ""})
    clock.tick(hours=1)
    work(running, item, RecordState.IN_PROGRESS)
    clock.tick(hours=1)
    work(running, item, None, "De stoep is weer schoon.")  # an answer does not change since when
    found = ask(joined, code)[1]
    assert (found["state"], found["since"], found["words"]) == (
        "in_progress", "2026-11-23T13:00:00Z", "De stoep is weer schoon.",
    )  # fmt: skip
    work(running, item, RecordState.DONE)
    work(running, item, None, "")
    found = ask(joined, code)[1]
    assert (found["state"], found["since"], found["words"]) == ("closed", "2026-11-23T14:00:00Z", "")


def test_the_page_tells_how_far_it_is_and_nothing_of_what_it_is(joined: Joined, running: Services, item: Item) -> None:
    work(running, item, None, "Wij komen <morgen>.")
    page = joined.client.get(f"/r/{item['reference'].lower()}", headers=HTML)
    assert page.status_code == 200
    assert "Wij hebben het ontvangen" in page.text
    assert "Wij komen &lt;morgen&gt;." in page.text
    for word in ("Voorbeeld", "Glas", "report", "Melding openbare", "anna", "bibliotheek"):
        assert word not in page.text
    english = joined.client.get(f"/r/{item['reference']}?lang=en", headers=HTML)
    assert "We have received it" in english.text


def test_a_code_that_two_records_have_by_chance_opens_neither(joined: Joined, item: Item) -> None:
    joined.sync(joined.sender.batch(joined.sender.record(reference=item["reference"])))
    status, problem = ask(joined, item["reference"])
    assert (status, problem["code"]) == (404, "unknown_record")


@pytest.mark.parametrize(("typed", "status"), [("K7P4XQ", 404), ("k7p4xq", 422), ("K7P4X0", 422), ("%00", 422)])
def test_codes_that_open_nothing(joined: Joined, typed: str, status: int) -> None:
    assert ask(joined, typed)[0] == status


def test_whoever_guesses_is_held_back(joined: Joined, item: Item) -> None:
    for _ in range(10):
        assert joined.client.get("/r/K7P4XQ", headers=HTML).status_code == 404
    held = joined.client.get(f"/r/{item['reference']}", headers=HTML)
    assert held.status_code == 429
    assert "Retry-After" in held.headers
    for _ in range(20):
        assert ask(joined, "K7P4XQ")[0] == 404
    assert ask(joined, item["reference"])[0] == 429


def test_looking_how_far_a_record_is_is_no_guess_at_an_appointment(joined: Joined, item: Item) -> None:
    address = f"/api/v1/appointments/{item['reference']}"
    for _ in range(25):  # as a terminal asks: whether it is an appointment, then whether it is a record
        assert joined.client.get(address, headers=joined.headers).status_code == 404
        assert ask(joined, item["reference"])[0] == 200


def test_typing_the_code_leads_to_the_page(joined: Joined) -> None:
    asked = joined.client.get("/r?code=k7p%204xq", headers=HTML, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/r/K7P4XQ")
    assert joined.client.get("/r?code=hello", headers=HTML).status_code == 422
    assert "Enter the code" not in joined.client.get("/r", headers=HTML).text
