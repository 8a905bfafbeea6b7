"""The inbox without a browser: who may do what, what is written down, and where a delivery is in doubt."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, insert, select

from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES, TARGETS
from sync.central.housekeeping import empty_all
from sync.central.people.users import Role, set_user
from sync.central.records.events import events_of
from sync.central.records.reading import Reader, read_records
from sync.central.records.tables import ATTACHMENT_PIECES
from sync.central.services import Services
from tests.sync.central.records.photos import Sealed, hand_over, jpeg, say
from tests.sync.central.records.test_accept import hand_in, join
from tests.sync.central.sending import Item, Sender
from tests.sync.central.ticking import TickingClock

PASSWORD = "long enough to be let in"
HTML = {"Accept": "text/html"}


@dataclass
class Clerk:
    """Somebody who has signed in."""

    client: TestClient
    services: Services
    csrf: str

    def act(self, item: Item, path: str = "", **fields: Any) -> Response:
        address = f"/inbox/records/{item['id']}{path}"
        answer: Response = self.client.post(address, data={"csrf": self.csrf} | fields, headers={"X-Part": "1"})
        return answer

    def history(self, item: Item) -> list[tuple[str, str]]:
        with self.services.database.read() as connection:
            return [(event.what, event.detail) for event in events_of(connection, UUID(item["id"]))]


@pytest.fixture
def running(client: TestClient) -> Services:
    app = client.app
    assert isinstance(app, FastAPI)
    services: Services = app.state.services
    return services


def sign_in(client: TestClient, services: Services, role: Role) -> Clerk:
    with services.database.write() as connection:
        set_user(connection, services.passwords, role.value, PASSWORD, [role], services.clock.now())
    answer = client.post("/signin", data={"user": role.value, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    page = client.get("/", headers=HTML).text
    return Clerk(client, services, page.split('name="csrf" value="')[1].split('"')[0] if "csrf" in page else "")


@pytest.fixture
def clerk(client: TestClient, running: Services) -> Clerk:
    found = sign_in(client, running, Role.CLERK)
    found.csrf = client.get("/inbox", headers=HTML).text.split('name="csrf" value="')[1].split('"')[0]
    return found


@pytest.fixture
def item(running: Services) -> Item:
    sender = Sender(running.keys.current_public_key)
    made = sender.record({"answers": {"village": "Nuth", "description": "Glas"}})
    hand_in(running, join(running), sender.batch(made))
    with running.database.write() as connection:
        read_records(connection, Reader(running.keys, running.content.forms, running.town), [UUID(made["id"])])
    return made


def test_each_look_is_written_down_and_a_list_is_no_look(clerk: Clerk, item: Item) -> None:
    clerk.client.get("/inbox", headers=HTML)
    clerk.client.get("/inbox/list", headers=HTML)
    assert clerk.history(item) == []
    assert "Glas" in clerk.client.get(f"/inbox/records/{item['id']}", headers=HTML).text
    assert "Glas" in clerk.client.get(f"/inbox?record={item['id']}", headers=HTML).text
    assert clerk.history(item) == [("opened", ""), ("opened", "")]
    clerk.client.post("/inbox/export", data={"csrf": clerk.csrf})
    assert clerk.history(item)[0] == ("exported", "")


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("", {"state": "done"}, "Kies eerst hoe het is afgelopen."),
        ("", {"state": "done", "outcome": "reached"}, "Kies eerst hoe het is afgelopen."),  # not of a report
        ("", {"state": "done", "outcome": "solved"}, "Klaar: Opgelost"),
        ("/assign", {"to": "clerk"}, "Bewaard."),
        ("/assign", {"to": "nobody-we-know"}, "intussen veranderd"),
        ("/answer", {"words": "Morgen"}, "De bezoeker kan uw antwoord nu lezen."),
        ("/answer", {"words": " \0 "}, "De bezoeker ziet geen antwoord meer."),
        ("/deposit", {"on": "2026-11-20"}, "Bewaard."),
        ("/deposit", {"on": "gisteren"}, "Vul een datum in."),
        ("/claim", {"on": "2026-11-20"}, "Bewaard."),
        ("/claim", {"on": "morgen"}, "Vul een datum in."),
        ("/link", {"other": str(UUID(int=1))}, "intussen veranderd"),
        ("/unlink", {}, "intussen veranderd"),
        ("/delivery", {"delivery": "1", "verdict": "there"}, "intussen veranderd"),
    ],
)
def test_what_comes_of_an_act(clerk: Clerk, item: Item, path: str, fields: dict[str, str], said: str) -> None:
    answer = clerk.act(item, path, **fields)
    assert answer.status_code == 200
    assert said in answer.text


@pytest.mark.parametrize("role", [Role.HOST, Role.MANAGER])
def test_only_clerks_read_and_act(client: TestClient, running: Services, item: Item, role: Role) -> None:
    other = sign_in(client, running, role)
    for path in ("/inbox", "/inbox/list", f"/inbox/records/{item['id']}"):
        assert client.get(path).status_code == 403
    for path in ("/inbox/search", "/inbox/export", *(f"/inbox/records/{item['id']}{act}" for act in ("", "/answer"))):
        assert client.post(path, data={"csrf": other.csrf, "state": "new"}).status_code == 403
    assert other.history(item) == []


def test_without_the_proof_of_our_own_page_nothing_is_done(clerk: Clerk, item: Item) -> None:
    clerk.csrf = "guessed"
    acts = [clerk.act(item, path, state="done", words="x", on="") for path in ("", "/answer", "/assign", "/deposit")]
    acts += [clerk.client.post(path, data={"csrf": "guessed"}) for path in ("/inbox/export", "/inbox/search")]
    assert {act.status_code for act in acts} == {403}
    assert clerk.history(item) == []


def test_a_delivery_in_doubt_is_settled_in_one_act(clerk: Clerk, item: Item) -> None:
    now = clerk.services.clock.now()
    target = {"name": "signalen", "since": now, "enlisted_to": now, "pause_reason": "", "failures": 0}
    row = {
        "record": UUID(item["id"]), "target": "signalen", "number": "1", "number_turn": 0, "state": State.UNKNOWN,
        "shown_as": "", "url": "", "reason": "time-out", "field": "", "tries": 1, "doubts": 1, "due_at": now,
        "changed_at": now, "held_at": now, "steps_left": False, "told_words": "",
    }  # fmt: skip
    with clerk.services.database.write() as connection:
        connection.execute(insert(TARGETS), target)
        connection.execute(insert(DELIVERIES), row)
        number = connection.execute(select(DELIVERIES.c.id)).scalar_one()
    pane = clerk.client.get(f"/inbox/records/{item['id']}", headers=HTML).text
    assert "Wij weten niet of het daar staat." in pane
    listed = clerk.client.get("/inbox?state=done", headers=HTML).text
    assert "1 vraagt uw aandacht." in listed
    assert f"record={item['id']}" in listed  # a link to it, whatever part is shown
    assert "Nummer of adres daar" in pane
    assert "Bewaard." in clerk.act(item, "/delivery", delivery=number, verdict="there", known_as="SIG-14").text
    assert "intussen veranderd" in clerk.act(item, "/delivery", delivery=number, verdict="again").text
    with clerk.services.database.read() as connection:
        shown = (DELIVERIES.c.state, DELIVERIES.c.settled_by, DELIVERIES.c.shown_as)
        settled = connection.execute(select(*shown)).one()
    assert tuple(settled) == (State.DELIVERED, "clerk", "SIG-14")


@pytest.mark.parametrize(
    ("path", "fields"),
    [("", {"state": "in_progress", "note": "Bel Janssen terug"}), ("/answer", {"words": "Janssen komt morgen"})],
)
def test_a_record_is_found_by_what_clerks_wrote_about_it(
    clerk: Clerk, item: Item, path: str, fields: dict[str, str]
) -> None:
    def finds(text: str) -> bool:
        return (
            item["id"]
            in clerk.client.post(
                "/inbox/search?state=all", data={"csrf": clerk.csrf, "text": text}, headers={"X-Part": "1"}
            ).text
        )

    assert (finds("janssen"), finds("glas")) == (False, True)
    clerk.act(item, path, **fields)
    assert (finds("janssen"), finds("glas")) == (True, True)
    seen = clerk.client.get(f"/inbox/records/{item['id']}", headers=HTML).text.split('name="seen" value="')[1]
    clerk.act(item, path, **(fields | {"note": "", "words": "", "seen": seen.split('"')[0]}))
    assert (finds("janssen"), finds("glas")) == (False, True)


def test_after_a_search_another_language_leads_back_to_the_list(clerk: Clerk, item: Item) -> None:
    found = clerk.client.post("/inbox/search?village=Nuth", data={"csrf": clerk.csrf, "text": "glas"}, headers=HTML)
    assert f"row-{item['id']}" in found.text
    missed = clerk.client.post("/inbox/search", data={"csrf": clerk.csrf, "text": "gla"}, headers=HTML)
    assert f"row-{item['id']}" not in missed.text
    back = clerk.client.get("/inbox/search?village=Nuth&lang=en", headers=HTML, follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, "/inbox?state=new&village=Nuth&lang=en")


def test_a_record_that_is_gone(clerk: Clerk, item: Item) -> None:
    gone = item | {"id": str(UUID(int=7))}
    assert clerk.act(gone, "", state="new").status_code == 404
    assert clerk.client.get(f"/inbox/records/{gone['id']}").status_code == 404
    assert clerk.client.get(f"/inbox?record={gone['id']}", headers=HTML).status_code == 200


def test_photos_are_shown_when_they_have_come_and_go_with_their_record(
    clerk: Clerk, running: Services, clock: TickingClock
) -> None:
    sender = Sender(running.keys.current_public_key)
    record, terminal = UUID(sender.record()["id"]), join(running)
    here, coming = (Sealed(record, running.keys.current_public_key, plain=jpeg(seed=seed)) for seed in (1, 2))
    named = [
        {"sealed_sha256": one.name, "sealed_bytes": len(one.bytes_), "width_px": 640, "height_px": 480}
        for one in (here, coming)
    ]
    sender = Sender(running.keys.current_public_key)
    item = sender.record({"answers": {"photo": {"kind": "photos", "photos": named}}})
    assert UUID(item["id"]) == record
    hand_in(running, terminal, sender.batch(item))
    hand_over(running, terminal, here)
    say(running, terminal, coming)
    pane = clerk.client.get(f"/inbox/records/{record}", headers=HTML).text
    assert "Foto 1 van 2" in pane
    assert "Foto 2 van 2 komt nog" in pane
    address = f"/inbox/records/{record}/photos"
    shown = clerk.client.get(f"{address}/{here.name}")
    assert (shown.content, shown.headers["content-type"]) == (here.plain, "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    assert clerk.history(item)[0] == ("photo", "")
    assert clerk.client.get(f"{address}/{coming.name}").status_code == 404
    assert clerk.client.get(f"/inbox/records/{UUID(int=1)}/photos/{here.name}").status_code == 404
    clerk.act(item, "", state="done", outcome="solved")
    clock.tick(days=running.content.forms["report"].retention_days)
    assert empty_all(running) == 1
    with running.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(ATTACHMENT_PIECES)).scalar_one() == 0


def test_who_is_not_signed_in_sees_no_photo(client: TestClient) -> None:
    assert client.get(f"/inbox/records/{UUID(int=1)}/photos/{'0' * 64}").status_code == 401


@pytest.mark.parametrize(("by", "says"), [("volunteer", 1), ("visitor", 0), (None, 0)])
def test_what_was_filled_in_with_a_volunteer_says_so(
    clerk: Clerk, running: Services, by: str | None, says: int
) -> None:
    sender = Sender(running.keys.current_public_key)
    made = sender.record({"answers": {"village": "Nuth"}} | ({"by": by} if by else {}))
    terminal = join(running)
    assert hand_in(running, terminal, sender.batch(made))
    page = clerk.client.get(f"/inbox?record={made['id']}", headers=HTML).text
    assert page.count("Met een vrijwilliger ingevuld") == says


def test_a_thing_that_was_given_away_and_is_not_known_here_is_read_by_a_clerk(clerk: Clerk, running: Services) -> None:
    sender = Sender(running.keys.current_public_key)
    told = {"item": "K7P4XQ", "taker": "returned"}
    made = sender.record(told | {"answers": told}, kind="handed-over", form="handed-over")
    assert hand_in(running, join(running), sender.batch(made))
    page = clerk.client.get(f"/inbox?record={made['id']}", headers=HTML).text
    assert "Meegegeven voorwerp" in page
    assert "K7P4XQ" in page
    assert "returned" in page
