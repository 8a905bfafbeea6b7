"""What the checks of the simulation look at, on paper and at the central, is the same stretch of time."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from tests.simulation.papers import AppointmentPaper
from tests.simulation.properties import check_promises, check_slots
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


@pytest.mark.parametrize("known", [True, False])
def test_one_that_was_cancelled_is_looked_up_whatever_time_the_central_has_for_it(world: World, known: bool) -> None:
    """Found by seed 2 of 200,000 events: a restore forgot that it was moved to another day, before it was cancelled."""
    now = world.clock.now()
    start, moved_to = now - timedelta(hours=26), now - timedelta(hours=20)
    paper = AppointmentPaper(UUID(int=1), "BCDFG1", "punt", moved_to, start, 15, now, "hal-1", lent=False)
    paper.cancelled = True
    world.witness.sees_appointment(paper)
    row = {"id": paper.promise, "terminal": "hal-1", "location": "punt", "start_at": start, "minutes": 15}
    row |= {"reference": "BCDFG1", "status": KeptStatus.CANCELLED, "reason": "", "received_at": now}
    with world.central.services.database.write() as connection:
        if known:
            connection.execute(insert(BOOKINGS), row)
        found = nullcontext() if known else pytest.raises(Violation, match="not known")
        with found:
            check_promises(world.view, connection)
