from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert

from assets.town import Town
from sync.central.agenda.changing import move
from sync.central.agenda.port import Wanted
from sync.central.agenda.room import free_slots
from sync.central.agenda.tables import CELLS
from sync.central.leases.tables import SLOT_LEASES, LeaseState
from sync.central.storage.database import Database
from sync.protocol.messages import BookingStatus
from tests.sync.central.agenda.scenes import NOW, TUESDAY_NINE, ask, booking, code, taken
from tests.sync.central.demo_town import TOWN

SCHINNEN = Wanted("paspoort", "servicepunt-schinnen", 15)
THERE: dict[str, Any] = {"location": "servicepunt-schinnen"}
ELEVEN = TUESDAY_NINE + timedelta(hours=2)


def lend(connection: Connection) -> None:
    """Lend the one official of Schinnen at nine to a terminal."""
    lease = UUID(int=99, version=4)
    row = {"id": lease, "terminal": "t9", "incarnation": 1, "location": "servicepunt-schinnen", "minutes": 15}
    more = {"start_at": TUESDAY_NINE, "state": LeaseState.LENT, "request": UUID(int=98), "lent_at": NOW}
    connection.execute(insert(SLOT_LEASES).values(row | more))
    cell = {"location": "servicepunt-schinnen", "lane": 0, "starts_at": TUESDAY_NINE, "lease": lease}
    connection.execute(insert(CELLS).values(cell))


@pytest.mark.parametrize("moving", [None, booking(1).id])
def test_a_place_is_taken_whoever_holds_it(database: Database, moving: UUID | None) -> None:
    with database.write() as connection:
        lend(connection)
        ask(connection, booking(1, ELEVEN, **THERE))
        wanted = Wanted(SCHINNEN.product, SCHINNEN.location, SCHINNEN.minutes, moving=moving)
        free = {start for day in free_slots(connection, TOWN, wanted, NOW).days for start in day.starts}
        assert TUESDAY_NINE not in free
        assert (ELEVEN in free) is (moving is not None)
        assert ask(connection, booking(2, **THERE)).status is BookingStatus.TAKEN
        answer = move(connection, TOWN, code(1), TUESDAY_NINE, None, NOW)
        assert answer is not None
        assert answer.status == "taken"


def test_with_fewer_officials_than_before_nobody_has_to_be_in_two_places(database: Database) -> None:
    """Two were booked at nine, by the second and third of three; one of three is left."""
    plain = TOWN.location("servicepunt-schinnen")
    three, one = (
        Town.model_copy(TOWN, update={"locations": (plain.model_copy(update={"appointments_at_once": number}),)})
        for number in (3, 1)
    )
    with database.write() as connection:
        for seed in range(3):
            assert ask(connection, booking(seed, **THERE), town=three).status is BookingStatus.CONFIRMED
        answer = move(connection, three, code(0), ELEVEN, None, NOW)
        assert answer is not None
        assert taken(connection) == [(0, "11:00"), (1, "09:00"), (2, "09:00")]
        assert ask(connection, booking(3, **THERE), town=one).status is BookingStatus.TAKEN
        free = [start for day in free_slots(connection, one, SCHINNEN, NOW).days for start in day.starts]
        assert TUESDAY_NINE not in free
        assert TUESDAY_NINE + timedelta(minutes=15) in free
