"""The dock over HTTP, for the command and for tests in another process: on this machine only, and with a token.

GET /dock answers with every device; POST /dock carries out an order and answers with how everything is then. Where it
listens, and the token, stand in dock.json in the terminal's state folder, readable by its user only. It exists in demo
and development only: a production terminal has `dock: false`, and nothing listens.
"""

import json
import logging
import os
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from kiosk.dock.dock import Dock, DockError, Order

DOCK_FILE = "dock.json"
PATH = "/dock"
_LONGEST_BODY_BYTES = 4096
_SILENCE_S = 5.0
_log = logging.getLogger(__name__)


class DockPlace(BaseModel):
    """Where a dock listens, and what it wants to hear."""

    url: str
    token: str


class DockServer:
    """Listens until `close`. Port 0 takes any that is free."""

    def __init__(self, dock: Dock, state_dir: Path, port: int = 0) -> None:
        token = secrets.token_urlsafe(24)
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.dock, self._server.token = dock, token
        self._file = state_dir / DOCK_FILE
        self.place = DockPlace(url=f"http://127.0.0.1:{self._server.server_address[1]}{PATH}", token=token)
        _write_private(self._file, self.place.model_dump_json())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="dock", daemon=True)
        self._thread.start()
        _log.warning("the dock listens at %s: simulated devices can be set from this machine", self.place.url)

    def close(self) -> None:
        """Listen no more, and forget the token."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._file.unlink(missing_ok=True)


class _Server(ThreadingHTTPServer):
    dock: Dock
    token: str
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    """One request. Its answers are JSON, also when something is wrong: {"error": "what is expected"}."""

    server: _Server
    timeout = _SILENCE_S

    def do_GET(self) -> None:
        """How everything is."""
        if self._may_enter():
            self._answer(HTTPStatus.OK, self.server.dock.seen().model_dump())

    def do_POST(self) -> None:
        """Carry out an order."""
        if not self._may_enter():
            return
        body = self._body()
        if body is None:
            return
        try:
            self.server.dock.carry_out(Order.model_validate_json(body))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in error.errors())
            self._refuse(HTTPStatus.BAD_REQUEST, wrong)
        except DockError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
        except Exception as error:  # a simulator that breaks is a mistake of ours, and must be seen as one
            _log.exception("a simulated device failed")
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"the device failed: {type(error).__name__}")
        else:
            self._answer(HTTPStatus.OK, self.server.dock.seen().model_dump())

    def _may_enter(self) -> bool:
        given = self.headers.get("Authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            self._refuse(HTTPStatus.UNAUTHORIZED, f"the token of {DOCK_FILE} is expected: Authorization: Bearer TOKEN")
        elif self.path != PATH:
            self._refuse(HTTPStatus.NOT_FOUND, f"there is only {PATH}")
        else:
            return True
        return False

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Content-Length is expected")
        elif int(length) > _LONGEST_BODY_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {_LONGEST_BODY_BYTES} bytes are expected")
        else:
            return self.rfile.read(int(length))
        return None

    def _refuse(self, status: HTTPStatus, expected: str) -> None:
        self._answer(status, {"error": expected})

    def _answer(self, status: HTTPStatus, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server itself refuses, in the same words as everything else."""
        status = HTTPStatus(code)
        self._refuse(status, message or status.phrase)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
        """What is scanned in a demo does not belong in a log."""


def _write_private(file: Path, text: str) -> None:
    """Write a file that only this user can read, also while it is being written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
