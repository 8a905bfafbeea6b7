"""A central in a process of its own, so that its work is not taken for the window's."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.demo.cards import CARDS
from kiosk.demo.processes import start, stop, wait_until_it_answers
from sync.central.app import open_services
from sync.central.config import CentralConfig
from sync.central.demo import NewBadge, prepare_demo
from sync.central.storage.database import Database
from sync.protocol.badges import BadgeKind
from sync.protocol.clock import SystemClock
from tests.journeys.house import LOCATION


@dataclass(frozen=True)
class CentralProgram:
    """A running central of the demo town."""

    url: str
    config: CentralConfig

    def code(self) -> str:
        """A one-time code for a terminal."""
        return prepare_demo(self.config, SystemClock(), LOCATION).enrolment_code

    @contextmanager
    def database(self) -> Iterator[Database]:
        """What it keeps, to be looked at."""
        services = open_services(self.config, SystemClock())
        with closing(services.database) as database:
            yield database


@contextmanager
def central_program(folder: Path) -> Iterator[CentralProgram]:
    """A central until the block is left."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    config = CentralConfig(state_dir=folder, port=port, public_url=url, demo=True)
    badges = [NewBadge(BadgeKind(one.badge.kind), one.badge.key, one.role, one.name, one.pin) for one in CARDS]
    prepare_demo(config, SystemClock(), LOCATION, badges=badges)
    log = folder / "central.log"
    program: subprocess.Popen[bytes] = start(["central", "--state-dir", str(folder), "serve", "--port", str(port)], log)
    try:
        wait_until_it_answers(f"{url}/api/v1/status", program, log)
        yield CentralProgram(url, config)
    finally:
        stop([program])
