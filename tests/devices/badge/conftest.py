import os
from collections.abc import Iterator

import pytest

from tests.devices.badge.virtual import SOCKET, Pcscd

os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)


@pytest.fixture(scope="session")
def session_pcscd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pcscd]:
    """Not started yet."""
    pcscd = Pcscd(tmp_path_factory.mktemp("pcscd"))
    yield pcscd
    pcscd.kill()
