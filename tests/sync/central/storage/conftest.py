"""Here the tables themselves are tested: every test has a database that nobody has touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.storage.database import Database, open_database
from sync.central.storage.migrate import upgrade
from tests.postgres import PostgresServer
from tests.sync.central.conftest import BACKENDS


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'central.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with all tables."""
    opened = open_database(database_url)
    upgrade(opened)
    yield opened
    opened.close()
