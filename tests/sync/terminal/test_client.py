import json
import socket
import threading
import time
from pathlib import Path
from uuid import UUID

import pytest
import requests

from sync.protocol.messages import (
    Batch,
    Problem,
    RecordStatus,
    SealedRecord,
)
from sync.terminal.asker import MAX_ANSWER_BYTES, checked_url, new_session
from sync.terminal.client import CentralClient, CentralRefused, CentralSilent, CentralStatus
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, START, answer, identity, open_outbox, put_report
from tests.sync.terminal.scripted import Asked, ScriptedServer, Told, client_of, tells


def _batch(records: tuple[SealedRecord, ...] = ()) -> Batch:
    return Batch(
        batch_id=UUID(int=1), incarnation=1, sent_at=START, sent_monotonic_s=1.0, boot_id="a-boot", records=records
    )


def test_a_batch_goes_packed_with_the_token_and_comes_back_answered(server: ScriptedServer, tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    record_id = put_report(outbox)
    records = outbox.pending()
    server.answer = lambda asked: tells(answer((record_id, RecordStatus.CREATED)))
    got = client_of(server).send(_batch(records))
    assert got.results[0].status is RecordStatus.CREATED
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/sync")
    assert asked.headers["Authorization"] == "Bearer a-token-for-tests"
    assert asked.headers["Content-Encoding"] == "gzip"
    assert Batch.model_validate(asked.json() | {"records": ()}) == _batch()
    assert SealedRecord.model_validate_json(json.dumps(asked.json()["records"][0])) == records[0]


_OTHER = UUID(int=0xAA639)


@pytest.mark.parametrize(
    "told",
    [
        Told(200, b"<html>Log in to the guest network</html>"),
        Told(200, b"{}"),
        Told(200, b"[]"),
        Told(200, b""),
        Told(204),
        Told(200, b"\xff\xfe"),
        Told(200, b"{" * 5000),
        Told(302, b"", {"Location": "/portal"}),
        tells(answer().model_copy(update={"central_id": _OTHER})),
        tells(answer().model_copy(update={"batch_id": _OTHER})),
        tells(answer((_OTHER, RecordStatus.CREATED))),
        Told(404, b"not found"),
        tells(Problem(status=401, code="revoked", title="no"), status=403),
        Told(200, b"x" * 100, {"Content-Encoding": "gzip"}),
        Told(200, b"x" * 10, {"Content-Length": "100"}),
    ],
    ids=lambda told: f"{told.status} {told.body[:20]!r}",
)
def test_what_is_not_our_centrals_answer_is_silence(server: ScriptedServer, told: Told) -> None:
    server.answer = lambda asked: told
    with pytest.raises(CentralSilent):
        client_of(server).send(_batch())


@pytest.mark.parametrize(
    ("told", "reached", "retry_after_s"),
    [
        (Told(500, b"oops"), True, None),
        (Told(503, b"", {"Retry-After": "7"}), True, 7.0),
        (Told(503, b"", {"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT"}), True, None),
        (Told(503, b"", {"Retry-After": "9" * 40}), True, None),
        (tells(Problem(status=503, code="storage_busy", title="later"), status=503), True, None),
        (Told(413, b"<html>nginx</html>"), True, None),
        (Told(200, b"<html>portal</html>"), False, None),
    ],
)
def test_silence_tells_whether_a_smaller_batch_is_worth_a_try(
    server: ScriptedServer, told: Told, reached: bool, retry_after_s: float | None
) -> None:
    server.answer = lambda asked: told
    with pytest.raises(CentralSilent) as silence:
        client_of(server).send(_batch())
    assert (silence.value.reached, silence.value.retry_after_s) == (reached, retry_after_s)


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 422, 429])
def test_a_refusal_of_the_central_says_why(server: ScriptedServer, status: int) -> None:
    problem = Problem(status=status, code="a_code", title="Not like this")
    server.answer = lambda asked: Told(status, problem.model_dump_json().encode(), {"Retry-After": "3"})
    with pytest.raises(CentralRefused) as refusal:
        client_of(server).send(_batch())
    assert refusal.value.problem == problem
    assert refusal.value.retry_after_s == 3.0


def test_an_answer_without_end_is_cut_off(server: ScriptedServer) -> None:
    true_answer = answer().model_dump_json().encode()
    server.answer = lambda asked: Told(200, true_answer + b" " * (MAX_ANSWER_BYTES - len(true_answer)))
    assert client_of(server).send(_batch()) == answer()
    server.answer = lambda asked: Told(200, true_answer + b" " * MAX_ANSWER_BYTES)
    with pytest.raises(CentralSilent):
        client_of(server).send(_batch())


def test_a_redirect_is_not_followed_and_takes_no_token_along(server: ScriptedServer) -> None:
    elsewhere = Told(307, b"", {"Location": f"{server.url}/elsewhere"})
    server.answer = lambda asked: tells(answer()) if asked.path == "/elsewhere" else elsewhere
    with pytest.raises(CentralSilent):
        client_of(server).send(_batch())
    assert [asked.path for asked in server.asked] == ["/api/v1/sync"]


def test_nobody_there_is_silence_that_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    client = CentralClient(f"http://127.0.0.1:{port}", identity())
    with pytest.raises(CentralSilent) as silence:
        client.send(_batch())
    assert not silence.value.reached


def test_a_server_that_trickles_its_headers_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
                        connection.sendall(bytes([byte]))
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=trickle, daemon=True).start()
        client = CentralClient(f"http://127.0.0.1:{listening.getsockname()[1]}", identity(), batch_timeout_s=0.5)
        began_s = time.monotonic()
        with pytest.raises(CentralSilent, match="within"):
            client.send(_batch())
        assert time.monotonic() - began_s < 2


def test_the_status_is_that_of_our_own_central(server: ScriptedServer) -> None:
    status = CentralStatus(central_id=CENTRAL_ID, epoch=FIRST_EPOCH, now=START)
    server.answer = lambda asked: tells(status)
    assert client_of(server).status() == status
    server.answer = lambda asked: tells(status.model_copy(update={"central_id": _OTHER}))
    with pytest.raises(CentralSilent, match="another central"):
        client_of(server).status()


def test_a_netrc_of_the_machine_does_not_replace_our_token(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.answer = lambda asked: tells(answer())
    client_of(server).send(_batch())
    assert server.asked[0].headers["Authorization"] == "Bearer a-token-for-tests"


def test_threads_never_share_a_session(server: ScriptedServer) -> None:
    users: dict[int, set[int]] = {}
    gate = threading.Barrier(4)

    def told(asked: Asked) -> Told:
        time.sleep(0.05)
        return tells(answer())

    class Watched(requests.Session):
        busy = False

        def send(self, request: requests.PreparedRequest, **settings: object) -> requests.Response:
            assert not self.busy
            self.busy = True
            users.setdefault(id(self), set()).add(threading.get_ident())
            try:
                return super().send(request, **settings)  # type: ignore[arg-type]
            finally:
                self.busy = False

    server.answer = told
    client = CentralClient(server.url, identity(), Watched)

    def work() -> None:
        gate.wait()
        for _ in range(3):
            client.send(_batch())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 12
    assert 1 <= len(users) <= 4


@pytest.mark.parametrize(
    "url", ["https://central.example/", "http://127.0.0.1:8311", "http://localhost:8311", "http://[::1]:8311"]
)
def test_addresses_that_are_safe(url: str) -> None:
    assert checked_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["http://central.example", "http://10.0.0.4:8311", "http://localhost.example", "ftp://127.0.0.1", "central", ""],
)
def test_addresses_that_are_not(url: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        checked_url(url)


def test_a_new_session_takes_nothing_from_the_environment() -> None:
    assert new_session().trust_env is False
