from collections.abc import Iterator

import pytest

from tests.sync.terminal.scripted import ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that answers as the test says."""
    with ScriptedServer().running() as running:
        yield running
