"""Promises made without the central: each right is used once, with its record and its ticket, or not at all."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sync.protocol.kinds import APPOINTMENT, NUMBER
from sync.protocol.leases import LeaseAnswer
from sync.protocol.messages import NumberAnswer, NumberRequest, RecordStatus
from sync.protocol.printed import PrintedAppointment, PrintedNumber
from sync.protocol.seal import Binding, seal
from sync.terminal.database import TerminalDatabase
from sync.terminal.leases import Leases, LeaseSpentError, NothingLeftError, RecordKeptError
from sync.terminal.outbox import Outbox
from tests.sync.terminal.lent import TOMORROW_NINE, block, lend, slot
from tests.sync.terminal.parts import (
    CENTRAL_ID,
    FIRST_EPOCH,
    SECOND_EPOCH,
    SMALL_ROOM,
    START,
    SteppedClock,
    answer,
    identity,
    opened,
    seeded,
)

KEY = identity().key_id


@dataclass
class Terminal:
    """A terminal's leases on their database."""

    path: Path
    clock: SteppedClock
    database: TerminalDatabase
    outbox: Outbox
    leases: Leases

    @classmethod
    def at(cls, path: Path, seed: int = 1, incarnation: int = 1) -> "Terminal":
        clock = SteppedClock()
        database = TerminalDatabase.open(path, room=SMALL_ROOM)
        outbox = Outbox(database, identity(incarnation=incarnation), clock, seeded(seed))
        return cls(path, clock, database, outbox, Leases(database, outbox, clock, seeded(seed + 100)))

    def again(self, seed: int = 2, incarnation: int = 1) -> "Terminal":
        """After a restart."""
        self.database.close()
        return Terminal.at(self.path, seed, incarnation)

    def choices(self, minutes: int = 15, location: str = "gemeentehuis") -> list[UUID]:
        return [lease.id for lease in self.leases.slots(location, minutes, self.clock.now())]

    def promise(self, lease: UUID | None, booking: int = 1, also: Any = None, **changes: Any) -> UUID:
        """Keep an appointment in the lent place `lease`."""
        booking_id = UUID(int=booking, version=4)
        made = appointment(lease, **changes)
        sealed = seal(made.model_dump(mode="json"), Binding(booking_id, APPOINTMENT, "schimmert-1"), PUBLIC)
        self.leases.keep_appointment(made, booking_id, sealed, KEY, also)
        return booking_id

    def numbered(self, request: int, given: NumberAnswer | None = None, **more: Any) -> PrintedNumber:
        return self.leases.keep_number(asked(request), given, **more)


PUBLIC = identity().public_key


def appointment(lease: UUID | None, start: datetime = TOMORROW_NINE, minutes: int = 15) -> PrintedAppointment:
    return PrintedAppointment(
        product="paspoort", location="gemeentehuis", start=start, minutes=minutes, reference="K7P4XQ", lease=lease
    )


def asked(number: int) -> NumberRequest:
    return NumberRequest(id=UUID(int=1000 + number, version=4), location="gemeentehuis", service="burgerzaken")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal.at(tmp_path / "terminal.db")
    yield made
    made.database.close()


USABLE = {
    "as long as needed": (slot(1, minutes=15), 15, 1),
    "longer than needed": (slot(1, minutes=30), 15, 1),
    "too short": (slot(1, minutes=15), 20, 0),
    "elsewhere": (slot(1, location="schinnen"), 15, 0),
    "in an hour": (slot(1, START + timedelta(hours=1)), 15, 1),
    "within the hour": (slot(1, START + timedelta(minutes=59)), 15, 0),
    "past": (slot(1, START - timedelta(minutes=15)), 15, 0),
}


@pytest.mark.parametrize(("lent", "minutes", "count"), USABLE.values(), ids=USABLE.keys())
def test_what_can_be_promised(terminal: Terminal, lent: Any, minutes: int, count: int) -> None:
    lend(terminal.leases, (lent,))
    assert terminal.leases.choices_left("gemeentehuis", minutes, START) == count


def test_the_choices_stand_by_time_and_the_shortest_that_does_comes_first(terminal: Terminal) -> None:
    later = TOMORROW_NINE + timedelta(hours=1)
    lend(terminal.leases, (slot(1, later), slot(2, minutes=60), slot(3, minutes=30)))
    assert terminal.choices() == [slot(3).id, slot(2).id, slot(1).id]


def test_a_place_is_promised_once_and_the_record_has_the_sealed_bytes_of_the_booking(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1), slot(2)))
    written: list[str] = []
    booking_id = terminal.promise(slot(1).id, also=lambda connection: written.append("ticket"))
    (record,) = terminal.outbox.pending()
    assert (record.id, record.kind, record.reference) == (booking_id, APPOINTMENT, "K7P4XQ")
    assert opened(record)["lease"] == str(slot(1).id)
    assert (written, terminal.choices()) == (["ticket"], [slot(2).id])
    with pytest.raises(LeaseSpentError):
        terminal.promise(slot(1).id, booking=2)
    assert len(terminal.outbox.pending()) == 1


@pytest.mark.parametrize(
    "changes", [{"start": TOMORROW_NINE + timedelta(minutes=15)}, {"minutes": 45}], ids=["other time", "too long"]
)
def test_a_place_is_for_what_it_was_lent_for(terminal: Terminal, changes: dict[str, Any]) -> None:
    lend(terminal.leases, (slot(1),))
    with pytest.raises(LeaseSpentError):
        terminal.promise(slot(1).id, **changes)
    assert terminal.choices() == [slot(1).id]
    assert terminal.outbox.pending() == ()


def test_what_the_central_booked_is_a_record_too(terminal: Terminal) -> None:
    booking_id = terminal.promise(None)
    assert [record.id for record in terminal.outbox.pending()] == [booking_id]


def test_a_ticket_that_cannot_be_kept_uses_nothing_up(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),), (block(9),))

    def full(*_: Any) -> None:
        raise sqlite3.IntegrityError("no room in the journal")

    with pytest.raises(sqlite3.IntegrityError):
        terminal.promise(slot(1).id, also=full)
    with pytest.raises(sqlite3.IntegrityError):
        terminal.numbered(1, also=full)
    assert terminal.choices() == [slot(1).id]
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 3
    assert terminal.outbox.pending() == ()


def test_numbers_come_one_after_the_other_until_none_is_left(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1), block(2, 601, 601)))
    tickets: list[str] = []
    for request in range(1, 5):
        terminal.numbered(request, also=lambda _, printed: tickets.append(printed.code))
    assert tickets == ["A501", "A502", "A503", "A601"]
    with pytest.raises(NothingLeftError):
        terminal.numbered(5)
    records = terminal.outbox.pending()
    assert [record.kind for record in records] == [NUMBER] * 4
    assert [record.id for record in records] == [asked(request).id for request in range(1, 5)]
    assert [opened(record)["lease"] for record in records] == [str(block(1).id)] * 3 + [str(block(2).id)]
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 0


def test_what_the_central_answers_is_kept_and_uses_no_lent_number(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1),))
    given = NumberAnswer(id=asked(1).id, code="A007", day=date(2026, 11, 23), ahead=2)
    printed = terminal.numbered(1, given)
    assert (printed.code, printed.number, printed.lease) == ("A007", 7, None)
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 3
    assert [opened(record)["code"] for record in terminal.outbox.pending()] == ["A007"]


def test_one_request_never_gets_two_numbers(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1),))
    terminal.numbered(1)
    with pytest.raises(RecordKeptError):
        terminal.numbered(1, NumberAnswer(id=asked(1).id, code="A007", day=date(2026, 11, 23), ahead=2, number=7))
    with pytest.raises(RecordKeptError):
        terminal.numbered(1)
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 2
    assert len(terminal.outbox.pending()) == 1


def test_the_code_of_an_appointment_goes_with_the_number_of_an_offline_check_in(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1),))
    assert terminal.numbered(1, appointment="K7P4XQ").appointment == "K7P4XQ"


def test_a_number_without_a_letter_is_not_given_out(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1).model_copy(update={"letter": ""}),))
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 0
    with pytest.raises(NothingLeftError):
        terminal.numbered(1)


def test_ten_visitors_at_once_get_ten_numbers_and_one_place_goes_to_one_of_them(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),), (block(1, 501, 510),))
    codes: list[str] = []
    lost: list[int] = []

    def visit(number: int) -> None:
        codes.append(terminal.numbered(number).code)
        try:
            terminal.promise(slot(1).id, booking=100 + number)
        except LeaseSpentError:
            lost.append(number)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(1, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [f"A{number}" for number in range(501, 511)]
    assert len(lost) == 9


def test_a_restart_forgets_nothing(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1), slot(2)), (block(1),))
    terminal.promise(slot(1).id)
    terminal.numbered(1)
    after = terminal.again()
    assert after.choices() == [slot(2).id]
    assert after.numbered(2).code == "A502"
    after.database.close()


def test_a_request_is_asked_again_word_for_word_until_it_is_answered(terminal: Terminal) -> None:
    first = terminal.leases.request()
    lend(terminal.leases, (slot(1),))
    second = terminal.leases.request()
    terminal.promise(slot(1).id)
    after = terminal.again()
    assert after.leases.request() == second
    assert second.id != first.id
    assert second.seq > first.seq
    after.database.close()


def test_an_answer_counts_once(terminal: Terminal) -> None:
    request = terminal.leases.request()
    told = LeaseAnswer(
        central_id=CENTRAL_ID, epoch=FIRST_EPOCH, request=request.id, now=START, slots=(slot(1),), numbers=(block(1),)
    )
    assert terminal.leases.take_in(told)
    terminal.promise(slot(1).id)
    terminal.numbered(1)
    assert not terminal.leases.take_in(told)
    terminal.leases.request()
    assert not terminal.leases.take_in(told)
    assert terminal.choices() == []
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 2


def test_an_answer_of_another_central_is_not_for_us(terminal: Terminal) -> None:
    request = terminal.leases.request()
    stranger = LeaseAnswer(central_id=UUID(int=7), epoch=FIRST_EPOCH, request=request.id, now=START, slots=(slot(1),))
    assert not terminal.leases.take_in(stranger)
    assert terminal.choices() == []
    assert terminal.leases.request() == request


def test_a_request_says_what_is_held_and_gives_back_what_comes_too_soon(terminal: Terminal) -> None:
    soon = slot(3, START + timedelta(minutes=89))
    lend(terminal.leases, (slot(1), slot(2), soon), (block(1),))
    terminal.promise(slot(1).id)
    terminal.numbered(1)
    request = terminal.leases.request()
    assert request.slots == (slot(2),)
    assert [(lease.first, lease.next, lease.last) for lease in request.numbers] == [(501, 502, 503)]
    assert request.returned == (soon.id,)
    with pytest.raises(LeaseSpentError):
        terminal.promise(soon.id, booking=2, start=soon.start)
    lend(terminal.leases)
    assert terminal.leases.request().returned == ()


def test_what_is_asked_back_is_not_used_and_goes_with_the_next_request(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1), slot(2)), (block(1),))
    terminal.promise(slot(2).id)
    lend(terminal.leases, asked_back=(slot(1).id, slot(2).id, block(1).id))
    assert terminal.choices() == []
    assert terminal.leases.numbers_left("gemeentehuis", "burgerzaken") == 0
    # What was promised in the meantime is not given back.
    assert set(terminal.leases.request().returned) == {slot(1).id, block(1).id}


def test_what_is_not_ours_any_more_is_neither_used_nor_returned(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1), slot(2)), (block(1),))
    lend(terminal.leases, void=(slot(1).id, block(1).id))
    assert terminal.choices() == [slot(2).id]
    with pytest.raises(NothingLeftError):
        terminal.numbered(1)
    request = terminal.leases.request()
    assert (request.slots, request.numbers, request.returned) == ((slot(2),), (), ())


def test_who_has_been_replaced_gives_nothing_out_any_more(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),), (block(1),))
    assert terminal.leases.give_up() == 2
    assert (terminal.choices(), terminal.leases.numbers_left("gemeentehuis", "burgerzaken")) == ([], 0)


def test_all_is_told_only_when_no_promise_waits(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),), (block(1),))
    appointment_id, request = terminal.promise(slot(1).id), asked(1).id
    terminal.numbered(1)
    terminal.outbox.put("report", "report", 1, "K7P4XQ", {"text": "lamp"})
    assert not terminal.leases.request().complete
    terminal.outbox.mark(answer((appointment_id, RecordStatus.CREATED)))
    lend(terminal.leases)
    assert not terminal.leases.request().complete
    terminal.outbox.mark(answer((request, RecordStatus.DUPLICATE)))
    lend(terminal.leases)
    # A report about a lamp promises nobody anything.
    assert terminal.leases.request().complete


def test_in_a_new_epoch_all_promises_go_again_before_all_is_told(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),))
    booking_id = terminal.promise(slot(1).id)
    terminal.outbox.mark(answer((booking_id, RecordStatus.CREATED)))
    lend(terminal.leases)
    terminal.outbox.mark(answer(epoch=SECOND_EPOCH))
    request = terminal.leases.request()
    assert (request.epoch, request.complete) == (SECOND_EPOCH, False)


def test_a_promise_that_the_central_cannot_read_stays_unsure(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),))
    booking_id = terminal.promise(slot(1).id)
    terminal.outbox.mark(answer((booking_id, RecordStatus.REJECTED)))
    request = terminal.leases.request()
    assert (request.complete, request.unsure) == (True, (slot(1).id,))


def test_a_new_incarnation_holds_on_but_does_not_ask_for_what_the_old_one_asked(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),))
    old = terminal.leases.request()
    after = terminal.again(incarnation=2)
    request = after.leases.request()
    assert request.id != old.id
    assert (request.incarnation, request.slots) == (2, (slot(1),))
    after.database.close()


def test_what_is_past_is_forgotten_by_the_centrals_clock(terminal: Terminal) -> None:
    lend(terminal.leases, (slot(1),), (block(1, 501, 501), block(2, 601, 601)))
    for request in (1, 2):
        terminal.numbered(request)
        terminal.outbox.mark(answer((asked(request).id, RecordStatus.CREATED)))
    lend(terminal.leases, now=TOMORROW_NINE + timedelta(days=1, seconds=1))
    assert terminal.database.query("SELECT * FROM lease_slot") == []
    # The last one stays, to say that nothing is left.
    assert [row["first"] for row in terminal.database.query("SELECT first FROM lease_block")] == [601]
    assert terminal.leases.stock(START).shelves == ((0, 1),)


def test_used_up_numbers_are_remembered_until_their_records_have_arrived(terminal: Terminal) -> None:
    lend(terminal.leases, numbers=(block(1, 501, 501), block(2, 601, 601)))
    terminal.numbered(1)
    lend(terminal.leases)
    assert len(terminal.database.query("SELECT * FROM lease_block")) == 2
