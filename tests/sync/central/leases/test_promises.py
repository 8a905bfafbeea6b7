"""What terminals have printed becomes true here, in whatever order it arrives; and no clerk has to look at it."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from sync.central.agenda.booking import KeptStatus
from sync.central.api.agenda import appointments
from sync.central.api.queue import numbers
from sync.central.leases.tables import NUMBER_LEASES
from sync.central.queue.calling import call_next, done, no_show
from sync.central.queue.desk import Desk, Result
from sync.central.queue.notes import set_note
from sync.central.queue.rules import TicketState
from sync.central.queue.steps import undo
from sync.central.records.inbox import list_records
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.protocol.kinds import APPOINTMENT, NUMBER
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus, NumberRequest
from sync.protocol.seal import Binding
from tests.sync.central.leases.scenes import HOME, End, booking, cells, join, lent, rows, ticket
from tests.sync.central.queue.scenes import desk
from tests.sync.central.sending import Item
from tests.sync.central.ticking import START, TickingClock

TOMORROW = START + timedelta(days=1)


@pytest.fixture
def end(services: Services, clock: TickingClock) -> End:
    """A terminal that holds what it is lent."""
    joined = join(services, clock)
    joined.ask()
    return joined


def in_inbox(services: Services) -> int:
    with services.database.read() as connection:
        return list_records(connection).total


def asked(end: End, item: Item, start: Any, minutes: int = 30, reference: str = "K7P4XQ") -> BookingAnswer:
    """The request behind a record, over the wire and online."""
    request = Booking(
        id=UUID(item["id"]),
        product="paspoort",
        location=HOME,
        start=start,
        minutes=minutes,
        reference=reference,
        key_id="key",
        sealed=b"sealed",
    )
    return appointments(end.services, end.terminal, request)


def test_a_promise_from_a_lease_gets_its_place_and_frees_the_rest(services: Services, end: End) -> None:
    lease = end.slots[0]
    item = end.promise(lease, minutes=15)
    assert end.hand_in(item) == ["created"]
    kept = booking(services, item)
    assert (kept.status, kept.start_at, kept.minutes, kept.clash) == (KeptStatus.CONFIRMED, lease.start, 15, False)
    assert lent(services)[lease.id] == "used"
    # Half an hour was lent, a quarter is needed.
    assert cells(services).count((lease.start, "booking")) == 1
    assert (lease.start + timedelta(minutes=15), "lease") not in cells(services)
    assert len(cells(services)) == 7


def test_what_was_sealed_is_with_the_appointment_and_nowhere_else(services: Services, end: End) -> None:
    item = end.promise(end.slots[0])
    end.hand_in(item)
    kept = booking(services, item)
    opened = services.keys.open(kept.sealed, kept.key_id, Binding(kept.id, APPOINTMENT, "hal-1"))
    assert opened["answers"] == {"name": "Mevrouw de Vries"}
    (record,) = rows(services, RECORDS)
    assert record.sealed is None
    assert in_inbox(services) == 0


def test_a_record_that_comes_twice_is_known(services: Services, end: End) -> None:
    item, number = end.promise(end.slots[0]), end.number(end.numbers[0], 501, service=end.numbers[0].service)
    assert end.hand_in(item, number) == ["created", "created"]
    before = (cells(services), booking(services, item), ticket(services, number))
    assert end.hand_in(item, number) == ["duplicate", "duplicate"]
    assert (cells(services), booking(services, item), ticket(services, number)) == before


def test_the_record_of_what_the_central_booked_changes_nothing(services: Services, end: End) -> None:
    item = end.promise(None, start=TOMORROW)
    assert asked(end, item, TOMORROW).status is BookingStatus.CONFIRMED
    before = (cells(services), booking(services, item))
    assert end.hand_in(item) == ["created"]
    assert (cells(services), booking(services, item)) == before


def test_a_request_that_comes_after_its_record_hears_what_was_printed(services: Services, end: End) -> None:
    item = end.promise(None, start=TOMORROW)
    end.hand_in(item)
    assert asked(end, item, TOMORROW).status is BookingStatus.CONFIRMED
    assert cells(services).count((TOMORROW, "booking")) == 1


def test_what_is_printed_counts_when_the_central_decided_otherwise_and_nobody_heard(
    services: Services, end: End
) -> None:
    """The request got through, its answer did not; the terminal then used a lease under the same id."""
    lease = end.slots[0]
    item = end.promise(lease)
    assert asked(end, item, TOMORROW).status is BookingStatus.CONFIRMED
    end.hand_in(item)
    kept = booking(services, item)
    assert (kept.start_at, kept.status) == (lease.start, KeptStatus.CONFIRMED)
    assert (TOMORROW, "booking") not in cells(services)
    assert cells(services).count((lease.start, "booking")) == 1


def test_a_refusal_that_nobody_heard_does_not_stand_against_the_paper(services: Services, end: End) -> None:
    lease = end.slots[0]
    item = end.promise(lease)
    assert asked(end, item, START).status is BookingStatus.REFUSED
    end.hand_in(item)
    assert booking(services, item).status == KeptStatus.CONFIRMED
    assert booking(services, item).sealed is not None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_asked_promised_and_taken_back_ends_the_same_in_any_order(
    services: Services, end: End, order: tuple[int, ...]
) -> None:
    lease = end.slots[0]
    item = end.promise(lease)
    back = end.withdrawal(UUID(item["id"]))
    steps = (
        lambda: asked(end, item, lease.start),
        lambda: end.hand_in(item),
        lambda: end.hand_in(back),
    )
    for step in order:
        steps[step]()
    kept = booking(services, item)
    assert (kept.status, kept.sealed) == (KeptStatus.WITHDRAWN, None)
    assert lent(services)[lease.id] == "used"
    assert lease.start not in dict(cells(services))
    assert in_inbox(services) == 0


def test_a_place_that_two_were_promised_is_kept_for_both_and_told(services: Services, end: End) -> None:
    """Two copies of one card have used the same lease, and the other official is taken as well."""
    lease = end.slots[0]
    first, second, third = (end.promise(lease) for _ in range(3))
    end.hand_in(first)
    end.hand_in(second)
    end.hand_in(third)
    assert [booking(services, item).clash for item in (first, second, third)] == [False, False, True]
    assert {booking(services, item).status for item in (first, second, third)} == {KeptStatus.CONFIRMED}
    end.hand_in(end.withdrawal(UUID(first["id"])))
    # As soon as a place comes free, it is the one's who was promised it.
    assert booking(services, third).clash is False


NONSENSE: dict[str, dict[str, Any]] = {
    "a place the town does not have": {"location": "nowhere"},
    "a time without a time zone": {"start": "2026-11-24T09:00:00"},
    "no time": {"start": None},
    "a village that goes on": {"village": "Nuth" * 50},
    "a letter that no database takes": {"village": "Nuth\0"},
}


@pytest.mark.parametrize("changes", NONSENSE.values(), ids=NONSENSE.keys())
def test_a_promise_that_makes_no_sense_is_left_to_a_person(
    services: Services, end: End, changes: dict[str, Any]
) -> None:
    payload = {"product": "paspoort", "location": HOME, "start": TOMORROW.isoformat(), "minutes": 15}
    item = end.sealed(APPOINTMENT, payload | {"reference": "K7P4XQ"} | changes, None)
    assert end.hand_in(item) == ["created"]
    assert (booking(services, item), in_inbox(services)) == (None, 1)


def test_a_record_under_another_terminals_booking_is_left_to_a_person(
    services: Services, clock: TickingClock, end: End
) -> None:
    other = join(services, clock, "hal-2", seed=2)
    item = end.promise(None, start=TOMORROW)
    asked(other, item, TOMORROW)
    end.hand_in(item)
    assert (booking(services, item).terminal, in_inbox(services)) == ("hal-2", 1)


# Queue numbers


def burgerzaken(end: End) -> Any:
    return next(lease for lease in end.numbers if lease.service == "burgerzaken")


def request(item: Item, service: str = "burgerzaken") -> NumberRequest:
    return NumberRequest(id=UUID(item["id"]), location=HOME, service=service)


def test_a_lent_number_is_in_line_since_it_was_taken(services: Services, clock: TickingClock, end: End) -> None:
    item = end.number(burgerzaken(end), 501)
    clock.tick(minutes=40)
    online = numbers(services, end.terminal, request(end.number(None, 1)))
    assert end.hand_in(item) == ["created"]
    kept = ticket(services, item)
    assert (kept.code, kept.taken_at, kept.state) == ("A501", START, TicketState.WAITING)
    assert online.code == "A001"
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
    # Who waited longest is called first, although the central has known of him for a moment only.
    assert ticket(services, item).state == TicketState.CALLED


def test_the_block_is_as_far_as_its_numbers_are(services: Services, end: End) -> None:
    block = burgerzaken(end)
    end.hand_in(end.number(block, 503))
    end.hand_in(end.number(block, 501))
    assert {row.next for row in rows(services, NUMBER_LEASES) if row.id == block.id} == {504}
    end.hand_in(*(end.number(block, number) for number in (502, *range(504, 511))))
    assert {row.state for row in rows(services, NUMBER_LEASES) if row.id == block.id} == {"used"}


def test_the_printed_number_counts_when_the_given_one_never_arrived(services: Services, end: End) -> None:
    item = end.number(burgerzaken(end), 501)
    assert numbers(services, end.terminal, request(item)).code == "A001"
    end.hand_in(item)
    kept = ticket(services, item)
    assert (kept.code, kept.number, kept.state) == ("A501", 501, TicketState.WAITING)
    assert len([row for row in rows(services, NUMBER_LEASES) if row.next == 502]) == 1
    # The other way round: the request arrives late.
    assert numbers(services, end.terminal, request(item)).code == "A501"


@pytest.mark.parametrize("end_call", [None, no_show, done], ids=["called", "no-show", "done"])
def test_who_was_called_under_a_number_that_nobody_held_is_in_line_again(
    services: Services, clock: TickingClock, end: End, end_call: Callable[[Connection, Desk, UUID], Result] | None
) -> None:
    item = end.number(burgerzaken(end), 501)
    numbers(services, end.terminal, request(item))
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
        if end_call is not None:
            end_call(connection, desk(now=clock.now()), UUID(item["id"]))
    end.hand_in(item)
    kept = ticket(services, item)
    assert (kept.code, kept.state) == ("A501", TicketState.WAITING)
    assert (kept.counter, kept.called_at, kept.ended_at, kept.outcome) == (None, None, None, None)


def test_a_number_of_yesterday_is_kept_with_yesterday(services: Services, clock: TickingClock, end: End) -> None:
    item = end.number(burgerzaken(end), 501)
    clock.tick(days=1)
    end.hand_in(item)
    assert ticket(services, item).day == date(2026, 11, 23)
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
    assert ticket(services, item).state == TicketState.WAITING


def test_a_number_that_two_visitors_hold_has_them_both_in_line(services: Services, end: End) -> None:
    first, second = (end.number(burgerzaken(end), 501) for _ in range(2))
    assert end.hand_in(first, second) == ["created", "created"]
    assert [ticket(services, item).code for item in (first, second)] == ["A501", "A501"]
    assert {ticket(services, item).state for item in (first, second)} == {TicketState.WAITING}


def test_a_number_that_the_central_forgot_is_not_given_again(services: Services, end: End) -> None:
    end.hand_in(end.number(None, 7))
    assert numbers(services, end.terminal, request(end.number(None, 1))).code == "A008"


MISTAKES = {
    "longer than any number": {"number": 10**9, "code": "A1000000000"},
    "longer than any database takes": {"number": 10**30, "code": f"A{10**30}"},
    "another code than its number": {"number": 501, "code": "A502"},
    "words to show on a board": {"code": "GA WEG"},
    "a code that goes on": {"code": "A" * 40},
    "a letter that no database takes": {"code": "A501\0"},
    "words for a language": {"language": "nederlands"},
}


@pytest.mark.parametrize("changes", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_number_that_makes_no_sense_is_left_to_a_person_and_holds_up_no_other(
    services: Services, end: End, changes: dict[str, Any]
) -> None:
    payload = {"location": HOME, "service": "burgerzaken", "number": 501, "code": "A501", "day": "2026-11-23"}
    odd, good = end.sealed(NUMBER, payload | changes, None), end.number(burgerzaken(end), 502)
    assert end.hand_in(odd, good) == ["created", "created"]
    assert (ticket(services, odd), ticket(services, good).code, in_inbox(services)) == (None, "A502", 1)
    assert numbers(services, end.terminal, request(end.number(None, 1))).code == "A001"


def test_a_number_far_ahead_is_kept_and_does_not_carry_the_others_along(services: Services, end: End) -> None:
    item = end.number(None, 9_876)
    end.hand_in(item)
    assert ticket(services, item).code == "A9876"
    assert numbers(services, end.terminal, request(end.number(None, 1))).code == "A001"


def test_a_terminal_changes_no_number_of_another_place(services: Services, clock: TickingClock, end: End) -> None:
    item = end.number(None, 1)
    numbers(services, end.terminal, request(item))
    elsewhere = join(services, clock, "schinnen-1", "servicepunt-schinnen", seed=5)
    theirs = elsewhere.number(None, 777, record_id=UUID(item["id"]).int)
    assert theirs["id"] == item["id"]
    elsewhere.hand_in(theirs)
    assert (ticket(services, item).code, in_inbox(services)) == ("A001", 1)


@pytest.mark.parametrize("gone", [False, True], ids=["note", "no-show"])
def test_a_step_with_a_number_that_nobody_held_cannot_be_taken_back(
    services: Services, clock: TickingClock, end: End, gone: bool
) -> None:
    """He would be called to no counter at all, and nobody could help him any more."""
    item = end.number(burgerzaken(end), 501)
    numbers(services, end.terminal, request(item))
    at, ticket_id = desk(now=clock.now()), UUID(item["id"])
    with services.database.write() as connection:
        call_next(connection, at)
        no_show(connection, at, ticket_id) if gone else set_note(connection, services.keys, at, ticket_id, "pas")
    end.hand_in(item)
    with services.database.write() as connection:
        assert undo(connection, at) is Result.CHANGED_SINCE
    assert ticket(services, item).state == TicketState.WAITING


def test_checking_in_without_the_central_is_checking_in(services: Services, clock: TickingClock, end: End) -> None:
    visit = end.promise(None, start=START + timedelta(hours=2))
    asked(end, visit, START + timedelta(hours=2))
    clock.tick(minutes=100)
    item, again = (end.number(burgerzaken(end), number, appointment="K7P4XQ") for number in (501, 502))
    clock.tick(minutes=20)
    end.hand_in(item, again)
    kept, first = ticket(services, again), ticket(services, item)
    assert (kept.way, kept.appointment, kept.appointment_at) == (
        "appointment",
        UUID(visit["id"]),
        START + timedelta(hours=2),
    )
    assert booking(services, visit).arrived_at == START + timedelta(minutes=100)
    # The same visitor waits once, under the number that he was told last, since he came first.
    assert (first.state, first.appointment, kept.taken_at) == (TicketState.WITHDRAWN, None, first.taken_at)
    assert (kept.state, kept.code_given) == (TicketState.WAITING, None)


@pytest.mark.parametrize("code", ["ZZZZZZ", "K7P4XQ"], ids=["unknown", "another day"])
def test_a_code_that_fits_nothing_leaves_the_visitor_in_line(services: Services, end: End, code: str) -> None:
    visit = end.promise(None, start=TOMORROW)
    asked(end, visit, TOMORROW)
    item = end.number(burgerzaken(end), 501, appointment=code)
    end.hand_in(item)
    assert (ticket(services, item).state, ticket(services, item).way) == (TicketState.WAITING, "walk_in")
    assert booking(services, visit).arrived_at is None
    assert ticket(services, item).code_given == code


def test_a_number_of_another_place_is_left_to_a_person(services: Services, end: End) -> None:
    item = end.number(None, 3, location="servicepunt-schinnen")
    end.hand_in(item)
    assert (ticket(services, item), in_inbox(services)) == (None, 1)


def test_a_terminal_only_spends_its_own(services: Services, clock: TickingClock, end: End) -> None:
    other = join(services, clock, "hal-2", seed=2)
    lease = end.slots[0]
    item = other.promise(lease)
    other.hand_in(item)
    # Its paper counts all the same: it gets the place of the other official.
    assert lent(services)[lease.id] == "lent"
    assert booking(services, item).clash is False
    assert [holder for cell, holder in cells(services) if cell == lease.start] == ["booking", "lease"]


def test_a_number_that_nobody_was_told_leaves_the_line(services: Services, clock: TickingClock, end: End) -> None:
    item, elsewhere = end.number(None, 1), join(services, clock, "hal-2", "servicepunt-schinnen", seed=2)
    numbers(services, end.terminal, request(item))
    elsewhere.hand_in(elsewhere.number_withdrawal(UUID(item["id"])))
    assert ticket(services, item).state == TicketState.WAITING, "another place's terminal took it out of our line"
    end.hand_in(end.number_withdrawal(UUID(item["id"])))
    assert ticket(services, item).state == TicketState.WITHDRAWN
    assert in_inbox(services) == 0


def test_a_number_that_was_called_stays_as_it_is(services: Services, clock: TickingClock, end: End) -> None:
    item = end.number(None, 1)
    numbers(services, end.terminal, request(item))
    with services.database.write() as connection:
        call_next(connection, desk(now=clock.now()))
    end.hand_in(end.number_withdrawal(UUID(item["id"])))
    assert ticket(services, item).state == TicketState.CALLED
