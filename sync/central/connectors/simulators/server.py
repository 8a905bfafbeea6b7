"""Serving a pretended system over real HTTP, on a good day and on a bad one."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sync.central.connectors.simulators.trouble import Day, Trouble

_PORTAL_PAGE = b"<!doctype html><title>Welcome</title><p>Please accept the terms of this network."
_GIVES_UP_AFTER_S = 60.0


@dataclass(frozen=True)
class Asked:
    """One request. `path` is what comes after the base address, with its matrix parameters."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered; None has no body. A body that is not JSON is a text, and `content_type` says what."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"


class Simulator(Protocol):
    """A pretended system: state, and answers."""

    base_path: str
    day: Day
    lock: threading.Lock

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says; called under `lock`."""
        ...

    def writes(self, asked: Asked) -> bool:
        """Whether this makes or removes an appointment."""
        ...

    def broken(self, asked: Asked) -> Reply:
        """How it looks when the system breaks."""
        ...


@contextmanager
def serving(simulator: Simulator, port: int = 0) -> Iterator[str]:
    """Serve on the loopback address; gives the base address."""
    server = make_server(simulator, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{simulator.base_path}"
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class SimulatorServer(ThreadingHTTPServer):
    """A thread for each connection; `stopping` ends the answers that would never come."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, simulator: Simulator, port: int) -> None:
        super().__init__(("127.0.0.1", port), getattr(simulator, "handler", _Handler))
        self.simulator = simulator
        self.stopping = threading.Event()


def make_server(simulator: Simulator, port: int) -> SimulatorServer:
    """A server on the loopback address that is not yet serving."""
    return SimulatorServer(simulator, port)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or a body waits 40 ms until its head is known to have come
    server: SimulatorServer

    def do_GET(self) -> None:
        """One request, of any kind."""
        self._handle()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses may have names in them."""

    def _handle(self) -> None:
        simulator, asked = self.server.simulator, self._asked()
        trouble = simulator.day.strikes(writes=simulator.writes(asked))
        if trouble is Trouble.PORTAL:
            return self._portal()
        if trouble is Trouble.DROPPED_BEFORE:
            return self._drop()
        if trouble is Trouble.BROKEN_BEFORE:
            return self._send(simulator.broken(asked))
        if trouble is Trouble.SLOW:
            time.sleep(simulator.day.slow_s)
        with simulator.lock:
            reply = simulator.answer(asked)
        return self._after(trouble, reply, asked)

    def _after(self, trouble: Trouble, reply: Reply, asked: Asked) -> None:
        if trouble is Trouble.SILENT_AFTER:
            self.server.stopping.wait(_GIVES_UP_AFTER_S)
            self._drop()
        elif trouble is Trouble.DROPPED_AFTER:
            self._drop()
        elif trouble is Trouble.BROKEN_AFTER:
            self._send(self.server.simulator.broken(asked))
        elif trouble is Trouble.PORTAL_AFTER:
            self._portal()
        else:
            self._send(reply)

    def _asked(self) -> Asked:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(address.path).removeprefix(self.server.simulator.base_path).lstrip("/")
        return Asked(
            self.command, path, address.query, {name.lower(): text for name, text in self.headers.items()}, body
        )

    def _send(self, reply: Reply) -> None:
        content = _encoded(reply)
        self._write(reply.status, reply.content_type if content else "", reply.headers, content)

    def _portal(self) -> None:
        self._write(200, "text/html; charset=utf-8", {}, _PORTAL_PAGE)

    def _write(self, status: int, content_type: str, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.close()


def _encoded(reply: Reply) -> bytes:
    if reply.body is None:
        return b""
    if isinstance(reply.body, str) and "xml" in reply.content_type:
        return reply.body.encode()
    return json.dumps(reply.body, indent=2).replace("\n", "\r\n").encode()
