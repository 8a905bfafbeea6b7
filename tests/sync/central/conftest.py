"""The central's tests run on both databases: every test that asks for `database_url` runs twice."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sync.central.app import build_app, open_services
from sync.central.config import CentralConfig
from sync.central.people.passwords import Passwords, ScryptCost
from sync.central.services import Services
from sync.central.storage.database import Database, open_database
from sync.central.storage.migrate import upgrade
from tests.postgres import KEPT, NO_POSTGRES, PostgresServer, running_postgres, wiping
from tests.sync.central.prepared import content_of, lay_tables
from tests.sync.central.ticking import TickingClock

CHEAP = ScryptCost(n=16, r=1, p=1)

BACKENDS = ("sqlite",) if os.environ.get(NO_POSTGRES) else ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database with all tables, which one test after the other uses."""
    with postgres_server.fresh_database() as url:
        opened = open_database(url)
        upgrade(opened)
        opened.close()
        yield url


@pytest.fixture(scope="session")
def wipe_postgres(postgres_url: str) -> Iterator[Callable[[], None]]:
    with wiping(postgres_url) as wipe:
        yield wipe


@pytest.fixture(scope="session")
def kept_postgres(postgres_url: str) -> Iterator[Database]:
    """The same database, opened once: connections and the SQL of each statement stay from test to test."""
    opened = open_database(f"{postgres_url}&application_name={KEPT}")
    yield opened
    opened.close()


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and nothing in them."""
    if request.param == "sqlite":
        lay_tables(tmp_path / "central.db")
        yield f"sqlite:///{tmp_path / 'central.db'}"
        return
    url: str = request.getfixturevalue("postgres_url")
    wipe: Callable[[], None] = request.getfixturevalue("wipe_postgres")
    yield url
    wipe()


@pytest.fixture
def quick_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what opens a central itself: a guess costs little, and texts and forms are read once."""
    monkeypatch.setattr(Passwords.__init__, "__defaults__", (CHEAP,))
    monkeypatch.setattr(open_services, "__defaults__", (secrets.randbits, content_of, open_database))


@pytest.fixture
def database(request: pytest.FixtureRequest, database_url: str) -> Iterator[Database]:
    """A database with all tables."""
    if database_url.startswith("postgresql"):
        yield request.getfixturevalue("kept_postgres")
        return
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> CentralConfig:
    """A central of the demo town, with a database and keys of its own."""
    return CentralConfig(state_dir=tmp_path / "state", database_url=database_url)


@pytest.fixture
def services(config: CentralConfig, clock: TickingClock, database: Database) -> Services:
    """The services of that central, without a web server, and with passwords that are cheap to check."""
    opened = open_services(config, clock, read=content_of, open_at=lambda _: database)
    return replace(opened, passwords=Passwords(secrets.randbits, CHEAP))


@contextmanager
def serving(config: CentralConfig, clock: TickingClock) -> Iterator[TestClient]:
    """Somebody before a central of these settings, with passwords that are cheap to check."""
    app = build_app(config, clock, read=content_of)
    with TestClient(app, base_url=config.address) as client:
        app.state.services = replace(app.state.services, passwords=Passwords(secrets.randbits, CHEAP))
        yield client


@pytest.fixture
def client(config: CentralConfig, clock: TickingClock) -> Iterator[TestClient]:
    """A browser, or a terminal, before that central."""
    with serving(config, clock) as client:
        yield client
