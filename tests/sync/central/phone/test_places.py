from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from sync.central.phone.places import MOST_OPEN, answer, forget, forget_past, is_open, look, make_link
from sync.central.phone.tables import PHONE_PLACES
from sync.central.storage.database import Database
from sync.protocol.phone import LINK_LASTS, PhonePoint, PhoneStage
from tests.sync.central.ticking import TickingClock

NOW = TickingClock().now()
WAITING, GONE = PhonePoint(stage=PhoneStage.WAITING), PhonePoint(stage=PhoneStage.GONE)
HERE = PhonePoint(stage=PhoneStage.HERE, lat=50.9, lon=5.9, accuracy_m=12.0)


def link(database: Database, terminal: str = "nuth-1", now: datetime = NOW, number: int = 7) -> str:
    with database.write() as connection:
        made = make_link(connection, terminal, lambda bits: number, now)
    assert made is not None
    return made.token


def looked(database: Database, token: str, terminal: str = "nuth-1", after: timedelta = timedelta()) -> PhonePoint:
    with database.read() as connection:
        return look(connection, terminal, token, NOW + after)


def said(database: Database, token: str, lat: float = 50.9, after: timedelta = timedelta()) -> bool:
    with database.write() as connection:
        return answer(connection, token, lat, 5.9, 12.0, NOW + after)


def test_one_phone_answers_once_and_only_its_own_terminal_hears_it(database: Database) -> None:
    token = link(database)
    assert looked(database, token) == WAITING
    assert said(database, token)
    assert not said(database, token, lat=1.0)
    assert (looked(database, token), looked(database, token, "other-1")) == (HERE, GONE)
    with database.write() as connection:
        forget(connection, "other-1", token)
    assert looked(database, token) == HERE
    with database.write() as connection:
        forget(connection, "nuth-1", token)
    assert looked(database, token) == GONE
    assert not said(database, token)


def test_a_link_is_over_after_its_time_and_then_nothing_is_left(database: Database) -> None:
    token = link(database)
    assert said(database, token)
    assert looked(database, token, after=LINK_LASTS - timedelta(seconds=1)) == HERE
    assert looked(database, token, after=LINK_LASTS) == GONE
    late = link(database, number=8)
    assert not said(database, late, after=LINK_LASTS)
    with database.write() as connection:
        assert not is_open(connection, late, NOW + LINK_LASTS)
        assert forget_past(connection, NOW + LINK_LASTS) == 2
        assert connection.execute(select(func.count()).select_from(PHONE_PLACES)).scalar_one() == 0


def test_a_terminal_that_asks_without_end_is_held_back_and_others_are_not(database: Database) -> None:
    for number in range(MOST_OPEN):
        link(database, number=number)
    with database.write() as connection:
        assert make_link(connection, "nuth-1", lambda bits: 99, NOW) is None
    link(database, "schinnen-1", number=100)
    link(database, now=NOW + LINK_LASTS, number=101)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lat": "50.9", "lon": "5.9", "accuracy_m": "12"}, 204),
        ({"lat": "91", "lon": "5.9", "accuracy_m": "12"}, 422),
        ({"lat": "nan", "lon": "5.9", "accuracy_m": "12"}, 422),
        ({"lat": "50.9", "accuracy_m": "12"}, 422),
        ({"lat": "50.9", "lon": "5.9", "accuracy_m": "-1"}, 422),
        ({"lat": "50.9", "lon": "5.9", "accuracy_m": "inf"}, 422),
    ],
)
def test_the_page_takes_a_point_and_nothing_else(
    client: TestClient, database: Database, clock: TickingClock, body: dict[str, str], status: int
) -> None:
    token = link(database, now=clock.now())
    page = client.get(f"/w/{token}?lang=en", headers={"accept": "text/html"})
    assert (page.status_code, "Use where I am now" in page.text) == (200, True)
    assert "geolocation=(self)" in page.headers["permissions-policy"]
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert "geolocation=()" in client.get("/").headers["permissions-policy"]
    assert client.post(f"/w/{token}", data=body).status_code == status
    with database.read() as connection:
        stage = look(connection, "nuth-1", token, clock.now()).stage
    assert stage is (PhoneStage.HERE if status == 204 else PhoneStage.WAITING)


def test_who_tries_links_is_held_back(client: TestClient, clock: TickingClock) -> None:
    html = {"accept": "text/html"}
    first = client.get(f"/w/{0:025x}", headers=html)
    assert (first.status_code, "werkt niet meer" in first.text) == (404, True)
    statuses = {client.get(f"/w/{number:025x}", headers=html).status_code for number in range(1, 40)}
    statuses.add(client.post(f"/w/{77:025x}", data={"lat": "1", "lon": "1", "accuracy_m": "1"}).status_code)
    assert statuses == {404, 429}
