"""A booking in another system: once for each id, and never more certain than we are."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from sync.central.agenda.booking import withdraw
from sync.central.agenda.port import AgendaSilentError, Wanted
from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.attempts import ASKS_AT_MOST, for_a_person, saw
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.storage.database import Database
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus
from tests.sync.central.connectors.conftest import PASSPORT, TUESDAY_NINE
from tests.sync.central.connectors.scenes import TERMINAL, Scene, scene

CONFIRMED, TAKEN, REFUSED = BookingStatus.CONFIRMED, BookingStatus.TAKEN, BookingStatus.REFUSED
TEN = TUESDAY_NINE + timedelta(hours=1)


@pytest.fixture(params=["jcc", "qmatic"])
def town(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene(request.param, database, tmp_path) as made:
        yield made


def told(answer: BookingAnswer) -> tuple[BookingStatus, str]:
    return answer.status, answer.reason


def test_slots_are_theirs_and_nothing_is_lent(town: Scene) -> None:
    slots = town.agenda.slots(PASSPORT, town.now)
    assert not town.agenda.lends
    assert slots.minutes == 10
    assert slots.days[0].starts[0] == town.now + timedelta(hours=1)
    assert slots.days[-1].starts[-1] < town.now + timedelta(weeks=4)
    assert [day.day for day in slots.days] == sorted({start.date() for day in slots.days for start in day.starts})
    assert town.agenda.slots(Wanted("uittreksel-brp", "gemeentehuis", 10), town.now).days == ()


def test_a_booking_stands_on_both_sides_and_is_asked_for_once(town: Scene) -> None:
    first = town.book(town.booking())
    assert told(first) == (CONFIRMED, "")
    assert first.start == TUESDAY_NINE
    town.clock.tick(hours=2)
    assert town.book(town.booking()) == first
    assert (town.starts_there(), town.asked_there()) == ([TUESDAY_NINE], 1)
    assert town.attempts() == [("stands", "")]


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, (TAKEN, "")),
        ({"start": TUESDAY_NINE - timedelta(days=1)}, (REFUSED, "too_soon")),
        ({"start": TUESDAY_NINE + timedelta(days=40)}, (REFUSED, "too_far")),
        ({"product": "uittreksel-brp"}, (REFUSED, "unknown_product")),
        ({"location": "servicepunt-elders"}, (REFUSED, "unknown_location")),
        ({"sealed": b"of somebody else"}, (REFUSED, "sealed")),
    ],
)
def test_what_cannot_be_is_said_and_asked_for_by_nobody(
    town: Scene, change: dict[str, Any], answer: tuple[BookingStatus, str]
) -> None:
    town.book(town.booking(1))
    wish = town.booking(2).model_copy(update=change)
    assert told(town.book(wish)) == told(town.book(wish)) == answer
    assert (town.starts_there(), town.asked_there()) == ([TUESDAY_NINE], 1)
    with town.database.read() as connection:
        kept = connection.execute(select(BOOKINGS.c.sealed).where(BOOKINGS.c.id == wish.id)).scalar_one()
    assert kept is None


def test_an_id_that_is_used_again_for_something_else_is_refused(town: Scene) -> None:
    town.book(town.booking())
    assert told(town.book(town.booking(start=TEN))) == (REFUSED, "id_reused")
    assert town.starts_there() == [TUESDAY_NINE]


IN_DOUBT: list[tuple[str, Trouble, tuple[BookingStatus, str], list[str]]] = [
    ("jcc", Trouble.DROPPED_BEFORE, (REFUSED, "unclear"), ["unclear"]),
    ("jcc", Trouble.DROPPED_AFTER, (REFUSED, "unclear"), ["unclear"]),
    ("jcc", Trouble.SILENT_AFTER, (REFUSED, "unclear"), ["unclear"]),
    ("jcc", Trouble.BROKEN_BEFORE, (REFUSED, "unclear"), ["unclear"]),
    ("jcc", Trouble.BROKEN_AFTER, (REFUSED, "unclear"), ["unclear"]),
    ("jcc", Trouble.PORTAL_AFTER, (REFUSED, "unclear"), ["unclear"]),
    ("qmatic", Trouble.DROPPED_BEFORE, (REFUSED, "unclear"), ["unclear"]),
    ("qmatic", Trouble.DROPPED_AFTER, (CONFIRMED, ""), ["stands"]),
    ("qmatic", Trouble.SILENT_AFTER, (CONFIRMED, ""), ["stands"]),
    ("qmatic", Trouble.BROKEN_BEFORE, (REFUSED, "unclear"), ["unclear"]),
    ("qmatic", Trouble.BROKEN_AFTER, (CONFIRMED, ""), ["stands"]),
    ("qmatic", Trouble.PORTAL_AFTER, (CONFIRMED, ""), ["stands"]),
]


@pytest.mark.parametrize(("name", "trouble", "answer", "states"), IN_DOUBT)
def test_a_bad_moment_is_never_repeated_and_ends_in_what_is_known(
    database: Database,
    tmp_path: Path,
    name: str,
    trouble: Trouble,
    answer: tuple[BookingStatus, str],
    states: list[str],
) -> None:
    with scene(name, database, tmp_path) as town:
        town.simulator.day.turns(trouble, times=1)
        if trouble is Trouble.SILENT_AFTER:
            town.wire.write_timeout_s = 0.5
        assert told(town.book(town.booking())) == answer
        assert told(town.book(town.booking())) == answer
        assert [state for state, _ in town.attempts()] == states
        assert town.asked_there() <= 1
        with town.database.read() as connection:
            left = connection.execute(for_a_person(town.now)).all()
        assert [row.reference for row in left] == (["K7P423"] if answer[1] else [])


def test_what_was_certainly_not_sent_may_be_asked_again_by_the_same_id(town: Scene) -> None:
    town.simulator.day.turns(Trouble.PORTAL)
    for _ in range(2):
        with pytest.raises(AgendaSilentError):
            town.book(town.booking())
    assert [state for state, _ in town.attempts()] == ["free"]
    with pytest.raises(AgendaSilentError):
        town.agenda.slots(PASSPORT, town.now)
    town.simulator.day.turns(Trouble.NONE)
    assert told(town.book(town.booking())) == (CONFIRMED, "")
    assert town.starts_there() == [TUESDAY_NINE]


def test_a_place_in_doubt_that_is_found_later_is_taken_away_again(database: Database, tmp_path: Path) -> None:
    """Qmatic was still busy when we looked: the visitor was told that it is not confirmed, so nobody will come."""
    with scene("qmatic", database, tmp_path) as town:
        town.simulator.looks_up = False
        town.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
        assert told(town.book(town.booking())) == (REFUSED, "unclear")
        assert town.starts_there() == [TUESDAY_NINE]
        town.simulator.looks_up = True
        rounds = [town.agenda.finisher.run() for _ in range(3)]
        assert rounds[-1] == 0
        assert town.starts_there() == []
        assert town.attempts() == [("gone", "found")]
        assert told(town.book(town.booking())) == (REFUSED, "unclear")


def test_a_person_looks_into_what_stays_unclear(database: Database, tmp_path: Path) -> None:
    with scene("jcc", database, tmp_path) as town:
        town.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
        town.book(town.booking())
        with town.database.write() as connection:
            (row,) = connection.execute(for_a_person(town.now)).all()
            saw(connection, row.number, "anna", town.now)
            assert connection.execute(for_a_person(town.now)).all() == []
        assert town.agenda.finisher.run() == 0


def crash(town: Scene, after: Trouble | None) -> None:
    """Ask, and be gone before the answer is written down (`after`: what the other side still did)."""

    class PowerCutError(BaseException):
        pass

    real = town.agenda.system.book

    def cut(ask: Any) -> Any:
        if after is not None:
            real(ask)
        raise PowerCutError

    object.__setattr__(town.agenda.system, "book", cut)
    with pytest.raises(PowerCutError):
        town.book(town.booking())
    object.__setattr__(town.agenda.system, "book", real)


@pytest.mark.parametrize("made", [False, True])
def test_a_crash_while_asking_is_found_out_about_not_repeated(town: Scene, made: bool) -> None:
    crash(town, Trouble.NONE if made else None)
    with pytest.raises(AgendaSilentError):  # another call may still be at it
        town.book(town.booking())
    town.clock.tick(seconds=ASKS_AT_MOST.total_seconds())
    known = made and town.agenda.system.can_look_up
    assert told(town.book(town.booking())) == ((CONFIRMED, "") if known else (REFUSED, "unclear"))
    assert town.asked_there() == int(made)
    assert [state for state, _ in town.attempts()] == ["stands" if known else "unclear"]


def test_a_crash_that_nobody_asks_about_is_found_out_by_the_finisher(town: Scene) -> None:
    crash(town, Trouble.NONE)
    town.agenda.finisher.run()
    assert [state for state, _ in town.attempts()] == ["asking"]
    town.clock.tick(seconds=ASKS_AT_MOST.total_seconds())
    town.agenda.finisher.run()
    expected = "stands" if town.agenda.system.can_look_up else "unclear"
    assert [state for state, _ in town.attempts()] == [expected]


def test_a_withdrawn_booking_is_taken_away_there(town: Scene) -> None:
    """The terminal gave up waiting, and its withdrawal comes with its records."""
    town.book(town.booking())
    with town.database.write() as connection:
        assert withdraw(connection, town.booking().id, TERMINAL, town.now)
    assert town.agenda.finisher.run() == 0
    assert town.starts_there() == []
    assert town.attempts() == [("gone", "withdrawn")]


def test_a_withdrawal_that_comes_while_we_ask_wins(town: Scene) -> None:
    real = town.agenda.system.book

    def withdrawn_meanwhile(ask: Any) -> Any:
        outcome = real(ask)
        with town.database.write() as connection:
            withdraw(connection, town.booking().id, TERMINAL, town.now)
        return outcome

    object.__setattr__(town.agenda.system, "book", withdrawn_meanwhile)
    assert told(town.book(town.booking())) == (REFUSED, "withdrawn")
    town.agenda.finisher.run()
    assert town.starts_there() == []


def test_what_cannot_be_taken_away_is_for_a_person_after_a_while(town: Scene) -> None:
    town.book(town.booking())
    with town.database.write() as connection:
        withdraw(connection, town.booking().id, TERMINAL, town.now)
    town.simulator.day.turns(Trouble.DROPPED_BEFORE)
    assert town.agenda.finisher.run() == 1
    with town.database.read() as connection:
        assert connection.execute(for_a_person(town.now)).all() == []
        assert len(connection.execute(for_a_person(town.now + timedelta(minutes=20))).all()) == 1
    town.simulator.day.turns(Trouble.NONE)
    assert town.agenda.finisher.run() == 0


@pytest.mark.parametrize("taken_answer", ["acknowledge", "problem"])
@pytest.mark.parametrize("name", ["jcc", "qmatic"])
def test_thirty_visitors_at_one_place(database: Database, tmp_path: Path, name: str, taken_answer: str) -> None:
    """The other system decides: one is confirmed, each is told the same when asking again, and one stands."""
    simulator = JccSimulator(taken_answer=taken_answer) if name == "jcc" else None
    with scene(name, database, tmp_path, simulator) as town:
        together = Barrier(30)

        def visitor(seed: int) -> BookingAnswer:
            booking = town.booking(seed)
            together.wait()
            return asking_again(town, booking)

        with ThreadPoolExecutor(30) as pool:
            answers = list(pool.map(visitor, range(30)))
        confirmed = [answer for answer in answers if answer.status is CONFIRMED]
        assert len(confirmed) == len(town.starts_there()) == 1
        lost = {told(answer) for answer in answers if answer.status is not CONFIRMED}
        allowed = {(TAKEN, "")} | ({(REFUSED, "unclear")} if taken_answer == "problem" and name == "jcc" else set())
        assert lost <= allowed
        assert [town.book(town.booking(seed)) for seed in range(30)] == answers


def test_one_visitor_who_asks_thirty_times_at_once_has_one_appointment(town: Scene) -> None:
    together = Barrier(30)
    booking = town.booking()

    def again(_: int) -> BookingAnswer:
        together.wait()
        return asking_again(town, booking)

    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(again, range(30)))
    assert {told(answer) for answer in answers} == {(CONFIRMED, "")}
    assert (town.asked_there(), town.starts_there()) == (1, [TUESDAY_NINE])


def asking_again(town: Scene, booking: Booking) -> BookingAnswer:
    """As a terminal does: silence is asked about again."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return town.book(booking)
        except AgendaSilentError:
            time.sleep(0.05)
    raise AssertionError("never an answer")
