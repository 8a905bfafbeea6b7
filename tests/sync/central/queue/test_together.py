"""Several web processes with several hosts each, on one database: nobody is called twice and nobody is skipped."""

import json
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import select

from sync.central.queue.tables import CALLS, TICKETS
from sync.central.storage.database import Database
from tests.sync.central.queue.scenes import NOW, request, take

PROCESSES = 3
HOSTS_EACH = 4
VISITORS = 90


def test_hosts_in_several_processes_share_one_line(database: Database, database_url: str) -> None:
    asked = [request(index, ("burgerzaken", "afhalen", "vragen")[index % 3]) for index in range(VISITORS)]
    with database.write() as connection:
        for index, one in enumerate(asked):
            take(connection, one, NOW - timedelta(minutes=10) + timedelta(seconds=index))
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.sync.central.queue.hosts_process", database_url, str(first), str(HOSTS_EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(0, PROCESSES * HOSTS_EACH, HOSTS_EACH)
    ]
    try:
        for program in programs:
            assert program.stdout
            assert program.stdout.readline() == "ready\n"
        helped = [ticket for program in programs for ticket in json.loads(program.communicate("go\n", timeout=120)[0])]
    finally:
        for program in programs:
            program.kill()
            program.wait()
    assert sorted(helped) == sorted(str(one.id) for one in asked)
    with database.read() as connection:
        called = list(
            connection.execute(select(CALLS.c.ticket).where(CALLS.c.action == "call").order_by(CALLS.c.id)).scalars()
        )
        states = set(connection.execute(select(TICKETS.c.state)).scalars())
    assert sorted(called) == sorted(one.id for one in asked)
    assert states == {"done"}
    # Those who are called at the same instant may be noted in either order, but nobody is overtaken by more than that.
    place = {one.id: index for index, one in enumerate(asked)}
    assert max(abs(place[ticket] - index) for index, ticket in enumerate(called)) < PROCESSES * HOSTS_EACH
