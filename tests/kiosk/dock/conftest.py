from pathlib import Path

import pytest

from tests.kiosk.dock.devices import Devices


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    return Devices(tmp_path)
