"""What both systems have in common, asked of each: over HTTP, on good days and on bad ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from sync.central.agenda.port import Wanted
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.simulators.qmatic import QmaticSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.connectors.system import (
    Ask,
    Declined,
    Made,
    Outcome,
    SilentSystemError,
    System,
    Unclear,
    UnmappedError,
)
from sync.protocol.messages import Meeting
from tests.sync.central.connectors.conftest import NOW, PASSPORT, TUESDAY_NINE, ZONE, impatient, jcc_on, qmatic_on

CONTACT = {"name": "A. Voorbeeld", "phone": "0612345678", "email": "a@example.com"}


@dataclass
class Pair:
    """A pretended system, and what speaks to it."""

    simulator: Any
    system: System
    url: str


@pytest.fixture(params=["jcc", "qmatic"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    simulator: Any = JccSimulator(now=lambda: NOW) if request.param == "jcc" else QmaticSimulator(now=lambda: NOW)
    with serving(simulator) as url:
        yield Pair(simulator, jcc_on(url) if request.param == "jcc" else qmatic_on(url), url)


def ask(start: datetime = TUESDAY_NINE, key: str = "key-1", wanted: Wanted = PASSPORT) -> Ask:
    return Ask(key, "K7P4XQ", wanted, start, CONTACT)


def starts(pair: Pair, day: datetime = TUESDAY_NINE) -> list[datetime]:
    midnight = day.replace(hour=0, minute=0)
    return list(pair.system.offer(PASSPORT, midnight, midnight + timedelta(days=1)).starts)


def impatient_when_writing(pair: Pair) -> None:
    system: Any = pair.system
    system.client.wire.write_timeout_s = 0.5


def test_free_times_are_moments_of_the_town(pair: Pair) -> None:
    offer = pair.system.offer(PASSPORT, NOW, NOW + timedelta(days=7))
    assert offer.minutes == 10
    assert offer.starts[0] == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert offer.starts[-1] == datetime(2026, 11, 30, 7, 55, tzinfo=UTC)
    assert {start.utcoffset() for start in offer.starts} == {timedelta(hours=1)}


def test_what_is_booked_stands_there_and_is_gone_after_removal(pair: Pair) -> None:
    made = pair.system.book(ask())
    assert isinstance(made, Made)
    assert (made.start, made.minutes) == (TUESDAY_NINE, 10)
    assert list(pair.simulator.appointments) == [made.other_id]
    assert "K7P4XQ" in str(pair.simulator.appointments)
    assert TUESDAY_NINE not in starts(pair)
    assert pair.system.remove(made.other_id)
    assert pair.simulator.appointments == {}
    assert TUESDAY_NINE in starts(pair)


def test_a_place_that_is_taken_is_not_even_asked_for(pair: Pair) -> None:
    assert isinstance(pair.system.book(ask()), Made)
    asked = len([one for one in pair.simulator.asked if pair.simulator.writes(one)])
    assert pair.system.book(ask(key="key-2")) == Declined(taken=True)
    assert len([one for one in pair.simulator.asked if pair.simulator.writes(one)]) == asked


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (replace(PASSPORT, product="elders"), "unknown_product"),
        (replace(PASSPORT, location="elders"), "unknown_location"),
        (replace(PASSPORT, meeting=Meeting.PHONE), "no_appointments"),
        (replace(PASSPORT, meeting=Meeting.HOME, village="Nuth"), "no_appointments"),
    ],
)
def test_what_is_not_mapped_has_no_appointments(pair: Pair, wanted: Wanted, why: str) -> None:
    with pytest.raises(UnmappedError, match=why):
        pair.system.offer(wanted, NOW, NOW + timedelta(days=1))
    with pytest.raises(UnmappedError, match=why):
        pair.system.book(ask(wanted=wanted))
    assert pair.simulator.appointments == {}


KNOWN_AFTERWARDS: list[tuple[Trouble, dict[str, Outcome | None]]] = [
    (Trouble.DROPPED_BEFORE, {"jcc": Unclear("no_answer"), "qmatic": Unclear("no_answer")}),
    (Trouble.DROPPED_AFTER, {"jcc": Unclear("no_answer"), "qmatic": None}),
    (Trouble.SILENT_AFTER, {"jcc": Unclear("no_answer"), "qmatic": None}),
    (Trouble.BROKEN_BEFORE, {"jcc": Unclear("HTTP 500, code -1"), "qmatic": Unclear("HTTP 500")}),
    (Trouble.BROKEN_AFTER, {"jcc": Unclear("HTTP 500, code -1"), "qmatic": None}),
    (Trouble.PORTAL_AFTER, {"jcc": Unclear("HTTP 200, but something else answers in its place"), "qmatic": None}),
]
"""What is known after a bad moment; None: that it was made. Qmatic can be asked for our key, JCC cannot."""


@pytest.mark.parametrize(("trouble", "expected"), KNOWN_AFTERWARDS)
def test_after_a_bad_moment_only_what_is_certain_is_said(
    pair: Pair, trouble: Trouble, expected: dict[str, Outcome | None]
) -> None:
    pair.simulator.day.turns(trouble, times=1)
    if trouble is Trouble.SILENT_AFTER:
        impatient_when_writing(pair)
    outcome = pair.system.book(ask())
    wanted = expected[pair.system.name.lower()]
    if wanted is None:
        assert isinstance(outcome, Made)
        assert list(pair.simulator.appointments) == [outcome.other_id]
    else:
        assert outcome == wanted
    assert len([one for one in pair.simulator.asked if pair.simulator.writes(one)]) <= 1


@pytest.mark.parametrize("after", [Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER, Trouble.SILENT_AFTER])
def test_without_a_look_up_qmatic_is_in_doubt_as_well(after: Trouble) -> None:
    simulator = QmaticSimulator(now=lambda: NOW, looks_up=False)
    with serving(simulator) as url:
        simulator.day.turns(after, times=1)
        system = qmatic_on(url)
        if after is Trouble.SILENT_AFTER:
            system.client.wire.write_timeout_s = 0.5
        assert isinstance(system.book(ask()), Unclear)
    assert len(simulator.appointments) == 1


def test_a_system_that_nobody_can_reach_has_certainly_done_nothing(pair: Pair) -> None:
    assert starts(pair)
    pair.simulator.day.turns(Trouble.PORTAL)
    for question in (lambda: starts(pair), lambda: pair.system.book(ask())):
        with pytest.raises(SilentSystemError):
            question()
    assert not pair.system.remove("x")


def test_a_port_without_a_server_is_silence() -> None:
    with serving(JccSimulator()) as url:
        pass
    for system in (jcc_on(url), qmatic_on(url)):
        with pytest.raises(SilentSystemError):
            system.book(ask())


def test_a_slow_system_is_silent_in_time(pair: Pair) -> None:
    pair.simulator.day.turns(Trouble.SLOW)
    pair.simulator.day.slow_s = 2.5
    impatient(pair.system)
    with pytest.raises(SilentSystemError):
        starts(pair)


def test_a_wrong_secret_is_told_without_the_secret(pair: Pair) -> None:
    wrong = jcc_on(pair.url, "geheim") if pair.system.name == "JCC" else qmatic_on(pair.url, "geheim")
    with pytest.raises(SilentSystemError, match="HTTP 4") as told:
        wrong.book(ask())
    assert "geheim" not in str(told.value)


def test_removing_what_was_removed_is_certain_only_where_the_system_says_so(pair: Pair) -> None:
    made = pair.system.book(ask())
    assert isinstance(made, Made)
    pair.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
    with pytest.raises(SilentSystemError):
        pair.system.remove(made.other_id)
    assert pair.simulator.appointments == {}
    assert pair.system.remove(made.other_id) is (pair.system.name == "Qmatic")


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        ("2026-10-25", 36),
        ("2027-03-28", 12),
        ("2026-10-26", 24),
    ],
)
def test_the_nights_on_which_clocks_change(pair: Pair, night: str, expected: int) -> None:
    """From 01:30 to 03:30 there are 36, 12 or 24 times of five minutes; each can be asked for as what it is."""
    midnight = datetime.fromisoformat(night).replace(tzinfo=ZONE)
    now = midnight.astimezone(UTC) - timedelta(days=2)
    pair.simulator.now = lambda: now
    pair.simulator.desks.opens, pair.simulator.desks.closes = time(1, 30), time(3, 35)
    pair.simulator.desks.weekdays = frozenset(range(1, 8))
    found = starts(pair, midnight)
    assert len(found) == len(set(found)) == expected
    assert found == sorted(found)
    first, last = pair.system.book(ask(found[0])), pair.system.book(ask(found[-1], key="key-2"))
    assert isinstance(first, Made)
    assert isinstance(last, Made)
    assert (first.start, last.start) == (found[0], found[-1])
