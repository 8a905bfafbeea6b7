"""A central restored from backup: it asks before it gives out, and learns everything again from its terminals."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from sync.central.agenda.port import Wanted
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.api.agenda import appointments
from sync.central.api.queue import numbers
from sync.central.fleet.restoring import awaited, frozen_since
from sync.central.fleet.tables import LEASE_REPORTS
from sync.central.leases.reporting import give_back
from sync.central.leases.restoring import restored
from sync.central.leases.revoking import clashes, revoke_terminal
from sync.central.leases.tables import APPOINTMENT_CHANGES, LENT_CURSORS, NUMBER_LEASES, SLOT_LEASES
from sync.central.queue.tables import CURSORS, TICKETS
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.protocol.leases import NumberLease, SlotLease
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus, NumberRequest
from tests.sync.central.leases.scenes import HOME, End, blocks, booking, cells, join, lent, rows, ticket
from tests.sync.central.ticking import START, TickingClock

TOMORROW = START + timedelta(days=1)
_TABLES = (
    CELLS,
    BOOKINGS,
    APPOINTMENT_CHANGES,
    SLOT_LEASES,
    NUMBER_LEASES,
    LENT_CURSORS,
    LEASE_REPORTS,
    TICKETS,
    CURSORS,
    RECORDS,
)


class Backup:
    """What was in the tables at a moment, and putting it back."""

    def __init__(self, services: Services, checked: bool = True) -> None:
        self._services = services
        self.checked = checked
        self._kept = {table: [dict(row._mapping) for row in rows(services, table)] for table in _TABLES}

    def restore(self, clock: TickingClock) -> None:
        with self._services.database.write() as connection:
            for table in _TABLES:
                connection.execute(delete(table))
            for table in (SLOT_LEASES, BOOKINGS, *_TABLES):
                kept = self._kept.pop(table, [])
                if kept:
                    connection.execute(table.insert(), kept)
            restored(connection, self._services.town, self._services.random_bits, clock.now(), checked=self.checked)


def book(end: End, number: int, start: Any = TOMORROW) -> BookingAnswer:
    request = Booking(
        id=UUID(int=number, version=4),
        product="paspoort",
        location=HOME,
        start=start,
        minutes=30,
        reference="K7P4XQ",
        key_id="key",
        sealed=b"sealed",
    )
    return appointments(end.services, end.terminal, request)


def free_days(services: Services) -> int:
    return len(services.agenda.slots(Wanted("paspoort", HOME, 15), services.clock.now()).days)


def waited_for(services: Services) -> list[str]:
    with services.database.read() as connection:
        return [one.terminal for one in awaited(connection)]


def is_frozen(services: Services) -> bool:
    with services.database.read() as connection:
        return frozen_since(connection) is not None


@pytest.fixture
def ends(services: Services, clock: TickingClock) -> tuple[End, End]:
    first, second = (join(services, clock, name, seed=seed) for seed, name in enumerate(("hal-1", "hal-2")))
    return first, second


def test_nothing_is_given_out_until_everybody_has_told(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    first.ask()
    Backup(services).restore(clock)
    assert waited_for(services) == ["hal-1", "hal-2"]
    assert free_days(services) == 0
    refused = book(first, 1)
    assert (refused.status, refused.reason) == (BookingStatus.REFUSED, "restoring")
    answer = first.ask()
    assert (answer.slots, answer.numbers, waited_for(services)) == ((), (), ["hal-2"])
    assert second.ask(complete=False).slots == ()
    assert is_frozen(services)
    # The last one to tell thaws it, and gets its own at once.
    assert len(second.ask().slots) == 4
    assert not is_frozen(services)
    assert free_days(services) > 10
    # What was refused stays refused: the visitor was told so.
    assert book(first, 1).reason == "restoring"
    assert book(first, 2).status is BookingStatus.CONFIRMED


def test_what_was_lent_after_the_backup_is_lent_again(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    backup = Backup(services)
    first.ask()
    before, ranges = cells(services), blocks(services)
    backup.restore(clock)
    assert (cells(services), lent(services)) == ([], {})
    first.ask(complete=False)
    assert (cells(services), blocks(services)) == (before, ranges)
    first.ask()
    second.ask()
    assert not {lease.id for lease in first.slots} & {lease.id for lease in second.slots}
    assert {lease.first for lease in first.numbers}.isdisjoint(lease.first for lease in second.numbers)
    assert set(before) <= set(cells(services))


def test_what_was_promised_after_the_backup_is_promised_again(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    first.ask()
    backup = Backup(services)
    second.ask()
    block = second.numbers[0]
    offline = second.promise(second.slots[0])
    online = second.promise(None, start=TOMORROW)
    number = second.number(block, 511, service=block.service)
    second.hand_in(offline, online, number)
    backup.restore(clock)
    assert second.hand_in(offline, online, number) == ["created"] * 3
    first.ask()
    second.ask()
    assert not is_frozen(services)
    assert [booking(services, item).clash for item in (offline, online)] == [False, False]
    assert ticket(services, number).number == 511
    taken = [(cell, holder) for cell, holder in cells(services) if holder == "booking"]
    assert len(taken) == 4


def test_what_came_back_after_the_backup_is_free(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    """The backup says that the first one holds it; it gave it back since, and the second one has it now."""
    first, second = ends
    first.ask()
    backup = Backup(services)
    back = tuple(lease.id for lease in first.slots)
    first.slots = []
    with services.database.write() as connection:
        give_back(connection, first.terminal, back, clock.now())
    second.ask()
    promised = second.promise(second.slots[0])
    held = {lease.id for lease in second.slots}
    backup.restore(clock)
    # The second one tells first, and finds the places taken by what is out of date.
    second.hand_in(promised)
    answer = second.ask()
    assert answer.void == ()
    first.ask()
    assert not is_frozen(services)
    assert booking(services, promised).clash is False
    assert held <= set(lent(services))
    assert second.ask().void == ()
    assert len([holder for _, holder in cells(services) if holder == "lease"]) == 2 * 8


def test_a_lease_that_is_used_up_comes_back_as_an_appointment_and_not_as_free(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    first.ask()
    backup = Backup(services)
    item = first.promise(first.slots[0])
    first.hand_in(item)
    backup.restore(clock)
    # It has told of it again before it tells that it holds it no more.
    first.hand_in(item)
    first.ask()
    second.ask()
    assert booking(services, item).clash is False
    assert list(lent(services).values()).count("used") == 1


def test_who_is_not_waited_for_is_revoked_and_what_it_had_is_free(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    second.ask()
    Backup(services).restore(clock)
    first.ask()
    with services.database.write() as connection:
        held = revoke_terminal(connection, services.town, "hal-2", clock.now())
    assert held is not None
    assert len(held.places) == 4
    assert (is_frozen(services), waited_for(services)) == (False, [])
    assert set(lent(services).values()) == {"void"}


def test_a_terminal_that_joins_meanwhile_is_waited_for_too(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    Backup(services).restore(clock)
    third = join(services, clock, "hal-3", seed=3)
    for end in ends:
        end.ask()
    assert waited_for(services) == ["hal-3"]
    third.ask()
    assert not is_frozen(services)


def test_only_the_first_telling_may_bring_leases_that_nobody_knows(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    first, second = ends
    backup = Backup(services)
    first.ask()
    late = first.slots.pop()
    backup.restore(clock)
    first.ask()
    answer = first.ask(slots=(*first.slots, late))
    assert answer.void == (late.id,)
    assert is_frozen(services)
    second.ask()


@pytest.mark.parametrize(
    "changes",
    [
        {"first": 1, "last": 99_999, "next": 1},
        {"first": 999, "last": 501, "next": 501},
        {"first": 501, "last": 510, "next": 512},
        {"location": "elders"},
        {"service": "elders"},
    ],
    ids=["every number", "backwards", "beyond its end", "nowhere", "for nothing"],
)
def test_a_block_that_no_central_lends_is_nobodys(
    services: Services, clock: TickingClock, ends: tuple[End, End], changes: dict[str, Any]
) -> None:
    first, second = ends
    backup = Backup(services)
    backup.restore(clock)
    plain = {"id": UUID(int=7, version=4), "location": HOME, "service": "burgerzaken"}
    odd = NumberLease.model_validate(plain | {"first": 501, "last": 510, "next": 501} | changes)
    assert first.ask(numbers=(odd,)).void == (odd.id,)
    assert "burgerzaken" in {block.service for block in second.ask().numbers}


@pytest.mark.parametrize("changes", [{"start": START + timedelta(days=400)}, {"location": "elders"}])
def test_a_place_that_no_central_lends_is_nobodys(
    services: Services, clock: TickingClock, ends: tuple[End, End], changes: dict[str, Any]
) -> None:
    backup = Backup(services)
    backup.restore(clock)
    plain = {"id": UUID(int=7, version=4), "location": HOME, "start": TOMORROW, "minutes": 30}
    odd = SlotLease.model_validate(plain | changes)
    assert ends[0].ask(slots=(odd,)).void == (odd.id,)


def test_numbers_leave_a_gap_on_both_sides(services: Services, clock: TickingClock, ends: tuple[End, End]) -> None:
    first, second = ends
    asked = NumberRequest(id=UUID(int=1, version=4), location=HOME, service="burgerzaken")
    numbers(services, first.terminal, asked)
    backup = Backup(services)
    first.ask()
    backup.restore(clock)
    # The first one is never heard of again; what it was lent is not lent to anybody else.
    with services.database.write() as connection:
        revoke_terminal(connection, services.town, "hal-1", clock.now())
    second.ask()
    assert min(lease.first for lease in second.numbers) == 601
    again = asked.model_copy(update={"id": UUID(int=2, version=4)})
    assert numbers(services, second.terminal, again).code == "A102"


def test_a_central_without_terminals_waits_for_nobody(services: Services, clock: TickingClock) -> None:
    Backup(services).restore(clock)
    assert not is_frozen(services)


def test_a_promise_that_somebody_else_has_got_the_place_of_is_told(
    services: Services, clock: TickingClock, ends: tuple[End, End]
) -> None:
    """Given up, and yet it comes back: its paper counts, and a person has to sort it out."""
    first, second = ends
    first.ask()
    lease = first.slots[0]
    item = first.promise(lease)
    with services.database.write() as connection:
        revoke_terminal(connection, services.town, "hal-1", clock.now())
    for number in (1, 2):
        assert book(second, number, lease.start).status is (
            BookingStatus.CONFIRMED if number == 1 else BookingStatus.REFUSED
        )
    other = Booking(
        id=UUID(int=3, version=4),
        product="paspoort",
        location=HOME,
        start=lease.start,
        minutes=30,
        reference="P4XQK7",
        key_id="key",
        sealed=b"sealed",
    )
    assert appointments(services, second.terminal, other).status is BookingStatus.CONFIRMED
    back = join(services, clock, "hal-1", seed=5)
    assert back.hand_in(item) == ["created"]
    assert booking(services, item).clash is True
    with services.database.read() as connection:
        (told,) = clashes(connection, clock.now())
    assert (told.location, told.start_at, told.terminal) == (HOME, lease.start, "hal-1")
