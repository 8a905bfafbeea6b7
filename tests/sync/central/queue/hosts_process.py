"""Several hosts of one web process, who call and help until nobody waits; run as a program of its own."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from sync.central.queue.calling import call_next, done
from sync.central.queue.desk import Result
from sync.central.queue.steps import open_call
from sync.central.storage.database import Database, open_database
from tests.sync.central.queue.scenes import many_counters

_IDLE_TURNS = 3


def host(database: Database, counter: int) -> list[str]:
    """Call and help until nobody has been waiting for a while; the ids of who was helped."""
    desk = many_counters(counter + 1)[counter]
    helped: list[str] = []
    idle = 0
    while idle < _IDLE_TURNS:
        with database.write() as connection:
            result = call_next(connection, desk)
            ticket = open_call(connection, desk)
        idle = 0 if result is Result.OK else idle + 1
        if ticket is None:
            continue
        with database.write() as connection:
            if done(connection, desk, ticket.id) is Result.OK:
                helped.append(str(ticket.id))
    return helped


def main(url: str, first: int, hosts: int) -> None:
    """Wait for a word on standard input, so that all processes begin together; tell who was helped."""
    database = open_database(url)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(hosts) as pool:
        helped = [
            ticket
            for found in pool.map(lambda one: host(database, one), range(first, first + hosts))
            for ticket in found
        ]
    database.close()
    sys.stdout.write(json.dumps(helped) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
