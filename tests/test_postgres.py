import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
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
    # Where nobody buries the dead (process 1 of a container), one remains as a name without a body.
    assert running is None or not psutil.pid_exists(running) or psutil.Process(running).status() == psutil.STATUS_ZOMBIE
