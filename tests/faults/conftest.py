from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.central import Central, running_central
from tests.faults.proxy import FaultProxy


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """A real central of the demo town, shared: every test brings a terminal of its own and looks at that one's rows."""
    with running_central(tmp_path_factory.mktemp("central")) as running:
        yield running


@pytest.fixture
def own_central(tmp_path: Path) -> Iterator[Central]:
    """A central that a test may stop and damage."""
    with running_central(tmp_path / "central") as running:
        yield running


@pytest.fixture
def proxy(central: Central) -> Iterator[FaultProxy]:
    """What stands between the terminal and the shared central."""
    with FaultProxy(central.port).running() as running:
        yield running
