"""A real central for the benchmark: the product's own server as its own program, and a terminal that has joined it."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from assets import ASSETS_DIR
from sync.central.app import open_services
from sync.central.config import ENVIRONMENT_PREFIX, CentralConfig
from sync.central.fleet.codes import make_code
from sync.central.people.passwords import Passwords, ScryptCost
from sync.central.people.users import Role, set_user
from sync.protocol.clock import SystemClock
from sync.terminal.enrolment import enrol
from sync.terminal.identity import Identity

DEMO_TOWN = ASSETS_DIR / "demo" / "town.yaml"
LOCATION = "gemeentehuis"
HOST = "bench-host"
_CHEAP = ScryptCost(n=16, r=1, p=1)
"""Nobody measures how hosts sign in; with the cost in earnest it takes longer than the rest."""
_STARTS_WITHIN_S = 60.0
_STOPS_WITHIN_S = 10.0
_PROGRAM = (
    "from sync.central.server import serve; from sync.central.config import read_config; serve(read_config(None))"
)


@dataclass(frozen=True)
class RunningCentral:
    """Where it answers, who may ask, and its process."""

    url: str
    pid: int
    identity: Identity
    password: str
    """Of the host that may sign in."""


@contextmanager
def running_central(folder: Path, database_url: str = "", town_file: Path = DEMO_TOWN) -> Iterator[RunningCentral]:
    """Start a central on a free port with a fresh database (SQLite in `folder` unless told otherwise), and join it."""
    config = CentralConfig(
        state_dir=folder / "central", database_url=database_url, town_file=town_file, port=_free_port()
    )
    password = secrets.token_urlsafe(16)
    code = _prepared(config, password)
    with _program(config, folder / "central.log") as pid:
        identity = enrol(config.address, code, "bench-1", "bench")
        yield RunningCentral(config.address, pid, identity, password)


@contextmanager
def running_twice(
    folder: Path, database_url: str, town_file: Path = DEMO_TOWN
) -> Iterator[tuple[RunningCentral, RunningCentral]]:
    """One central on PostgreSQL with two web processes, as in a region."""
    with running_central(folder, database_url, town_file) as first:
        config = CentralConfig(
            state_dir=folder / "central", database_url=database_url, town_file=town_file, port=_free_port()
        )
        with _program(config, folder / "second.log") as pid:
            yield first, replace(first, url=config.address, pid=pid)


@contextmanager
def _program(config: CentralConfig, log: Path) -> Iterator[int]:
    with log.open("wb") as output:
        program = subprocess.Popen([sys.executable, "-c", _PROGRAM], env=_environment(config), stderr=output)
    try:
        _wait_until_it_answers(config.address, program, log)
        yield program.pid
    finally:
        _stop(program)


def _prepared(config: CentralConfig, password: str) -> str:
    """Make the tables, a host who may sign in, and the code with which the terminal joins."""
    services = open_services(config, SystemClock())
    try:
        now = services.clock.now()
        with services.database.write() as connection:
            set_user(connection, Passwords(services.random_bits, _CHEAP), HOST, password, [Role.HOST], now)
            return make_code(connection, LOCATION, services.random_bits, now)
    finally:
        services.database.close()


def _environment(config: CentralConfig) -> dict[str, str]:
    given = {name: str(value) for name, value in config.model_dump(exclude_defaults=True).items()}
    return os.environ | {ENVIRONMENT_PREFIX + name.upper(): value for name, value in given.items()}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_it_answers(url: str, program: subprocess.Popen[bytes], log: Path) -> None:
    deadline_s = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < deadline_s and program.poll() is None:
        try:
            if requests.get(f"{url}/api/v1/status", timeout=1).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
    raise RuntimeError(f"the central did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
