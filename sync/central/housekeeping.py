"""What the central does with records by itself, now and then: reading what is not read yet, emptying what is over.

All of it may be done twice, and by several processes at once; one transaction for every few hundred records.
"""

from sqlalchemy import update

from sync.central.delivery.tables import DELIVERIES
from sync.central.records.reading import Reader, read_left_over, try_unopened_again
from sync.central.records.retention import empty_what_is_over
from sync.central.services import Services


def read_all(services: Services) -> None:
    """Read the records that came in before this version of the reader, or whose key was not here."""
    reader = Reader(services.keys, services.content.forms, services.town)
    with services.database.write() as connection:
        try_unopened_again(connection)
    while True:
        with services.database.write() as connection:
            if not read_left_over(connection, reader):
                return


def empty_all(services: Services) -> int:
    """Empty the records whose time is over, and what other systems said of them; how many there were."""
    emptied = 0
    while True:
        with services.database.write() as connection:
            over = empty_what_is_over(connection, services.content.forms, services.clock.now())
            said = DELIVERIES.c.record.in_(over)
            connection.execute(update(DELIVERIES).where(said).values(told_words="", reason="", field=""))
        emptied += len(over)
        if not over:
            return emptied
