"""What tests of the print desk stand in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.print_room import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.close()
