from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sync.central.agenda.tables import BOOKINGS
from sync.central.services import Services
from sync.protocol.ids import token_of
from tests.sync.central.api.conftest import Joined
from tests.sync.central.pages.scenes import at_work, call, give
from tests.sync.central.ticking import START, TickingClock

PATH = "/api/v1/queue/numbers"


def asked(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "location": "bibliotheek-nuth", "service": "vragen"} | changes


def test_a_request_gets_one_number_however_often_it_comes(joined: Joined) -> None:
    request = asked(product="paspoort", language="en")
    answers = [
        joined.client.post(PATH, json=body, headers=joined.headers) for body in (request, request, asked(), request)
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["code"] for answer in answers] == ["C001", "C001", "C002", "C001"]
    assert [answer.json()["ahead"] for answer in answers] == [0, 0, 1, 0]
    assert answers[0].json()["day"] == "2026-11-23"


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"location": "gemeentehuis"}, 403, "other_location"),
        ({"service": "elders"}, 404, "unknown_service"),
        ({"id": "no id"}, 422, "invalid"),
        ({"language": "Nederlands"}, 422, "invalid"),
        ({"product": "<script>"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_a_problem(
    joined: Joined, changes: dict[str, Any], status: int, problem: str
) -> None:
    answer = joined.client.post(PATH, json=asked(**changes), headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, problem)
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_id_is_for_one_service(joined: Joined) -> None:
    request = asked()
    joined.client.post(PATH, json=request, headers=joined.headers)
    answer = joined.client.post(PATH, json=request | {"service": "afhalen"}, headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")


def test_nobody_takes_a_number_without_a_terminal(client: TestClient, running: Services) -> None:
    assert client.post(PATH, json=asked()).status_code == 401
    assert client.post(PATH, json=asked(), headers={"Authorization": "Bearer wrong"}).status_code == 401
    state = client.get("/board/state", params={"location": "bibliotheek-nuth"}).json()
    assert state["waiting"] == {"burgerzaken": 0, "afhalen": 0, "vragen": 0}


def test_the_board_shows_counts_and_no_people(joined: Joined) -> None:
    request = asked(product="paspoort", language="en")
    joined.client.post(PATH, json=request, headers=joined.headers)
    state = joined.client.get("/board/state", params={"location": "bibliotheek-nuth"}).json()
    assert (state["day"], state["calls"]) == ("2026-11-23", [])
    assert state["waiting"] == {"burgerzaken": 0, "afhalen": 0, "vragen": 1}
    assert request["id"] not in str(state)
    assert "paspoort" not in str(state)


CHECKINS = "/api/v1/queue/checkins"


def appointment(running: Services, start: datetime, location: str = "bibliotheek-nuth") -> None:
    row = {
        "id": uuid4(),
        "terminal": "nuth-1",
        "location": location,
        "product": "paspoort",
        "start_at": start,
        "minutes": 15,
        "reference": "K7P4XQ",
        "status": "confirmed",
        "reason": "",
        "received_at": start - timedelta(days=2),
    }
    with running.database.write() as connection:
        connection.execute(BOOKINGS.insert(), row)


def test_a_visitor_checks_in_once(joined: Joined, running: Services) -> None:
    appointment(running, START + timedelta(minutes=10))
    request = {"id": str(uuid4()), "location": "bibliotheek-nuth", "reference": "K7P4XQ", "language": "en"}
    other = request | {"id": str(uuid4())}
    answers = [
        joined.client.post(CHECKINS, json=body, headers=joined.headers).json() for body in (request, request, other)
    ]
    assert [(one["status"], one["code"], one["service"]) for one in answers] == [
        ("on_time", "A001", "burgerzaken"),
        ("on_time", "A001", "burgerzaken"),
        ("already", "A001", "burgerzaken"),
    ]
    state = joined.client.get("/board/state", params={"location": "bibliotheek-nuth"}).json()
    assert state["waiting"]["burgerzaken"] == 1
    assert "K7P4XQ" not in str(state)


def test_a_check_in_that_cannot_be_says_why(joined: Joined, running: Services) -> None:
    appointment(running, START, "gemeentehuis")
    request = {"id": str(uuid4()), "location": "bibliotheek-nuth", "reference": "K7P4XQ"}
    answer = joined.client.post(CHECKINS, json=request, headers=joined.headers).json()
    assert (answer["status"], answer["code"], answer["location"]) == ("wrong_place", "", "gemeentehuis")
    unknown = joined.client.post(CHECKINS, json=request | {"reference": "222222"}, headers=joined.headers).json()
    assert (unknown["status"], unknown["start"]) == ("unknown", None)
    elsewhere = joined.client.post(CHECKINS, json=request | {"location": "gemeentehuis"}, headers=joined.headers)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "other_location")
    assert joined.client.post(CHECKINS, json=request).status_code == 401


def test_checking_in_is_no_way_to_guess_codes(joined: Joined, running: Services) -> None:
    appointment(running, START)
    request = {"location": "bibliotheek-nuth", "reference": "222222"}
    answers = [
        joined.client.post(CHECKINS, json=request | {"id": str(uuid4())}, headers=joined.headers) for _ in range(22)
    ]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 2
    right = request | {"id": str(uuid4()), "reference": "K7P4XQ"}
    held = joined.client.post(CHECKINS, json=right, headers=joined.headers)
    assert (held.status_code, held.json()["code"], held.headers["Retry-After"]) == (429, "too_many_tries", "20")
    assert joined.client.post(PATH, json=asked(), headers=joined.headers).status_code == 200


def test_outside_opening_hours_no_number_is_given(joined: Joined, running: Services, clock: TickingClock) -> None:
    town = running.town
    strict = town.model_copy(update={"queue": town.queue.model_copy(update={"keep_hours": True})})
    app = joined.client.app
    assert isinstance(app, FastAPI)
    app.state.services = replace(running, town=strict)
    assert joined.client.post(PATH, json=asked(), headers=joined.headers).status_code == 200
    clock.tick(hours=5)
    answer = joined.client.post(PATH, json=asked(), headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def followed(joined: Joined, number: UUID) -> tuple[int, dict[str, Any]]:
    answer = joined.client.get(f"{PATH}/{token_of(number)}", headers=joined.headers)
    return answer.status_code, answer.json()


def test_who_shows_a_number_hears_how_many_are_before_it_and_where_to_go(
    joined: Joined, running: Services, clock: TickingClock
) -> None:
    at_work(running, "balie-1")
    first, second = give(running, 1), give(running, 2)
    status, told = followed(joined, second)
    assert status == 200
    assert (told["code"], told["stage"], told["ahead"]) == ("A002", "waiting", 1)
    assert (told["location"], told["service"]) == ("gemeentehuis", "burgerzaken")
    assert told["wait"]["minutes"] > 0
    call(running)
    told = followed(joined, first)[1]
    assert (told["stage"], told["counter"], told["ahead"], told["wait"]) == ("called", "balie-1", None, None)
    assert followed(joined, second)[1]["ahead"] == 0
    clock.tick(days=1)
    told = followed(joined, second)[1]
    assert (told["stage"], told["day"], told["ahead"]) == ("past", "2026-11-23", None)


def test_a_number_that_is_not_there_yet_and_what_is_no_number(joined: Joined) -> None:
    status, problem = followed(joined, uuid4())
    assert (status, problem["code"]) == (404, "unknown_number")
    assert joined.client.get(f"{PATH}/A012", headers=joined.headers).status_code == 422
    assert joined.client.get(f"{PATH}/{token_of(uuid4())}").status_code == 401
