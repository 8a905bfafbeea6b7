"""Since when a visitor with a printed number is in line, whatever the clock of the terminal said when it printed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from sync.central.api.queue import checkins, numbers
from sync.central.leases.tables import NUMBER_LEASES
from sync.central.queue.calling import call_next
from sync.central.queue.rules import TicketState
from sync.central.queue.tables import TICKETS
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.protocol.appointments import CheckIn
from sync.protocol.messages import NumberRequest
from tests.sync.central.leases.scenes import HOME, End, join, rows, ticket
from tests.sync.central.queue.scenes import desk
from tests.sync.central.sending import Item
from tests.sync.central.ticking import START, TickingClock

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def end(services: Services, clock: TickingClock) -> End:
    joined = join(services, clock)
    joined.ask()
    return joined


def burgerzaken(end: End) -> Any:
    return next(lease for lease in end.numbers if lease.service == "burgerzaken")


def before_power_cut(item: Item, made_at: datetime) -> Item:
    """Made in an earlier run of the terminal, of which nothing but its wall clock is known."""
    return item | {"made_at": made_at.isoformat(), "boot_id": "boot-0"}


SAID: dict[str, tuple[datetime, timedelta]] = {
    "as it was": (START + timedelta(minutes=20), timedelta(minutes=20)),
    "long ago": (LONG_AGO, timedelta(minutes=40)),
    "before the numbers were lent": (START - timedelta(hours=2), timedelta(minutes=40)),
    "yesterday": (START - timedelta(hours=26), timedelta(minutes=40)),
    "tomorrow": (START + timedelta(hours=30), timedelta(minutes=40)),
}


@pytest.mark.parametrize(("said", "since"), SAID.values(), ids=SAID.keys())
def test_a_lent_number_is_in_todays_line_whatever_the_clock_said(
    services: Services, clock: TickingClock, end: End, said: datetime, since: timedelta
) -> None:
    item = before_power_cut(end.number(burgerzaken(end), 501, day=said.date()), said)
    clock.tick(minutes=40)
    assert end.hand_in(item) == ["created"]
    kept = ticket(services, item)
    assert (kept.day, kept.taken_at) == (TODAY, START + since)
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
    assert ticket(services, item).state == TicketState.CALLED


def test_a_lent_number_that_the_clock_puts_after_its_lending_stays_with_its_day(
    services: Services, clock: TickingClock, end: End
) -> None:
    item = before_power_cut(end.number(burgerzaken(end), 501), START + timedelta(minutes=1))
    clock.tick(days=1)
    end.hand_in(item)
    assert ticket(services, item).day == TODAY


HEARD: dict[str, tuple[list[Item], date, timedelta]] = {
    "never": ([], YESTERDAY, timedelta(hours=-30)),
    "before it was printed": ([{"boot_id": "boot-0", "monotonic_s": 100.0}], TODAY, timedelta(minutes=20)),
    "after it was printed": ([{"boot_id": "boot-0", "monotonic_s": 2500.0}], TODAY, timedelta(minutes=-20)),
    "in an earlier run only": ([{"boot_id": "boot-x", "monotonic_s": 100.0}], TODAY, timedelta(0)),
}


@pytest.mark.parametrize(("heard", "day", "since"), HEARD.values(), ids=HEARD.keys())
def test_what_the_terminal_heard_of_the_time_counts_for_more_than_its_clock(
    services: Services, clock: TickingClock, end: End, heard: list[Item], day: date, since: timedelta
) -> None:
    """Found by seed 1 of a million events: 30 hours ahead as it printed, and 60 as it sent, after another start."""
    with services.database.write() as connection:
        connection.execute(update(NUMBER_LEASES).values(lent_at=START - timedelta(days=3)))
    item = before_power_cut(end.number(burgerzaken(end), 501), START + timedelta(hours=30)) | {
        "made_monotonic_s": 1300.0
    }
    clock.tick(hours=1)
    known = [{"at": START.isoformat(), "incarnation": 1, "seq": 0} | one for one in heard]
    end.hand_in(item, sent_at=(clock.now() + timedelta(hours=60)).isoformat(), heard=known)
    kept = ticket(services, item)
    assert (kept.day, kept.taken_at) == (day, START + since)


@pytest.mark.parametrize("said", [LONG_AGO, START - timedelta(days=1)])
def test_a_number_of_a_block_that_a_restore_forgot_was_taken_after_what_it_remembers(
    services: Services, clock: TickingClock, end: End, said: datetime
) -> None:
    block = burgerzaken(end)
    item = before_power_cut(end.number(block, 501), said)
    with services.database.write() as connection:
        connection.execute(delete(NUMBER_LEASES).where(NUMBER_LEASES.c.id == block.id))
    end.hand_in(item)
    assert (ticket(services, item).day, ticket(services, item).taken_at) == (TODAY, START)


GIVEN: dict[str, tuple[datetime, date, date, datetime]] = {
    "today": (START + timedelta(minutes=5), TODAY, TODAY, START + timedelta(minutes=5)),
    "today, by a clock of long ago": (LONG_AGO, TODAY, TODAY, START + timedelta(minutes=40)),
    "yesterday, and the clock says today": (START, YESTERDAY, YESTERDAY, START + timedelta(minutes=40)),
    "on a day that is not yet": (START, date(2026, 12, 24), TODAY, START),
}


@pytest.mark.parametrize(("said", "printed", "day", "taken_at"), GIVEN.values(), ids=GIVEN.keys())
def test_a_number_that_the_central_forgot_is_of_the_day_that_the_central_said(
    services: Services, clock: TickingClock, end: End, said: datetime, printed: date, day: date, taken_at: datetime
) -> None:
    item = before_power_cut(end.number(None, 7, day=printed), said)
    clock.tick(minutes=40)
    end.hand_in(item)
    kept = ticket(services, item)
    assert (kept.code, kept.day, kept.taken_at) == ("A007", day, taken_at)


def test_who_was_told_already_but_heard_nothing_is_in_line_once(
    services: Services, clock: TickingClock, end: End
) -> None:
    """The answer with the number of the first check-in got lost, and the terminal gave one of its own."""
    visit = end.promise(None, start=START + timedelta(hours=1))
    end.hand_in(visit)
    asked = CheckIn(id=UUID(int=1, version=4), location=HOME, reference="K7P4XQ")
    first = checkins(services, end.terminal, asked)
    clock.tick(minutes=5)
    again = end.number(burgerzaken(end), 501, appointment="K7P4XQ")
    lost = checkins(services, end.terminal, asked.model_copy(update={"id": UUID(again["id"])}))
    assert (lost.status, lost.code) == ("already", first.code)
    end.hand_in(again)
    waiting = [row for row in rows(services, TICKETS) if row.state == TicketState.WAITING]
    assert [(row.code, row.way, row.taken_at) for row in waiting] == [("A501", "appointment", START)]


def test_who_is_at_the_counter_already_is_not_taken_away(services: Services, clock: TickingClock, end: End) -> None:
    end.hand_in(end.promise(None, start=START))
    first = checkins(services, end.terminal, CheckIn(id=UUID(int=1, version=4), location=HOME, reference="K7P4XQ"))
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
    again = end.number(burgerzaken(end), 501, appointment="K7P4XQ")
    end.hand_in(again)
    states = {row.code: (row.state, row.way) for row in rows(services, TICKETS)}
    assert states == {first.code: (TicketState.CALLED, "appointment"), "A501": (TicketState.WAITING, "walk_in")}


@pytest.mark.parametrize(
    ("number", "changes", "kept"),
    [(501, {}, True), (511, {}, False), (501, {"lease": None}, False), (7, {"lease": None}, False)],
    ids=["lent to it there", "beyond its block", "not lent", "never given"],
)
def test_a_terminal_that_was_taken_elsewhere_still_hands_in_what_it_gave_out_before(
    services: Services, clock: TickingClock, end: End, number: int, changes: dict[str, Any], kept: bool
) -> None:
    item = end.number(burgerzaken(end), number, **changes)
    moved = join(services, clock, location="servicepunt-schinnen")
    moved.hand_in(item)
    assert (ticket(services, item) is not None) is kept


def test_what_the_central_gave_before_the_terminal_was_taken_elsewhere_is_kept(
    services: Services, clock: TickingClock, end: End
) -> None:
    item = end.number(None, 1)
    numbers(services, end.terminal, NumberRequest(id=UUID(item["id"]), location=HOME, service="burgerzaken"))
    moved = join(services, clock, location="servicepunt-schinnen")
    moved.hand_in(item)
    assert [row.deleted_at is not None for row in rows(services, RECORDS)] == [True]
