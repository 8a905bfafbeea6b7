from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.central import Central, running_central
from tests.journeys.house import LOCATION, House, running_house

_numbers = count(1)
_FIRST_CONTACT_AT_MOST_S = 60.0


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """A central of the demo town, shared: every test brings a terminal of its own.

    Each terminal is lent numbers to give out, and a day has only so many: enough for the terminals of one file.
    """
    with running_central(tmp_path_factory.mktemp("central")) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, central: Central) -> Iterator[House]:
    """A terminal of its own at the shared central, which has lent it what every terminal gets at its first contact.

    Lending may take the very time that a visitor is about to choose; that is told as "somebody was first".
    """
    with running_house(tmp_path, central, f"nuth-{next(_numbers)}") as running:
        services = running.stage.terminal.services
        services.wake_sync()
        running.until(lambda: services.leases.numbers_left(LOCATION, "vragen") > 0, _FIRST_CONTACT_AT_MOST_S)
        yield running


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A terminal whose central the test may stop."""
    with running_central(tmp_path / "central") as central, running_house(tmp_path, central) as running:
        yield running
