"""Who may see and do what, without a browser."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sync.central.people.users import Role, set_user
from sync.central.services import Services

PASSWORD = "a long enough password"
RECORD = "01a208a2-8b80-7000-8000-000000000000"


@pytest.fixture
def services(client: TestClient) -> Services:
    app = client.app
    assert isinstance(app, FastAPI)
    running: Services = app.state.services
    with running.database.write() as connection:
        for role in Role:
            set_user(connection, running.passwords, role.value, PASSWORD, [role], running.clock.now())
    return running


def sign_in(client: TestClient, role: Role) -> str:
    """Sign in; the proof that goes with everything that changes something."""
    answer = client.post("/signin", data={"user": role.value, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/desk", Role.HOST),
        ("/desk/gemeentehuis/balie-1", Role.HOST),
        ("/desk/gemeentehuis/balie-1/parts", Role.HOST),
        ("/inbox", Role.CLERK),
        ("/inbox/list", Role.CLERK),
        ("/fleet", Role.MANAGER),
        ("/badges", Role.MANAGER),
        ("/badges/waits", Role.MANAGER),
        ("/audit", Role.MANAGER),
        ("/audit/export", Role.MANAGER),
    ],
)
def test_a_page_is_for_its_role_only(client: TestClient, services: Services, path: str, role: Role) -> None:
    page = {"Accept": "text/html"}
    away = client.get(path, headers=page, follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, f"/signin?next={path}")
    for someone in Role:
        sign_in(client, someone)
        assert client.get(path, headers=page).status_code == (200 if someone is role else 403)
        client.cookies.clear()


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/desk/gemeentehuis/balie-1/call", Role.HOST),
        (f"/desk/gemeentehuis/balie-1/appointments/{RECORD}", Role.HOST),
        (f"/inbox/records/{RECORD}", Role.CLERK),
        ("/fleet/refused/1", Role.MANAGER),
        ("/fleet/terminals/nobody/revoke", Role.MANAGER),
    ],
)
def test_nothing_changes_without_the_proof_of_our_own_page(
    client: TestClient, services: Services, path: str, role: Role
) -> None:
    assert client.post(path, data={"state": "done"}).status_code == 401
    proof = sign_in(client, role)
    assert client.post(path, data={"state": "done"}).status_code == 403
    assert client.post(path, data={"state": "done", "csrf": "0" * 64}).status_code == 403
    assert client.post(path, data={"state": "done", "csrf": proof}).status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/board?location=elders",
        "/board/state?location=elders",
        "/events?location=elders",
        "/p/elders",
        "/static/elders.css",
        "/static/../app.py",
        "/static/fonts/elders.ttf",
    ],
)
def test_what_does_not_exist_is_not_found(client: TestClient, services: Services, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/desk/elders/balie-1", "/desk/gemeentehuis/balie-9"])
def test_a_counter_that_does_not_exist(client: TestClient, services: Services, path: str) -> None:
    sign_in(client, Role.HOST)
    assert client.get(path).status_code == 404


def test_styles_scripts_fonts_and_the_chime_are_served(client: TestClient, services: Services) -> None:
    for name, kind in (
        ("base.css", "text/css"),
        ("desk.js", "text/javascript"),
        ("chime.wav", "audio/"),
        ("theme.css", "text/css"),
        ("fonts/regular.ttf", "font/ttf"),
    ):
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert "max-age" in answer.headers["cache-control"]
    assert "--brand:#0b4f3a" in client.get("/static/theme.css").text


def test_pages_are_not_stored_and_load_nothing_from_elsewhere(client: TestClient, services: Services) -> None:
    answer = client.get("/board?location=gemeentehuis")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_note_that_does_not_fit_is_refused(client: TestClient, services: Services) -> None:
    proof = sign_in(client, Role.CLERK)
    answer = client.post(f"/inbox/records/{RECORD}", data={"state": "done", "csrf": proof, "note": "x" * 2001})
    assert answer.status_code == 422
    assert "xxx" not in answer.text


def test_the_language_that_somebody_chose_stays_with_the_browser(client: TestClient, services: Services) -> None:
    sign_in(client, Role.MANAGER)
    assert "<h1>Zuilen</h1>" in client.get("/fleet").text
    assert "<h1>Terminals</h1>" in client.get("/fleet?lang=en").text
    assert "<h1>Terminals</h1>" in client.get("/fleet").text
    assert 'href="?lang=nl"' in client.get("/fleet?lang=xx").text, "a language that we do not have changes nothing"
    client.get("/fleet?lang=nl")
    assert "<h1>Zuilen</h1>" in client.get("/fleet").text


def test_the_other_language_shows_the_same_page(client: TestClient, services: Services) -> None:
    sign_in(client, Role.CLERK)
    assert 'href="?state=done&amp;kind=report&amp;lang=en"' in client.get("/inbox?state=done&lang=nl&kind=report").text
