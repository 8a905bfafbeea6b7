"""A real HTTP server on loopback that answers as a test says, and remembers what it was asked."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sync.protocol.messages import Message
from sync.terminal.client import CentralClient
from tests.sync.terminal.parts import identity


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, unpacked."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


@dataclass(frozen=True)
class Told:
    """One answer to give."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class ScriptedServer:
    """Calls `answer` for each request; in a thread for each connection."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Told] = lambda asked: Told(404)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or a body waits 40 ms until its head is known to have come

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, dict(self.headers.items()), body)
                scripted.asked.append(asked)
                told = scripted.answer(asked)
                self.send_response(told.status)
                for name, value in ({"Content-Length": str(len(told.body))} | told.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)

            do_GET = do_POST = _serve  # noqa: N815 - http.server's names

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
                pass

        return Handler

    @contextmanager
    def running(self) -> Iterator["ScriptedServer"]:
        """Serve until the block is left."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join(5)


def tells(message: Message, status: int = 200) -> Told:
    """The answer that carries a message of the protocol."""
    return Told(status, message.model_dump_json().encode())


def client_of(server: ScriptedServer, **more: float) -> CentralClient:
    """A terminal's client before the server; impatient, and between two tries it waits a tenth of the time."""
    deadlines = {"visitor_deadline_s": 1.2, "batch_timeout_s": 1.0} | more
    return CentralClient(server.url, identity(), sleep=lambda s: time.sleep(s / 10), **deadlines)  # type: ignore[arg-type]
