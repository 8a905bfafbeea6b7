"""Photos over HTTP: said, sent in pieces, and acknowledged in a body by the central itself."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from sync.central.fleet.terminals import revoke
from sync.central.records.attachments import open_photo
from sync.central.services import Services
from sync.protocol.attachments import MAX_PIECE_BYTES, MAX_SEALED_PHOTO_BYTES, PIECE_TYPE, AttachmentAnswer
from tests.sync.central.api.conftest import Joined
from tests.sync.central.records.photos import Sealed


@pytest.fixture
def photo(running: Services) -> Sealed:
    return Sealed(uuid4(), running.keys.current_public_key)


def say(joined: Joined, photo: Sealed, **changed: Any) -> Response:
    body = photo.announced.model_dump(mode="json") | changed
    response: Response = joined.client.post("/api/v1/attachments", headers=joined.headers, json=body)
    return response


def send(joined: Joined, photo: Sealed, offset: int | str, piece: bytes, kind: str = PIECE_TYPE) -> Response:
    headers = joined.headers | {"Upload-Offset": str(offset), "Content-Type": kind}
    response: Response = joined.client.patch(f"/api/v1/attachments/{photo.name}", headers=headers, content=piece)
    return response


def ask(joined: Joined, photo: Sealed) -> Response:
    response: Response = joined.client.head(f"/api/v1/attachments/{photo.name}", headers=joined.headers)
    return response


def test_a_photo_is_acknowledged_by_the_central_itself(joined: Joined, running: Services, photo: Sealed) -> None:
    assert ask(joined, photo).status_code == 404
    assert say(joined, photo).json()["offset"] == 0
    for offset, piece in photo.pieces():
        response = send(joined, photo, offset, piece)
        assert response.status_code == 200, response.text
        told = ask(joined, photo)
        assert (told.status_code, told.content) == (200, b"")
        place = (str(offset + len(piece)), str(len(photo.bytes_)))
        for got in (response, told):
            assert (got.headers["Upload-Offset"], got.headers["Upload-Length"]) == place
    answer = AttachmentAnswer.model_validate_json(response.content)
    assert (str(answer.central_id), str(answer.epoch)) == (joined.enrolled["central_id"], joined.enrolled["epoch"])
    assert (answer.sealed_sha256, answer.state, answer.offset) == (photo.name, "complete", len(photo.bytes_))
    assert response.headers["Cache-Control"] == "no-store"
    with running.database.read() as connection:
        assert open_photo(connection, running.keys, photo.record, photo.name) == photo.plain


SAID_WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "no hash": ({"sealed_sha256": "x"}, 422, "invalid"),
    "empty": ({"sealed_bytes": 0}, 422, "invalid"),
    "too large": ({"sealed_bytes": MAX_SEALED_PHOTO_BYTES + 1}, 422, "invalid"),
    "no record": ({"record": "x"}, 422, "invalid"),
    "another length": ({"sealed_bytes": 7}, 409, "clash"),
    "another record": ({"record": str(UUID(int=1))}, 409, "clash"),
}


@pytest.mark.parametrize(("changed", "status", "problem"), SAID_WRONG.values(), ids=SAID_WRONG.keys())
def test_what_is_said_wrong_is_a_problem(
    joined: Joined, photo: Sealed, changed: dict[str, Any], status: int, problem: str
) -> None:
    assert say(joined, photo).status_code == 200
    response = say(joined, photo, **changed)
    assert (response.status_code, response.json()["code"]) == (status, problem)


SENT_WRONG: dict[str, tuple[int | str, bytes, str, int, str]] = {
    "before": (0, b"x" * 4096, PIECE_TYPE, 409, "other_offset"),
    "after": (8193, b"x" * 4096, PIECE_TYPE, 409, "other_offset"),
    "crumb": (8192, b"x", PIECE_TYPE, 422, "invalid"),
    "nothing": (8192, b"", PIECE_TYPE, 422, "invalid"),
    "past the end": (8192, b"x" * 20_000, PIECE_TYPE, 422, "invalid"),
    "too large": (8192, b"x" * (MAX_PIECE_BYTES + 1), PIECE_TYPE, 413, "too_large"),
    "no offset": ("", b"x" * 4096, PIECE_TYPE, 422, "invalid"),
    "below zero": (-1, b"x" * 4096, PIECE_TYPE, 422, "invalid"),
    "another kind": (8192, b"x" * 4096, "image/jpeg", 415, "bad_encoding"),
}


@pytest.mark.parametrize(("offset", "piece", "kind", "status", "problem"), SENT_WRONG.values(), ids=SENT_WRONG.keys())
def test_a_wrong_piece_changes_nothing(
    joined: Joined, photo: Sealed, offset: int | str, piece: bytes, kind: str, status: int, problem: str
) -> None:
    say(joined, photo)
    send(joined, photo, *photo.pieces()[0])
    response = send(joined, photo, offset, piece, kind)
    assert (response.status_code, response.json()["code"]) == (status, problem)
    assert response.headers["content-type"] == "application/problem+json"
    if problem == "other_offset":
        assert response.headers["Upload-Offset"] == "8192"
    assert say(joined, photo).json()["offset"] == 8192


def test_a_piece_before_anything_was_said_of_it_is_unknown(joined: Joined, photo: Sealed) -> None:
    response = send(joined, photo, *photo.pieces()[0])
    assert (response.status_code, response.json()["code"]) == (404, "unknown_attachment")


def test_only_a_terminal_that_is_let_in_sends_photos(joined: Joined, running: Services, photo: Sealed) -> None:
    say(joined, photo)
    address = f"/api/v1/attachments/{photo.name}"
    body = photo.announced.model_dump(mode="json")
    assert joined.client.post("/api/v1/attachments", json=body).json()["code"] == "no_token"
    assert joined.client.patch(address, content=b"x").status_code == 401
    assert joined.client.head(address).status_code == 401
    with running.database.write() as connection:
        revoke(connection, "nuth-1", running.clock.now())
    assert send(joined, photo, *photo.pieces()[0]).json()["code"] == "revoked"
