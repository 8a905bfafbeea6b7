import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import NO_POSTGRES

_SCRIPT = """
import sys, time
from tests.postgres import running_postgres
with running_postgres() as server:
    print(server.folder, flush=True)
    if sys.argv[1] == "hang":
        time.sleep(600)
"""


def runs(process: int) -> bool:
    """Where nobody buries the dead (process 1 of a container), one remains as a name without a body."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(bool(os.environ.get(NO_POSTGRES)), reason="there is to be no PostgreSQL")
@pytest.mark.parametrize("ending", ["normal", "hang"])
def test_the_server_does_not_outlive_the_tests_even_when_they_are_killed(ending: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _SCRIPT, ending], stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        folder = Path(tests.stdout.readline().strip())
        running = int((folder / "data" / "postmaster.pid").read_text().split()[0]) if ending == "hang" else None
        if running:
            tests.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
    assert running is None or not runs(running)
