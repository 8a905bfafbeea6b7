import base64
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sync.protocol.ids import new_reference
from tests.sync.central.api.conftest import Joined

SLOTS, BOOK = "/api/v1/agenda/slots", "/api/v1/appointments"
WHERE = {"product": "paspoort", "location": "gemeentehuis", "minutes": "15"}


def wished(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "product": "paspoort",
        "location": "gemeentehuis",
        "start": "2026-11-24T09:00:00+01:00",
        "minutes": 15,
        "reference": new_reference(),
        "key_id": "key",
        "sealed": base64.urlsafe_b64encode(b"sealed").decode(),
    } | changes


def starts(joined: Joined) -> list[str]:
    answer = joined.client.get(SLOTS, params=WHERE, headers=joined.headers)
    assert answer.status_code == 200, answer.text
    return [start for day in answer.json()["days"] for start in day["starts"]]


def test_what_is_free_can_be_booked_until_it_is_full(joined: Joined) -> None:
    free = starts(joined)
    assert free[0] == "2026-11-23T14:00:00+01:00"
    answers = [joined.client.post(BOOK, json=wished(start=free[0]), headers=joined.headers).json() for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["confirmed", "confirmed", "taken"]
    assert datetime.fromisoformat(answers[0]["start"]) == datetime.fromisoformat(free[0])
    assert answers[2]["start"] is None
    assert starts(joined) == free[1:]


def test_the_same_booking_gets_the_same_answer(joined: Joined) -> None:
    booking = wished()
    answers = [joined.client.post(BOOK, json=booking, headers=joined.headers).json() for _ in range(3)]
    assert answers[0]["status"] == "confirmed"
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"location": "elders"}, "unknown_location"),
        ({"product": "elders"}, "unknown_product"),
        ({"location": "bibliotheek-nuth"}, "no_appointments"),
        ({"start": "2026-11-24T03:00:00+01:00"}, "closed"),
        ({"start": "2026-11-20T09:00:00+01:00"}, "too_soon"),
        ({"start": "2027-11-24T09:00:00+01:00"}, "too_far"),
        ({"minutes": 16}, "duration"),
    ],
)
def test_a_refusal_is_an_answer_with_a_reason(joined: Joined, changes: dict[str, Any], reason: str) -> None:
    answer = joined.client.post(BOOK, json=wished(**changes), headers=joined.headers)
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (200, "refused", reason)


@pytest.mark.parametrize(
    "start", ["2026-11-24T09:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", 10**30]
)
def test_a_start_that_is_no_moment_is_a_mistake(joined: Joined, start: object) -> None:
    answer = joined.client.post(BOOK, json=wished(start=start), headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("village", ["Nuth\0", "Nuth\n", "N" * 65])
def test_a_village_that_no_database_takes_is_a_mistake(joined: Joined, village: str) -> None:
    answer = joined.client.post(BOOK, json=wished(meeting="home", village=village), headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"location": "elders"}, 404, "unknown_location"),
        ({"product": "elders"}, 404, "unknown_product"),
        ({"minutes": "17"}, 422, "invalid"),
        ({"minutes": "0"}, 422, "invalid"),
        ({"minutes": "9999999999999999999999"}, 422, "invalid"),
    ],
)
def test_slots_of_what_does_not_exist(joined: Joined, changes: dict[str, str], status: int, problem: str) -> None:
    answer = joined.client.get(SLOTS, params=WHERE | changes, headers=joined.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, problem)


def test_the_agenda_is_for_terminals_only(client: TestClient) -> None:
    assert client.get(SLOTS, params=WHERE).status_code == 401
    assert client.post(BOOK, json=wished()).status_code == 401
