import gzip
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.central.fleet.codes import make_code
from sync.central.fleet.terminals import revoke
from sync.central.records.inbox import list_records
from sync.central.services import Services
from sync.central.storage.database import open_database
from sync.central.storage.identity import begin_epoch
from sync.protocol.messages import MAX_BATCH_BYTES, BatchAnswer, Enrolled
from tests.sync.central.api.conftest import Joined


def records(services: Services) -> int:
    with services.database.read() as connection:
        return list_records(connection).total


def test_a_terminal_joins_and_gets_what_it_needs_for_ever(joined: Joined, running: Services) -> None:
    enrolled = Enrolled.model_validate_json(json.dumps(joined.enrolled))
    assert enrolled.public_key == running.keys.current_public_key
    assert (enrolled.key_id, enrolled.location) == (running.keys.current_id, "bibliotheek-nuth")


@pytest.mark.parametrize("packed", [False, True])
def test_a_batch_is_acknowledged_record_by_record(joined: Joined, running: Services, packed: bool) -> None:
    batch = joined.sender.batch(joined.sender.record(), {}, joined.sender.record())
    body = json.dumps(batch).encode()
    response = joined.sync(gzip.compress(body), **{"Content-Encoding": "gzip"}) if packed else joined.sync(body)
    assert response.status_code == 200
    answer = BatchAnswer.model_validate_json(response.content)
    assert [result.status.value for result in answer.results] == ["created", "rejected", "created"]
    assert (str(answer.central_id), str(answer.batch_id)) == (joined.enrolled["central_id"], batch["batch_id"])
    assert records(running) == 2


def test_after_a_restore_the_answers_carry_a_new_epoch(joined: Joined, running: Services) -> None:
    before = joined.sync(joined.sender.batch()).json()
    with running.database.write() as connection:
        begin_epoch(connection, running.random_bits, running.clock.now())
    after = joined.sync(joined.sender.batch()).json()
    assert after["central_id"] == before["central_id"]
    assert after["epoch"] != before["epoch"]


WRONG: dict[str, Any] = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "no batch": b"{}",
    "no text": b"\xff\xfe\xff",
    "very deep": b"[" * 100_000,
    "a number that never ends": b'{"records": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_batch_is_a_problem(joined: Joined, body: bytes) -> None:
    response = joined.sync(body)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert response.json()["code"] == "invalid"


HEARD = {"monotonic_s": 1.5, "boot_id": "a", "incarnation": 1, "seq": 1}


@pytest.mark.parametrize(
    "changed",
    [
        {"batch_id": "x"},
        {"sent_at": "0001-01-01T00:00:00+14:00"},
        {"sent_monotonic_s": "soon"},
        {"records": None},
        {"records": [{}] * 201},
        {"boot_id": "x" * 65},
        {"incarnation": 0},
        {"heard": [{"at": "0001-01-01T00:00:00+14:00", **HEARD}]},
        {"heard": [{"at": "2026-11-23T09:00:00Z", **HEARD}] * 21},
    ],
)
def test_a_batch_with_a_wrong_head_is_a_problem(joined: Joined, changed: dict[str, Any]) -> None:
    assert joined.sync(joined.sender.batch(**changed)).status_code == 422


def test_a_problem_does_not_repeat_what_was_sent(joined: Joined) -> None:
    response = joined.sync(joined.sender.batch(batch_id="somebodys words"))
    assert response.status_code == 422
    assert "words" not in response.text


def test_a_batch_of_another_incarnation_is_a_clash(joined: Joined) -> None:
    response = joined.sync(joined.sender.batch(incarnation=2))
    assert (response.status_code, response.json()["code"]) == (409, "other_incarnation")


def packed_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(b" " * (MAX_BATCH_BYTES + 1)) + packer.flush()


PACKED = {
    "a bomb": (packed_bomb(), 413),
    "not packed": (b"{}", 400),
    "cut off": (gzip.compress(b"{}")[:-4], 400),
    "with more behind it": (gzip.compress(b"{}") + b"more", 400),
    "damaged": (gzip.compress(b"{}")[:-8] + b"\0" * 8, 400),
}


@pytest.mark.parametrize(("body", "status"), PACKED.values(), ids=PACKED.keys())
def test_a_packed_body_is_unpacked_within_bounds(joined: Joined, body: bytes, status: int) -> None:
    response = joined.sync(body, **{"Content-Encoding": "gzip"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_another_packing_is_not_known_here(joined: Joined) -> None:
    response = joined.sync(b"{}", **{"Content-Encoding": "br"})
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "gzip")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_not_read(joined: Joined, announced: bool) -> None:
    large = b" " * (MAX_BATCH_BYTES + 1)
    content: Any = large if announced else iter([large[:1000], large[1000:]])
    response = joined.client.post("/api/v1/sync", content=content, headers=joined.headers)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert joined.client.post("/api/v1/enrol", content=b" " * (129 << 10)).status_code == 413


NOT_LET_IN = {
    "nothing": ({}, "no_token"),
    "another scheme": ({"Authorization": "Basic YTpi"}, "no_token"),
    "no token": ({"Authorization": "Bearer"}, "no_token"),
    "a token that nobody gave": ({"Authorization": "Bearer 1234"}, "unknown_token"),
}


@pytest.mark.parametrize(("headers", "said"), NOT_LET_IN.values(), ids=NOT_LET_IN.keys())
def test_who_does_not_say_who_they_are_is_not_let_in(client: TestClient, headers: dict[str, str], said: str) -> None:
    response = client.post("/api/v1/sync", content=b"{}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, said)
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_terminal_that_was_replaced_or_shut_out_is_told_so(joined: Joined, running: Services) -> None:
    with running.database.write() as connection:
        code = make_code(connection, "bibliotheek-nuth", running.random_bits, running.clock.now())
    again = joined.client.post("/api/v1/enrol", json={"code": code, "terminal": "nuth-1", "software": "test"})
    assert again.json()["incarnation"] == 2
    response = joined.sync(joined.sender.batch())
    assert (response.status_code, response.json()["code"]) == (401, "replaced")
    with running.database.write() as connection:
        revoke(connection, "nuth-1", running.clock.now())
    assert joined.sync(joined.sender.batch()).json()["code"] == "revoked"


def test_a_wrong_code_is_refused_and_guessing_becomes_slow(client: TestClient) -> None:
    guess = {"code": "AAAA-BBBB-CCCC", "terminal": "nuth-1", "software": "test"}
    answers = [client.post("/api/v1/enrol", json=guess) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "1"


def test_when_the_database_is_away_nothing_is_acknowledged(joined: Joined, running: Services) -> None:
    away = open_database("postgresql://infopunt@127.0.0.1:1/away")
    joined.client.app.state.services = replace(running, database=away)  # type: ignore[attr-defined]
    response = joined.sync(joined.sender.batch(joined.sender.record()))
    assert (response.status_code, response.json()["code"]) == (503, "storage_busy")
    assert int(response.headers["retry-after"]) > 0
