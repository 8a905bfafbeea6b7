"""Taking back the last step: exactly, or not at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from sync.central.queue.announcing import board_state
from sync.central.queue.calling import call_next, done, no_show, recall
from sync.central.queue.counters import see
from sync.central.queue.desk import Desk, Result
from sync.central.queue.moving import park, put_back, resume, transfer_to_counter, transfer_to_service, withdraw
from sync.central.queue.notes import note_of, set_note
from sync.central.queue.numbers import give_number, ticket_of
from sync.central.queue.rules import Outcome, TicketState, Way
from sync.central.queue.steps import last_step, undo, write_arrival
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.records.keys import KeyRing
from sync.central.storage.database import Database
from sync.protocol.seal import key_id_of, new_private_key, public_key_of
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk, request, take

Step = Callable[[Connection, UUID], Result]

PRIVATE = new_private_key()
KEYS = KeyRing(key_id_of(public_key_of(PRIVATE)), {key_id_of(public_key_of(PRIVATE)): PRIVATE})
LATER = NOW + timedelta(minutes=4)


def at(slug: str = "balie-1") -> Desk:
    return desk(slug, LATER)


def call(connection: Connection, _: UUID) -> Result:
    return call_next(connection, desk())


def set_aside(connection: Connection, ticket: UUID) -> Result:
    return park(connection, desk(), ticket)


def miss(connection: Connection, ticket: UUID) -> Result:
    return no_show(connection, desk(), ticket)


def send(connection: Connection, ticket: UUID) -> Result:
    see(connection, TOWN_HALL.slug, "balie-3", desk().day, "ans", LATER)
    return transfer_to_counter(connection, at(), ticket, "balie-3")


STEPS: dict[str, tuple[list[Step], Step]] = {
    "call": ([], lambda connection, _: call_next(connection, at())),
    "done": ([call], lambda connection, ticket: done(connection, at(), ticket, Outcome.REFERRED)),
    "no show": ([call], lambda connection, ticket: no_show(connection, at(), ticket)),
    "park": ([call], lambda connection, ticket: park(connection, at(), ticket)),
    "resume": ([call, set_aside], lambda connection, ticket: resume(connection, at(), ticket)),
    "put back": ([call, miss], lambda connection, ticket: put_back(connection, at(), ticket)),
    "to a service": ([call], lambda connection, ticket: transfer_to_service(connection, at(), ticket, "vragen")),
    "to a counter": ([call], send),
    "note": ([call], lambda connection, ticket: set_note(connection, KEYS, at(), ticket, "Belt zo terug")),
    "leave": ([], lambda connection, ticket: withdraw(connection, at(), ticket)),
}


def whole(connection: Connection, ticket: UUID) -> dict[str, Any]:
    row = connection.execute(select(TICKETS).where(TICKETS.c.id == ticket)).one()
    return {name: value for name, value in row._mapping.items() if name != "version"}


@pytest.mark.parametrize(("before", "step"), STEPS.values(), ids=STEPS)
def test_every_step_can_be_taken_back_exactly(database: Database, before: list[Step], step: Step) -> None:
    ticket = request(1).id
    with database.write() as connection:
        take(connection, request(1))
        for earlier in before:
            assert earlier(connection, ticket) is Result.OK
        was = whole(connection, ticket)
        assert step(connection, ticket) is Result.OK
        assert whole(connection, ticket) != was
    with database.write() as connection:
        assert undo(connection, at()) is Result.OK
        assert whole(connection, ticket) == was


def test_steps_are_taken_back_one_after_the_other(database: Database) -> None:
    ticket = request(1).id
    with database.write() as connection:
        take(connection, request(1))
        states = []
        for step in (call_next(connection, at()), done(connection, at(), ticket)):
            assert step is Result.OK
        for expected in (Result.OK, Result.OK, Result.NOTHING_TO_UNDO):
            assert undo(connection, at()) is expected
            states.append(whole(connection, ticket)["state"])
        assert states == ["called", "waiting", "waiting"]
        assert call_next(connection, at()) is Result.OK
        assert whole(connection, ticket)["called_at"] == LATER


def test_what_a_colleague_has_gone_on_with_stays(database: Database) -> None:
    ticket = request(1).id
    with database.write() as connection:
        take(connection, request(1))
        see(connection, TOWN_HALL.slug, "balie-2", desk().day, "ans", NOW)
        call_next(connection, desk("balie-1"))
        transfer_to_counter(connection, desk("balie-1"), ticket, "balie-2")
        call_next(connection, desk("balie-2"))
        now = whole(connection, ticket)
        assert undo(connection, at("balie-1")) is Result.CHANGED_SINCE
        assert whole(connection, ticket) == now
        assert undo(connection, at("balie-2")) is Result.OK
        assert undo(connection, at("balie-1")) is Result.OK
        assert whole(connection, ticket)["counter"] == "balie-1"


def test_a_call_is_taken_back_with_its_repetitions_and_leaves_the_board(database: Database) -> None:
    ticket = request(1).id
    with database.write() as connection:
        take(connection, request(1))
        call_next(connection, desk())
        recall(connection, at(), ticket)
        assert board_state(connection, TOWN_HALL, desk().day)["calls"]
        assert undo(connection, at()) is Result.OK
        assert whole(connection, ticket)["state"] == TicketState.WAITING
        assert board_state(connection, TOWN_HALL, desk().day)["calls"] == []
        assert not connection.execute(select(CALLS).where(CALLS.c.undone_at.is_(None))).all()


def test_each_counter_takes_back_its_own_steps(database: Database) -> None:
    with database.write() as connection:
        take(connection, request(1))
        take(connection, request(2))
        call_next(connection, desk("balie-1"))
        call_next(connection, desk("balie-2"))
        last = last_step(connection, at("balie-1"))
        assert last is not None
        assert (last.action, last.code) == ("call", "A001")
        assert undo(connection, at("balie-3")) is Result.NOTHING_TO_UNDO


def test_who_was_put_in_by_mistake_leaves_again_and_the_number_is_not_given_twice(database: Database) -> None:
    with database.write() as connection:
        give_number(connection, request(1), TOWN, NOW, Way.HOST)
        ticket = ticket_of(connection, request(1).id)
        assert ticket is not None
        assert ticket.way == Way.HOST
        write_arrival(connection, at(), ticket)
        assert undo(connection, at()) is Result.OK
        assert whole(connection, ticket.id)["state"] == TicketState.WITHDRAWN
        assert take(connection, request(2)).code == "A002"


def test_a_note_is_sealed_at_rest_and_read_by_whoever_helps_next(database: Database) -> None:
    ticket = request(1).id
    with database.write() as connection:
        take(connection, request(1))
        call_next(connection, desk())
        assert set_note(connection, KEYS, at(), ticket, "  Zoekt haar zoon  ") is Result.OK
        kept = ticket_of(connection, ticket)
        assert kept is not None
        assert b"zoon" not in kept.note_sealed
        assert note_of(KEYS, kept) == "Zoekt haar zoon"
        assert note_of(KeyRing(KEYS.current_id, {}), kept) is None
        assert set_note(connection, KEYS, at(), ticket, " ") is Result.OK
        emptied = ticket_of(connection, ticket)
        assert emptied is not None
        assert (emptied.note_sealed, note_of(KEYS, emptied)) == (None, "")
        assert set_note(connection, KEYS, at("balie-2"), ticket, "van een ander") is Result.NOT_YOURS
