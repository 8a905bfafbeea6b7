import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from sync.central.config import CentralConfig
from sync.central.people.users import Role, set_user
from sync.central.services import Services
from sync.central.storage.database import open_database
from tests.sync.central.conftest import serving
from tests.sync.central.ticking import TickingClock

PASSWORD = "fiets-lamp-regen"
HTML = {"Accept": "text/html"}

Enter = Callable[..., Response]


def people(client: TestClient) -> Services:
    app = client.app
    assert isinstance(app, FastAPI)
    services = app.state.services
    assert isinstance(services, Services)
    with services.database.write() as connection:
        for role in Role:
            set_user(connection, services.passwords, role.value, PASSWORD, [role], services.clock.now())
    return services


@pytest.fixture
def enter(client: TestClient) -> Enter:
    people(client)

    def sign_in(user: str = "clerk", password: str = PASSWORD, wanted: str = "", **headers: str) -> Response:
        form = {"user": user, "password": password, "next": wanted}
        response: Response = client.post("/signin", data=form, headers=HTML | headers, follow_redirects=False)
        return response

    return sign_in


def test_a_page_leads_to_the_sign_in_and_back(client: TestClient, enter: Enter) -> None:
    asked = client.get("/inbox", headers=HTML, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/signin?next=/inbox")
    page = client.get(asked.headers["location"], headers=HTML)
    assert page.status_code == 200
    assert 'name="next" value="/inbox"' in page.text
    entered = enter(wanted="/inbox")
    assert (entered.status_code, entered.headers["location"]) == (303, "/inbox")
    assert client.get("/inbox", headers=HTML).status_code == 200


@pytest.mark.parametrize(("user", "home"), [("host", "/desk"), ("clerk", "/inbox"), ("manager", "/fleet")])
def test_everybody_starts_at_their_own_page(client: TestClient, enter: Enter, user: str, home: str) -> None:
    assert enter(user).headers["location"] == home
    again = client.get("/signin", headers=HTML, follow_redirects=False)
    assert again.headers["location"] == home


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/signin", "/inbox\r\nSet-Cookie: a=b"],
)
def test_nobody_is_led_away(enter: Enter, wanted: str) -> None:
    assert enter(wanted=wanted).headers["location"] == "/inbox"


def test_the_cookie_is_for_our_own_pages_only(enter: Enter) -> None:
    cookie = enter().headers["set-cookie"]
    assert re.match(r"infopunt_session=[0-9a-f]{64}; ", cookie)
    for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert word in cookie


def test_over_https_the_cookie_is_bound_to_this_host(config: CentralConfig) -> None:
    secure = config.model_copy(update={"public_url": "https://infopunt.example.nl"})
    with serving(secure, TickingClock()) as client:
        people(client)
        entered = client.post("/signin", data={"user": "clerk", "password": PASSWORD}, follow_redirects=False)
        cookie = entered.headers["set-cookie"]
        assert cookie.startswith("__Host-infopunt_session=")
        assert "Secure" in cookie
        page = client.get("/inbox", headers=HTML)
        proof = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert proof
        left = client.post("/signout", data={"csrf": proof[1]}, follow_redirects=False)
        assert "Secure" in left.headers["set-cookie"]


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(enter: Enter) -> None:
    wrong, nobody = enter(password="nope"), enter("nobody")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert "De gebruikersnaam of het wachtwoord klopt niet." in wrong.text
    assert wrong.text.replace('value="clerk"', "") == nobody.text.replace('value="nobody"', "")
    assert "set-cookie" not in wrong.headers
    assert "nope" not in wrong.text


def test_what_was_typed_is_shown_as_text(enter: Enter) -> None:
    assert "<script>" not in enter('"><script>').text


def test_guessing_has_to_wait(enter: Enter, clock: TickingClock) -> None:
    answers = [enter(password="nope") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "1"
    assert "Wacht 1 seconde " in answers[-1].text
    clock.tick(seconds=1)
    assert enter().status_code == 303


def test_another_site_cannot_sign_anybody_in(enter: Enter) -> None:
    response = enter(**{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_signing_out_needs_the_proof_and_ends_it(client: TestClient, enter: Enter) -> None:
    enter()
    for data in ({}, {"csrf": "nonsense"}, {"csrf": "\u20ac"}):
        assert client.post("/signout", data=data).status_code == 403
    page = client.get("/inbox", headers=HTML)
    proof = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert proof
    token = client.cookies["infopunt_session"]
    left = client.post("/signout", data={"csrf": proof[1]}, follow_redirects=False)
    assert (left.status_code, left.headers["location"]) == (303, "/signin")
    assert client.cookies == {}
    client.cookies.set("infopunt_session", token)
    assert client.get("/inbox").status_code == 401, "the token itself is void, not only forgotten"


def test_the_proof_may_come_in_a_header(client: TestClient, enter: Enter) -> None:
    enter()
    proof = re.search(r'name="csrf" value="(\w+)"', client.get("/inbox", headers=HTML).text)
    assert proof
    left = client.post("/signout", headers={"X-CSRF-Token": proof[1]}, follow_redirects=False)
    assert left.status_code == 303


@pytest.mark.parametrize(("user", "path"), [("clerk", "/desk"), ("host", "/inbox"), ("host", "/fleet")])
def test_a_page_of_another_role_is_not_shown(client: TestClient, enter: Enter, user: str, path: str) -> None:
    enter(user)
    assert client.get(path, headers=HTML).status_code == 403
    assert client.get(path).json()["code"] == "not_allowed"


def test_without_a_browser_nobody_is_redirected(client: TestClient) -> None:
    response = client.get("/inbox", follow_redirects=False)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_every_field_of_the_sign_in_page_has_its_label(client: TestClient) -> None:
    page = client.get("/signin", headers=HTML).text
    fields = set(re.findall(r'<input (?:type="text"|type="password") id="(\w+)"', page))
    assert fields == set(re.findall(r'<label for="(\w+)"', page)) == {"user", "password"}


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nothing", 404, "Deze pagina is er niet"),
        ("GET", "/signout", 405, "Dat is niet gelukt"),
        ("POST", "/signout", 401, "U bent niet meer aangemeld"),
    ],
)
def test_a_person_is_told_what_went_wrong_on_a_page(
    client: TestClient, method: str, path: str, status: int, said: str
) -> None:
    response = client.request(method, path, headers=HTML)
    assert response.status_code == status
    assert said in response.text
    assert "problem." not in response.text


def test_a_page_says_when_the_database_is_away(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    away = open_database("postgresql://infopunt@127.0.0.1:1/away")
    app.state.services = replace(app.state.services, database=away)
    client.cookies.set("infopunt_session", "0" * 64)
    response = client.get("/inbox", headers=HTML)
    assert response.status_code == 503
    assert "Even geduld" in response.text
