"""The wire tells what is certain: a table of ends of an exchange, over real sockets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from sync.central.connectors.wire import NoAnswerError, NotSentError, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request and does what `answer` says."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    if connection.recv(65536):
                        answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api"
        server.shutdown(socket.SHUT_RDWR)


def drip(connection: socket.socket) -> None:
    """Headers, and then one byte every tenth of a second: no single read takes long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        time.sleep(0.1)
        try:
            connection.sendall(b" ")
        except OSError:
            return


ENDS: list[tuple[str, Callable[[socket.socket], None]]] = [
    ("closed without an answer", lambda connection: None),
    ("half an answer", lambda connection: connection.sendall(OK[:-1])),
    ("no answer in time", lambda connection: time.sleep(1.0)),
    ("drop by drop", drip),
    ("no HTTP", lambda connection: connection.sendall(b"220 mail.example.org ESMTP\r\n")),
]


@pytest.mark.parametrize("answer", [end for _, end in ENDS], ids=[name for name, _ in ENDS])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_once_a_request_is_out_its_end_is_not_known(method: str, answer: Callable[[socket.socket], None]) -> None:
    began = time.monotonic()
    with listening(answer) as url, pytest.raises(NoAnswerError):
        Wire(url, read_timeout_s=0.5, write_timeout_s=0.5).send(method, "x")
    assert time.monotonic() - began < 3.5


def test_what_could_not_be_sent_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}", "http://no-such-host.invalid"):
        with pytest.raises(NotSentError):
            Wire(url).send("POST", "appointment", json={})


@pytest.mark.parametrize(
    ("reply", "facts"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", {"ok": True, "foreign": False}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", {"ok": False, "foreign": True}),
        (b"HTTP/1.1 204 No Content\r\n\r\n", {"ok": False, "foreign": False, "turned_down": False}),
        (b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n", {"ok": False, "turned_down": False}),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", {"not_now": True, "turned_down": True}),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", {"gone": True, "turned_down": True}),
        (b"HTTP/1.1 404 No\r\nContent-Length: 6\r\n\r\n<html>", {"gone": False}),
        (b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n", {"turned_down": False}),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}", {"ok": False, "turned_down": False, "gone": False}),
    ],
)
def test_what_an_answer_tells(reply: bytes, facts: dict[str, bool]) -> None:
    with listening(lambda connection: connection.sendall(reply)) as url:
        answer = Wire(url).send("POST", "x", json={})
    assert {name: getattr(answer, name) for name in facts} == facts


def test_an_error_never_tells_an_address() -> None:
    with listening(lambda connection: None) as url, pytest.raises(NoAnswerError) as told:
        Wire(url).send("GET", "customers/somebody@example.com")
    assert "somebody" not in f"{told.value}{told.value.__cause__}"
