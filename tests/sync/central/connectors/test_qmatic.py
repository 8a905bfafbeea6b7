"""What is Qmatic's own: matrix parameters, the time zone of the branch, UTC in its answers, and reasons in a header."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from sync.central.connectors.qmatic.system import Qmatic
from sync.central.connectors.simulators.qmatic import QmaticSimulator
from sync.central.connectors.system import Ask, Declined, Made, SilentSystemError, Unclear
from tests.sync.central.connectors.conftest import NOW, PASSPORT, TUESDAY_NINE

ANSWERS = {"name": "A. van Voorbeeld", "phone": "0612345678"}
BRANCH = "b1" * 32


def ask(start: datetime = TUESDAY_NINE) -> Ask:
    return Ask("infopunt-1-1", "K7P4XQ", PASSPORT, start, ANSWERS)


def test_what_qmatic_gets(qmatic: Qmatic, qmatic_simulator: QmaticSimulator) -> None:
    made = qmatic.book(ask())
    assert made == Made(next(iter(qmatic_simulator.appointments)), TUESDAY_NINE, 10)
    (booked,) = [one for one in qmatic_simulator.asked if one.method == "POST"]
    assert booked.path == f"v2/branches/{BRANCH}/dates/2026-11-24/times/09:00/book"
    wish = json.loads(booked.body)
    assert wish["services"] == [{"publicId": "Paspoort"}]
    assert wish["customers"] == [
        {"lastName": "A. van Voorbeeld", "phone": "0612345678", "externalId": "infopunt-1-1"},
    ]
    assert "K7P4XQ" in wish["title"]
    assert "K7P4XQ" in wish["notes"]


def test_days_and_times_are_asked_with_matrix_parameters(qmatic: Qmatic, qmatic_simulator: QmaticSimulator) -> None:
    qmatic.offer(PASSPORT, NOW, NOW + timedelta(days=1))
    asked = [one.path for one in qmatic_simulator.asked]
    assert f"v2/branches/{BRANCH}/dates;servicePublicId=Paspoort" in asked
    assert f"v2/branches/{BRANCH}/dates/2026-11-24/times;servicePublicId=Paspoort" in asked


@pytest.mark.parametrize(("customers", "minutes_later"), [(1, 0), (3, 10)])
def test_those_who_come_along_are_one_less(qmatic: Qmatic, customers: int, minutes_later: int) -> None:
    """Of 10 minutes for one and 5 for each more: with three people the last time is 10 minutes earlier."""
    times = qmatic.client.times(BRANCH, "Paspoort", TUESDAY_NINE.date(), customers)
    assert times[-1] + timedelta(minutes=minutes_later) == datetime(2026, 11, 24, 16, 50, tzinfo=UTC).replace(
        tzinfo=None
    )


def test_of_two_equal_wall_times_only_the_first_can_be_named(qmatic: Qmatic, qmatic_simulator: QmaticSimulator) -> None:
    night = datetime(2026, 10, 25, tzinfo=UTC)
    qmatic_simulator.now = lambda: night - timedelta(days=3)
    qmatic_simulator.desks.opens, qmatic_simulator.desks.closes = time(1), time(4)
    qmatic_simulator.desks.weekdays = frozenset({7})
    assert qmatic.book(ask(night.replace(hour=1, minute=30))) == Declined(taken=False, reason="hour_twice")
    first = qmatic.book(ask(night.replace(hour=0, minute=30)))
    assert isinstance(first, Made)
    assert first.start == night.replace(hour=0, minute=30)


def beaten(simulator: QmaticSimulator, how: Any) -> None:
    """Just before a booking arrives, `how` happens."""
    real = simulator.answer

    def answer(asked: Any) -> Any:
        if asked.method == "POST":
            how()
        return real(asked)

    simulator.answer = answer  # type: ignore[method-assign]


def test_a_place_that_is_taken_between_looking_and_asking(qmatic: Qmatic, qmatic_simulator: QmaticSimulator) -> None:
    """A 500 with a reason is a "no", once the look-up does not find our key."""
    beaten(qmatic_simulator, lambda: qmatic_simulator.desks.take("other", BRANCH, TUESDAY_NINE, 10, NOW))
    assert qmatic.book(ask()) == Declined(taken=True, reason="declined")
    assert any("externalId" in one.path for one in qmatic_simulator.asked)


def test_an_appointment_at_another_moment_than_asked_is_taken_away(
    qmatic: Qmatic, qmatic_simulator: QmaticSimulator
) -> None:
    """Their clock and ours differ about the zone: the visitor would come an hour late."""
    real = qmatic_simulator._appointment

    def shifted(public_id: str, wish: Any, services: Any, branch: Any, start: datetime, minutes: int) -> Any:
        return real(public_id, wish, services, branch, start + timedelta(hours=1), minutes)

    qmatic_simulator._appointment = shifted  # type: ignore[method-assign]
    assert qmatic.book(ask()) == Declined(taken=False, reason="other_time")
    assert qmatic_simulator.appointments == {}


def test_a_look_up_finds_by_our_key_only(qmatic: Qmatic) -> None:
    made = qmatic.book(ask())
    assert isinstance(made, Made)
    assert qmatic.look_up("infopunt-1-1") == made
    assert qmatic.look_up("infopunt-1-2") is None
    assert qmatic.seen(made.other_id) == made
    assert qmatic.seen("unknown") is None


def test_a_500_without_a_reason_is_in_doubt(qmatic: Qmatic, qmatic_simulator: QmaticSimulator) -> None:
    qmatic_simulator.looks_up = False

    def broken(asked: Any) -> Any:
        return qmatic_simulator.broken(asked) if asked.method == "POST" else real(asked)

    real = qmatic_simulator.answer
    qmatic_simulator.answer = broken  # type: ignore[method-assign]
    assert qmatic.book(ask()) == Unclear("HTTP 500")


def test_a_service_that_is_not_in_the_public_calendar_has_no_times(qmatic: Qmatic) -> None:
    with pytest.raises(SilentSystemError):
        qmatic.offer(replace(PASSPORT, product="naam"), NOW, NOW + timedelta(days=1))


def test_check_names_what_is_wrong(qmatic: Qmatic) -> None:
    wrong = {finding.name: finding.told for finding in qmatic.check() if not finding.good}
    assert set(wrong) == {"servicepunt-schinnen", "naam"}
    assert "no address" in wrong["servicepunt-schinnen"]
    assert "not active" in wrong["naam"]
