from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.central import Central, running_central
from tests.journeys.house import House, running_house

_numbers = count(1)


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """A central of the demo town, shared: every test brings a terminal of its own."""
    with running_central(tmp_path_factory.mktemp("central")) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, central: Central) -> Iterator[House]:
    """A terminal of its own at the shared central."""
    with running_house(tmp_path, central, f"nuth-{next(_numbers)}") as running:
        yield running


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A terminal whose central the test may stop."""
    with running_central(tmp_path / "central") as central, running_house(tmp_path, central) as running:
        yield running
