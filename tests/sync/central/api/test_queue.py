from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sync.central.services import Services
from tests.sync.central.api.conftest import Joined

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
    joined.client.post(PATH, json=asked(), headers=joined.headers)
    state = joined.client.get("/board/state", params={"location": "bibliotheek-nuth"}).json()
    assert state == {
        "day": "2026-11-23",
        "calls": [],
        "waiting": {"burgerzaken": 0, "afhalen": 0, "vragen": 1},
    }
