"""A TCP proxy between terminal and central that spoils one HTTP exchange after the other, as a test says.

It understands just enough HTTP/1.1 (Content-Length) to know where a request and its answer end.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum

_UPSTREAM_TIMEOUT_S = 10.0
_HEADERS_END = b"\r\n\r\n"


class Fault(Enum):
    """What happens to an exchange."""

    NONE = "passed on"
    DELAY = "passed on, a second late"
    TRICKLE = "the answer comes byte by byte"
    DROP_REPLY = "the central answers, the answer is lost"
    CUT_REPLY = "half of the answer comes"
    CUT_REQUEST = "half of the request comes"
    RESET = "the connection is reset"
    BLACK_HOLE = "nothing comes back, ever"
    PORTAL = "a captive portal answers 200 with its own page"
    PORTAL_JSON = "something answers 200 with JSON of its own"
    REDIRECT = "a captive portal redirects"
    UNAVAILABLE = "a proxy before the central says 503"
    SERVER_ERROR = "something says 500"


PASSED_ON = (Fault.NONE, Fault.DELAY)
REACHES_THE_CENTRAL = (*PASSED_ON, Fault.TRICKLE, Fault.DROP_REPLY, Fault.CUT_REPLY)

_TOLD = {
    Fault.PORTAL: (b"200 OK", b"text/html", b"<html>Welcome to the guest network. Please log in.</html>", b""),
    Fault.PORTAL_JSON: (b"200 OK", b"application/json", b'{"status": "ok", "results": []}', b""),
    Fault.REDIRECT: (b"302 Found", b"text/html", b"", b"Location: http://127.0.0.1:9/login\r\n"),
    Fault.UNAVAILABLE: (b"503 Service Unavailable", b"text/html", b"<html>503</html>", b"Retry-After: 1\r\n"),
    Fault.SERVER_ERROR: (b"500 Internal Server Error", b"text/plain", b"oops", b""),
}


class CutOffError(Exception):
    """The other side has gone."""


class FaultProxy:
    """Listens on a port of its own; `fault` is asked at each exchange what is to happen to it."""

    def __init__(self, upstream_port: int) -> None:
        self._upstream_port = upstream_port
        self.fault: Callable[[], Fault] = lambda: Fault.NONE
        self.counts: dict[Fault, int] = dict.fromkeys(Fault, 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._closing = threading.Event()

    @contextmanager
    def running(self) -> Iterator["FaultProxy"]:
        """Serve until the block is left."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self._closing.set()
            # Closing alone does not wake a thread that waits in accept.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, CutOffError):
            while not self._closing.is_set():
                request = _read_message(client)
                fault = self.fault()
                self.counts[fault] += 1
                self._exchange(client, request, fault)

    def _exchange(self, client: socket.socket, request: bytes, fault: Fault) -> None:
        if fault in _TOLD:
            client.sendall(_answer(*_TOLD[fault]))
        elif fault is Fault.RESET:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise CutOffError
        elif fault is Fault.BLACK_HOLE:
            self._closing.wait()
            raise CutOffError
        elif fault is Fault.CUT_REQUEST:
            self._cut_request(request)
        else:
            self._pass_on(client, request, fault)

    def _pass_on(self, client: socket.socket, request: bytes, fault: Fault) -> None:
        with self._upstream() as upstream:
            upstream.sendall(request)
            reply = _read_message(upstream)
        if fault is Fault.DROP_REPLY:
            raise CutOffError
        if fault is Fault.CUT_REPLY:
            client.sendall(reply[: len(reply) // 2])
            raise CutOffError
        if fault is Fault.DELAY:
            self._closing.wait(1.0)
        if fault is Fault.TRICKLE:
            self._trickle(client, reply)
        client.sendall(reply)

    def _trickle(self, client: socket.socket, reply: bytes) -> None:
        for byte in reply:
            client.sendall(bytes([byte]))
            if self._closing.wait(0.1):
                break
        raise CutOffError

    def _cut_request(self, request: bytes) -> None:
        with self._upstream() as upstream:
            upstream.sendall(request[: len(request) // 2])
            time.sleep(0.05)
        raise CutOffError

    def _upstream(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._upstream_port), _UPSTREAM_TIMEOUT_S)


def _read_message(connection: socket.socket) -> bytes:
    """One HTTP message with its body; raises CutOffError at the end of the connection."""
    data = b""
    while _HEADERS_END not in data:
        data += _received(connection)
    head, _, body = data.partition(_HEADERS_END)
    missing = _content_length(head) - len(body)
    while missing > 0:
        chunk = _received(connection)
        data += chunk
        missing -= len(chunk)
    return data


def _received(connection: socket.socket) -> bytes:
    chunk = connection.recv(64 << 10)
    if not chunk:
        raise CutOffError
    return chunk


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _answer(status: bytes, kind: bytes, body: bytes, more: bytes) -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n" % (status, kind, len(body), more)
    return head + body
