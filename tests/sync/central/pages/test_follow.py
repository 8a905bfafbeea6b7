import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from sync.central.queue.tables import TICKETS
from sync.central.services import Services
from sync.protocol.ids import token_of
from tests.sync.central.pages.scenes import at_work, call, change, code_of, give
from tests.sync.central.ticking import START, TickingClock


@pytest.fixture
def running(client: TestClient) -> Services:
    """The services behind the client."""
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services


def read(client: TestClient, token: str, language: str = "nl") -> str:
    """The words of the part that changes."""
    answer = client.get(f"/n/{token}/parts", params={"lang": language})
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]*>", " ", answer.text).split())


def test_a_number_is_followed_from_the_line_to_the_counter(client: TestClient, running: Services) -> None:
    at_work(running, "balie-1")
    first, second, third = (give(running, seed) for seed in range(1, 4))
    assert "A003 Er zijn nog 2 mensen voor u. U wacht nog ongeveer" in read(client, token_of(third))
    assert "Er is nog 1 persoon voor u." in read(client, token_of(second))
    assert "1 person is waiting before you." in read(client, token_of(second), "en")
    assert "U bent de volgende. U bent zo aan de beurt." in read(client, token_of(first))
    call(running)
    assert read(client, token_of(first)).endswith("A001 U bent aan de beurt Ga naar Balie 1")
    assert read(client, token_of(first), "en").endswith("A001 It is your turn Go to Counter 1")
    assert "U bent de volgende." in read(client, token_of(second))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "done"}, "U bent geholpen."),
        ({"state": "parked"}, "U wordt straks weer geroepen."),
        ({"state": "withdrawn"}, "Dit nummer geldt niet meer."),
        ({"state": "no_show", "ended_at": START - timedelta(minutes=14)}, "Ga naar de balie."),
        ({"state": "no_show", "ended_at": START - timedelta(minutes=16)}, "Neem een nieuw nummer"),
        ({"waits_for": "vragen"}, "U wacht nu voor Vragen."),
        ({"counter_wanted": "balie-2"}, "U wacht nu voor Balie 2."),
        ({"appointment_at": START + timedelta(minutes=20)}, "Uw afspraak is om 13:20."),
        ({}, "Er is nu niemand aan de balie."),
    ],
)
def test_every_state_is_told_in_plain_words(
    client: TestClient, running: Services, changes: dict[str, str], words: str
) -> None:
    ticket = give(running, 1)
    if changes:
        change(running, ticket, **changes)
    assert words in read(client, token_of(ticket))


def test_yesterdays_number_is_said_to_be_of_yesterday(
    client: TestClient, running: Services, clock: TickingClock
) -> None:
    ticket = give(running, 1)
    clock.tick(days=1)
    assert "Dit nummer was voor maandag 23 november." in read(client, token_of(ticket))


@pytest.mark.parametrize("token", ["A" * 22, "A001", "x", "Z" * 400, "%00", "é", "..%2f..%2fdesk"])
def test_a_number_that_nobody_knows_yet_gets_a_kind_page(client: TestClient, token: str) -> None:
    page = client.get(f"/n/{token}")
    if "/" not in page.url.path.removeprefix("/n/"):
        assert page.status_code == 200
        assert "Wij kennen dit nummer nog niet" in page.text
        assert 'data-state="unknown"' in page.text


def test_an_offline_ticket_is_known_as_soon_as_it_has_arrived(client: TestClient, running: Services) -> None:
    other = give(running, 1)
    token = token_of(other)
    with running.database.write() as connection:
        connection.execute(TICKETS.delete())
    assert "Wij kennen dit nummer nog niet" in read(client, token)
    again = give(running, 1)
    assert again == other
    assert code_of(running, again) in read(client, token)


def test_the_page_tells_of_one_ticket_only_and_is_kept_by_nobody(client: TestClient, running: Services) -> None:
    at_work(running, "balie-1")
    tickets = [give(running, seed) for seed in range(1, 6)]
    call(running)
    answer = client.get(f"/n/{token_of(tickets[2])}")
    others = [one for one in tickets if one != tickets[2]]
    assert not any(str(one) in answer.text or token_of(one) in answer.text for one in others)
    assert str(tickets[2]) not in answer.text
    assert not any(code_of(running, one) in answer.text for one in others)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert "Burgerzaken" not in answer.text, "what somebody comes for is nobody's business"
    assert len(answer.content) < 8000
