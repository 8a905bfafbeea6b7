"""One of several processes that book, move, cancel and check in at the same few places, as fast as they can.

Run as `python -m tests.sync.central.agenda.crowd DATABASE_URL SEED STEPS`; prints how often each answer was given.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from random import Random

from sqlalchemy import Connection, select

from sync.central.agenda.changing import arrive, cancel, move, wanted_of
from sync.central.agenda.rules import cells_of
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.storage.database import Database, open_database
from tests.sync.central.agenda.scenes import NOW, TUESDAY_NINE, ask, booking, code
from tests.sync.central.demo_town import TOWN

BOOKINGS_EACH = 12


def jostle(database: Database, seed: int, steps: int) -> Mapping[str, int]:
    """Do `steps` things at random; the appointments of all who run are everybody's."""
    random = Random(seed)
    said: Counter[str] = Counter()
    for _ in range(steps):
        with database.write() as connection:
            said[_one_step(connection, random)] += 1
    return said


def _one_step(connection: Connection, random: Random) -> str:
    which = random.randrange(BOOKINGS_EACH)
    start = TUESDAY_NINE + timedelta(minutes=15) * random.randrange(6)
    what = random.choices(["book", "move", "cancel", "arrive"], [4, 10, 2, 1])[0]
    if what == "book":
        answer = ask(connection, booking(which, start=TUESDAY_NINE + timedelta(minutes=15) * (which % 6), minutes=30))
        return f"book {answer.status}"
    if what == "arrive":
        return f"arrive {arrive(connection, booking(which).id, NOW)}"
    if what == "cancel":
        cancelled = cancel(connection, TOWN, code(which), NOW)
        return f"cancel {cancelled and cancelled.status}"
    moved = move(connection, TOWN, code(which), start, None, NOW)
    return f"move {moved and moved.status}"


def wrong(database: Database) -> list[str]:
    """What is wrong in the agenda: every standing appointment has its cells with one official, nobody else has any."""
    with database.read() as connection:
        rows = {row.id: row for row in connection.execute(select(BOOKINGS))}
        held: dict[object, set[tuple[int, object]]] = {one: set() for one in rows}
        for cell in connection.execute(select(CELLS)):
            held[cell.booking].add((cell.lane, cell.starts_at))
    found = []
    for one, row in rows.items():
        due = set(cells_of(TOWN, wanted_of(row), row.start_at)) if row.status == "confirmed" else set()
        if {cell for _, cell in held[one]} != due or len({lane for lane, _ in held[one]}) > 1:
            found.append(f"{row.reference} {row.status} {row.start_at}: {sorted(map(str, held[one]))}")
    return found


if __name__ == "__main__":
    opened = open_database(sys.argv[1])
    print(json.dumps(jostle(opened, int(sys.argv[2]), int(sys.argv[3]))))
    opened.close()
