"""A town with Signalen, and one with Open311, each on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.storage.database import Database
from tests.sync.central.delivery.scenes import Scene, scene


@pytest.fixture
def signalen(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene("signalen", database, tmp_path) as made:
        yield made


@pytest.fixture
def open311(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene("open311", database, tmp_path) as made:
        yield made
