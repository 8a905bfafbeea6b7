"""The product's own central on loopback, started and stopped at will, with what it keeps laid open to a test."""

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from sqlalchemy import select

from sync.central.app import build_app
from sync.central.config import CentralConfig
from sync.central.fleet.codes import make_code
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.protocol.clock import Clock, SystemClock
from sync.protocol.seal import Binding

LOCATION = "gemeentehuis"
_WITHIN_S = 20.0


class Central:
    """A running central. It may be stopped and started again, on the same port and the same files."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self._config = CentralConfig(state_dir=folder)
        self._clock = clock or SystemClock()
        self._socket = _listening()
        self.port: int = self._socket.getsockname()[1]
        self.url: str = f"http://127.0.0.1:{self.port}"
        self._start()

    @property
    def services(self) -> Services:
        """What the running central works with."""
        services = self._app.state.services
        assert isinstance(services, Services)
        return services

    def code(self, location: str = LOCATION) -> str:
        """A one-time code for a terminal."""
        with self.services.database.write() as connection:
            return make_code(connection, location, secrets.randbits, self.services.clock.now())

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table."""
        with self.services.database.read() as connection:
            return list(connection.execute(select(table)).all())

    def opened(self) -> dict[UUID, dict[str, Any]]:
        """Every record whose content was kept, opened with the private key; a promise is kept where it belongs."""
        opened = {}
        for row in (row for row in self.rows(RECORDS) if row.sealed is not None):
            binding = Binding(row.id, row.kind, row.terminal)
            opened[row.id] = self.services.keys.open(row.sealed, row.key_id, binding)
        return opened

    def stop(self) -> None:
        """Let the port be; whoever connects is refused."""
        self._server.should_exit = True
        self._thread.join(_WITHIN_S)
        assert not self._thread.is_alive(), "the central did not stop"

    def start_again(self) -> None:
        """Serve again where it was stopped."""
        self._socket = _listening(self.port)
        self._start()

    def _start(self) -> None:
        self._app = build_app(self._config, self._clock)
        config = uvicorn.Config(self._app, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        deadline_s = time.monotonic() + _WITHIN_S
        while not self._server.started and time.monotonic() < deadline_s:
            time.sleep(0.01)
        assert self._server.started, "the central did not start"


def _listening(port: int = 0) -> socket.socket:
    """A socket bound on loopback; uvicorn listens on it."""
    return socket.create_server(("127.0.0.1", port))


@contextmanager
def running_central(folder: Path, clock: Clock | None = None) -> Iterator[Central]:
    """A central until the block is left."""
    central = Central(folder, clock)
    try:
        yield central
    finally:
        central.stop()
