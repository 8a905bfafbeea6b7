"""What the checks of the simulation look at, on paper and at the central, is the same stretch of time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from tests.simulation.papers import AppointmentPaper
from tests.simulation.properties import check_slots
from tests.simulation.violations import Violation
from tests.simulation.world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World(seed=1)
    yield world
    world.close()


def promise_twice(world: World, start: datetime, *, clash: bool) -> None:
    """Two papers for one place, with a reason for it; the central has both, and knows one of them as a `clash`."""
    now = world.clock.now()
    for number in (1, 2):
        paper = AppointmentPaper(
            UUID(int=number), f"BCDFG{number}", "punt", start, start, 15, now, f"punt-{number}", lent=True
        )
        world.witness.sees_appointment(paper)
        row = {"id": paper.promise, "terminal": paper.terminal, "location": "punt", "start_at": start, "minutes": 15}
        row |= {"reference": paper.reference, "status": KeptStatus.CONFIRMED, "reason": "", "received_at": now}
        with world.central.services.database.write() as connection:
            connection.execute(insert(BOOKINGS), row | {"clash": clash and number == 1})
    world.view.excuses.add("punt", start, 15)


@pytest.mark.parametrize("age", [timedelta(hours=9), timedelta(hours=26)])
def test_a_clash_that_hosts_were_told_of_is_none_however_long_ago(world: World, age: timedelta) -> None:
    """Found by seed 1 of a million events: a day later, the paper was still counted and the clash no more."""
    promise_twice(world, world.clock.now() - age, clash=True)
    with world.central.services.database.read() as connection:
        check_slots(world.view, connection)


def test_a_place_that_two_were_promised_is_noticed_for_a_day(world: World) -> None:
    promise_twice(world, world.clock.now() - timedelta(hours=9), clash=False)
    world.view.excuses.forget_before(world.clock.now())
    with world.central.services.database.read() as connection, pytest.raises(Violation, match="2 at punt"):
        check_slots(world.view, connection)
