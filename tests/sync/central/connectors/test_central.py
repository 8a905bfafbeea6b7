"""The whole central before another system: a terminal over the wire, and the page of host and clerk."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sync.central.agenda.tables import CELLS
from sync.central.config import CentralConfig
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.fleet.codes import make_code
from sync.central.people.users import Role, set_user
from sync.central.services import Services
from sync.protocol.seal import Binding, seal
from tests.sync.central.connectors.test_choosing import EXAMPLES, written
from tests.sync.central.leases.scenes import booking as booking_of
from tests.sync.central.leases.scenes import join, rows
from tests.sync.central.ticking import TickingClock

SLOTS, BOOK = "/api/v1/agenda/slots", "/api/v1/appointments"
PASSWORD = "a long enough password"


@pytest.fixture
def simulator(clock: TickingClock) -> JccSimulator:
    return JccSimulator(now=clock.now)


@pytest.fixture
def config(database_url: str, tmp_path: Path, simulator: JccSimulator) -> Iterator[CentralConfig]:
    """A central whose agenda is a JCC, as the example describes it."""
    text = (EXAMPLES / "agenda-jcc.yaml").read_text(encoding="utf-8")
    with serving(simulator) as url:
        text = text.replace("http://127.0.0.1:8411/api/warp/v1", url)
        path = written(tmp_path, text.replace("# read_timeout_s: 6 ", "read_timeout_s: 30 "))
        written(tmp_path, "try-me", "agenda.secret")
        yield CentralConfig(state_dir=tmp_path / "state", database_url=database_url, agenda="jcc", agenda_file=path)


@pytest.fixture
def running(client: TestClient) -> Services:
    app = client.app
    assert isinstance(app, FastAPI)
    services: Services = app.state.services
    return services


@pytest.fixture
def headers(client: TestClient, running: Services) -> dict[str, str]:
    """A terminal that has joined."""
    with running.database.write() as connection:
        code = make_code(connection, "bibliotheek-nuth", running.random_bits, running.clock.now())
    answer = client.post("/api/v1/enrol", json={"code": code, "terminal": "nuth-1", "software": "test"})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def wish(running: Services, start: str = "2026-11-24T09:00:00+01:00", reference: str = "K7P4XQ") -> dict[str, Any]:
    booking = uuid4()
    answers = {"name": "A. Voorbeeld", "phone": "0612345678"}
    sealed = seal({"answers": answers}, Binding(booking, "appointment", "nuth-1"), running.keys.current_public_key)
    return {
        "id": str(booking),
        "product": "paspoort",
        "location": "gemeentehuis",
        "start": start,
        "minutes": 10,
        "reference": reference,
        "key_id": running.keys.current_id,
        "sealed": base64.urlsafe_b64encode(sealed).decode(),
    }


def sign_in(client: TestClient, running: Services, role: Role) -> str:
    with running.database.write() as connection:
        set_user(connection, running.passwords, role.value, PASSWORD, [role], running.clock.now())
    answer = client.post("/signin", data={"user": role.value, "password": PASSWORD})
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.text)
    assert found, answer.text
    return found[1]


def test_a_visitor_books_moves_and_cancels_there(
    client: TestClient, running: Services, headers: dict[str, str], simulator: JccSimulator
) -> None:
    where = {"product": "paspoort", "location": "gemeentehuis", "minutes": "10"}
    slots = client.get(SLOTS, params=where, headers=headers).json()
    first, _, second = slots["days"][1]["starts"][:3]  # one that overlaps the old place is taken by ourselves
    assert slots["minutes"] == 10
    booking = wish(running, first)
    assert client.post(BOOK, json=booking, headers=headers).json()["status"] == "confirmed"
    assert client.post(BOOK, json=wish(running, first, "K7P4XR"), headers=headers).json()["status"] == "taken"
    moved = client.post(f"{BOOK}/K7P4XQ/move", json={"start": second}, headers=headers).json()
    assert (moved["status"], moved["appointment"]["revision"]) == ("done", 1)
    assert client.get(f"{BOOK}/K7P4XQ", headers=headers).json()["start"] == moved["appointment"]["start"]
    assert len(simulator.appointments) == 1
    assert client.post(f"{BOOK}/K7P4XQ/cancel", headers=headers).json()["status"] == "done"
    assert simulator.appointments == {}


def test_a_move_in_doubt_is_not_told_as_a_time_that_somebody_else_took(
    client: TestClient, running: Services, headers: dict[str, str], simulator: JccSimulator
) -> None:
    assert client.post(BOOK, json=wish(running), headers=headers).json()["status"] == "confirmed"
    page = client.get("/a/K7P4XQ/move").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    start = re.findall(r'name="start" value="([^"]+)"', page)[-1]
    simulator.day.turns(Trouble.BROKEN_AFTER, times=1)
    said = client.post("/a/K7P4XQ/move", data={"start": start, "token": token, "revision": "0"})
    assert said.status_code == 409
    assert "We weten niet of het verzetten is gelukt" in said.text
    assert "net bezet" not in said.text
    simulator.day.turns(Trouble.NONE)
    late = {"start": "2031-01-06T09:00:00+01:00", "token": token, "revision": "0"}
    assert "Dat kan nu niet" in client.post("/a/K7P4XQ/move", data=late).text


def test_silence_there_is_a_503_and_the_same_id_may_ask_again(
    client: TestClient, running: Services, headers: dict[str, str], simulator: JccSimulator
) -> None:
    simulator.day.turns(Trouble.PORTAL)
    booking = wish(running)
    silent = client.post(BOOK, json=booking, headers=headers)
    assert (silent.status_code, silent.json()["code"]) == (503, "agenda_silent")
    simulator.day.turns(Trouble.NONE)
    assert client.post(BOOK, json=booking, headers=headers).json()["status"] == "confirmed"
    assert len(simulator.appointments) == 1


def test_what_a_restored_central_forgot_is_known_again_and_takes_no_place_of_ours(
    running: Services, clock: TickingClock
) -> None:
    end = join(running, clock)
    item = end.promise(None, start=clock.now() + timedelta(days=1))
    assert end.hand_in(item) == ["created"]
    kept = booking_of(running, item)
    assert (kept.status, kept.system, kept.clash) == ("confirmed", "jcc", False)
    assert rows(running, CELLS) == []


def test_a_doubt_is_told_to_host_and_clerk_until_somebody_has_looked(
    client: TestClient, running: Services, headers: dict[str, str], simulator: JccSimulator
) -> None:
    simulator.day.turns(Trouble.BROKEN_AFTER, times=1)
    answer = client.post(BOOK, json=wish(running), headers=headers).json()
    assert (answer["status"], answer["reason"], answer["start"]) == ("refused", "unclear", None)
    sign_in(client, running, Role.CLERK)
    assert "Nakijken: 1" in client.get("/inbox").text
    csrf = sign_in(client, running, Role.HOST)
    page = client.get("/agenda/doubts").text
    assert "<b>K7P4XQ ·" in page, "as it stands in the other system: who searches there finds it"
    assert "Voorbeeld" not in page.replace("Voorbeeldstraat", "")
    found = re.search(r'action="(/agenda/doubts/\d+)"', page)
    assert found
    assert client.post(found[1]).status_code == 403
    assert client.post(found[1], data={"csrf": csrf}).status_code == 200
    assert "niets om na te kijken" in client.get("/agenda/doubts").text
    assert "Nakijken" not in client.get("/desk").text


def test_the_page_is_for_hosts_and_clerks(client: TestClient, running: Services) -> None:
    away = client.get("/agenda/doubts", headers={"Accept": "text/html"}, follow_redirects=False)
    assert away.headers["location"] == "/signin?next=/agenda/doubts"
    sign_in(client, running, Role.MANAGER)
    assert client.get("/agenda/doubts").status_code == 403


def test_nothing_of_a_visitor_is_logged(
    client: TestClient,
    running: Services,
    headers: dict[str, str],
    simulator: JccSimulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    for trouble in (Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER, Trouble.PORTAL, Trouble.NONE):
        simulator.day.turns(trouble, times=1)
        client.post(BOOK, json=wish(running, reference="K7P4XS"), headers=headers)
    client.post(f"{BOOK}/K7P4XS/cancel", headers=headers)
    for secret in ("Voorbeeld", "0612345678", "try-me", *simulator.tokens):
        assert secret not in caplog.text
