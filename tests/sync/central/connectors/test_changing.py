"""Moving and cancelling what another system keeps: wherever it is cut off, the visitor has a place."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.changing import arrive
from sync.central.agenda.port import AgendaSilentError
from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.attempts import ASKS_AT_MOST, for_a_person
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.connectors.tables import ATTEMPTS
from sync.central.storage.database import Database
from sync.protocol.appointments import AppointmentStatus, ChangeAnswer, ChangeStatus
from tests.sync.central.connectors.conftest import TUESDAY_NINE
from tests.sync.central.connectors.scenes import Scene, scene

TEN = TUESDAY_NINE + timedelta(hours=1)
REFERENCE = "K7P423"
DONE, TAKEN, REFUSED = ChangeStatus.DONE, ChangeStatus.TAKEN, ChangeStatus.REFUSED


class PowerCutError(BaseException):
    """Everything ends here."""


@pytest.fixture(params=["jcc", "qmatic"])
def town(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene(request.param, database, tmp_path) as made:
        made.book(made.booking())
        yield made


def move(town: Scene, start: Any = TEN, revision: int | None = None) -> ChangeAnswer:
    answer = town.agenda.move(REFERENCE, start, town.now, revision)
    assert answer is not None
    return answer


def states(town: Scene) -> list[str]:
    return [state for state, _ in town.attempts()]


def promised(town: Scene) -> Any:
    """What the visitor's code opens."""
    found = town.agenda.find(REFERENCE, town.now)
    assert found is not None
    return found.start, found.status


def for_somebody(town: Scene) -> int:
    with town.database.read() as connection:
        return len(connection.execute(for_a_person(town.now)).all())


def test_a_move_takes_the_new_place_and_gives_the_old_one_back(town: Scene) -> None:
    answer = move(town)
    assert (answer.status, answer.appointment.start, answer.appointment.revision) == (DONE, TEN, 1)
    assert town.starts_there() == [TEN]
    assert states(town) == ["gone", "stands"]
    assert move(town).status is DONE
    assert move(town).appointment.revision == 1
    assert town.book(town.booking()).start == TEN
    back = move(town, TUESDAY_NINE)
    assert (back.status, town.starts_there()) == (DONE, [TUESDAY_NINE])


@pytest.mark.parametrize(
    ("start", "revision", "answer"),
    [
        (TUESDAY_NINE - timedelta(days=1), None, (REFUSED, "too_soon")),
        (TUESDAY_NINE + timedelta(days=40), None, (REFUSED, "too_far")),
        (TEN, 7, (REFUSED, "changed")),
        (TUESDAY_NINE.replace(hour=7), None, (TAKEN, "")),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(town: Scene, start: Any, revision: int | None, answer: Any) -> None:
    moved = move(town, start, revision)
    assert (moved.status, moved.reason) == answer
    assert promised(town) == (TUESDAY_NINE, AppointmentStatus.CONFIRMED)
    assert town.starts_there() == [TUESDAY_NINE]


def test_nobody_moves_or_cancels_what_has_arrived_or_is_unknown(town: Scene) -> None:
    assert town.agenda.move("222222", TEN, town.now) is None
    assert town.agenda.cancel("222222", town.now) is None
    assert town.agenda.find("222222", town.now) is None
    with town.database.write() as connection:
        arrive(connection, town.booking().id, town.now)
    cancelled = town.agenda.cancel(REFERENCE, town.now)
    assert cancelled is not None
    assert (move(town).reason, cancelled.reason) == ("arrived", "arrived")
    assert town.starts_there() == [TUESDAY_NINE]


@pytest.mark.parametrize("trouble", [Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER, Trouble.DROPPED_BEFORE])
def test_a_move_in_doubt_keeps_the_old_place_and_tells_a_person(town: Scene, trouble: Trouble) -> None:
    town.simulator.day.turns(trouble, times=1)
    answer = move(town)
    found_out = town.agenda.system.can_look_up and trouble is not Trouble.DROPPED_BEFORE
    if found_out:
        assert (answer.status, town.starts_there(), for_somebody(town)) == (DONE, [TEN], 0)
        return
    assert (answer.status, answer.reason) == (REFUSED, "unclear")
    assert answer.appointment.start == TUESDAY_NINE
    assert TUESDAY_NINE in town.starts_there()
    assert for_somebody(town) == 1
    asked = town.asked_there()
    assert move(town).reason == "unclear"
    assert town.asked_there() == asked


def test_when_the_old_place_cannot_be_given_back_both_stand_and_somebody_is_told(town: Scene) -> None:
    fail_removals(town)
    assert move(town).status is DONE
    assert promised(town) == (TEN, AppointmentStatus.CONFIRMED)
    assert town.starts_there() == [TUESDAY_NINE, TEN]
    assert states(town) == ["owed", "stands"]
    town.clock.tick(minutes=20)
    assert for_somebody(town) == 1
    town.simulator.day.turns(Trouble.NONE)
    assert town.agenda.finisher.run() == 0
    assert (town.starts_there(), for_somebody(town)) == ([TEN], 0)


def fail_removals(town: Scene) -> None:
    real = town.simulator.answer

    def answer(asked: Any) -> Any:
        failing = asked.method == "DELETE" and town.simulator.day.trouble is Trouble.SLOW
        return town.simulator.broken(asked) if failing else real(asked)

    town.simulator.answer = answer
    town.simulator.day.slow_s = 0.0
    town.simulator.day.turns(Trouble.SLOW)


def cut_before_asking(town: Scene) -> None:
    _cut(town, "book", before=True)


def cut_after_asking(town: Scene) -> None:
    _cut(town, "book", before=False)


def cut_before_removing(town: Scene) -> None:
    _cut(town, "remove", before=True)


def cut_after_removing(town: Scene) -> None:
    _cut(town, "remove", before=False)


def _cut(town: Scene, name: str, *, before: bool) -> None:
    """Die once, just before or just after the other system was asked."""
    real = getattr(town.agenda.system, name)

    def dying(asked: Any) -> Any:
        object.__setattr__(town.agenda.system, name, real)
        if not before:
            real(asked)
        raise PowerCutError

    object.__setattr__(town.agenda.system, name, dying)


CRASHES: list[tuple[Callable[[Scene], None], Any, list[Any]]] = [
    (cut_before_asking, TUESDAY_NINE, [TUESDAY_NINE]),
    (cut_after_asking, TUESDAY_NINE, [TUESDAY_NINE]),
    (cut_before_removing, TEN, [TEN]),
    (cut_after_removing, TEN, [TEN]),
]


@pytest.mark.parametrize(("crash", "expected", "there"), CRASHES)
def test_a_move_cut_off_at_any_point_leaves_a_place(
    town: Scene, crash: Callable[[Scene], None], expected: Any, there: list[Any]
) -> None:
    """After the crash, before anybody acts, what the visitor's code says stands there. Then all is put in order,
    or somebody is told.
    """
    crash(town)
    with pytest.raises(PowerCutError):
        move(town)
    with town.database.read() as connection:
        kept = connection.execute(select(BOOKINGS.c.start_at)).scalar_one()
    assert kept == expected
    assert kept in town.starts_there()
    town.clock.tick(seconds=ASKS_AT_MOST.total_seconds())
    for _ in range(3):
        town.agenda.finisher.run()
    town.clock.tick(minutes=20)
    assert town.starts_there() == there or for_somebody(town) == 1
    if town.agenda.system.can_look_up and crash is not cut_before_asking:
        assert (town.starts_there(), for_somebody(town)) == (there, 0)


def test_a_move_that_was_lost_can_be_asked_again(town: Scene) -> None:
    cut_after_asking(town)
    with pytest.raises(PowerCutError):
        move(town)
    with pytest.raises(AgendaSilentError):
        move(town)
    town.clock.tick(seconds=ASKS_AT_MOST.total_seconds())
    answer = move(town)
    assert town.asked_there() == 2
    if town.agenda.system.can_look_up:
        assert (answer.status, town.starts_there()) == (DONE, [TEN])
    else:
        assert (answer.reason, for_somebody(town)) == ("unclear", 1)


def test_a_cancelled_appointment_is_gone_on_both_sides(town: Scene) -> None:
    for _ in range(2):
        answer = town.agenda.cancel(REFERENCE, town.now)
        assert answer is not None
        assert (answer.status, answer.appointment.status) == (DONE, AppointmentStatus.CANCELLED)
    assert (town.starts_there(), states(town)) == ([], ["gone"])
    with town.database.read() as connection:
        assert connection.execute(select(BOOKINGS.c.sealed)).scalar_one() is None
    assert move(town).reason == "cancelled"


@pytest.mark.parametrize("trouble", [Trouble.DROPPED_BEFORE, Trouble.BROKEN_BEFORE, Trouble.SILENT_AFTER])
def test_a_cancellation_is_ours_at_once_and_theirs_as_soon_as_it_can_be(town: Scene, trouble: Trouble) -> None:
    town.simulator.day.turns(trouble, times=1)
    if trouble is Trouble.SILENT_AFTER:
        town.wire.write_timeout_s = 0.5
    answer = town.agenda.cancel(REFERENCE, town.now)
    assert answer is not None
    assert answer.status is DONE
    town.agenda.finisher.run()
    assert town.starts_there() == []
    town.clock.tick(minutes=20)
    # JCC answers 500 to an id that it does not know (any more): that it is gone is likely, not certain.
    gone = trouble is not Trouble.SILENT_AFTER or town.agenda.system.can_look_up
    assert for_somebody(town) == (0 if gone else 1)


def test_one_that_came_back_with_a_record_is_cancelled_by_a_person(town: Scene) -> None:
    """After a restore we know what was promised, and not under what name it stands there."""
    with town.database.write() as connection:
        connection.execute(delete(ATTEMPTS))
        connection.execute(update(BOOKINGS).values(system_id=None))
    answer = town.agenda.cancel(REFERENCE, town.now)
    assert answer is not None
    assert (answer.status, for_somebody(town)) == (DONE, 1)


def test_what_somebody_changed_there_is_told_here(town: Scene) -> None:
    real = town.agenda.system.seen(next(iter(town.simulator.appointments)))
    assert real is not None
    object.__setattr__(town.agenda.system, "seen", lambda _: real.__class__(real.other_id, TEN, 10))
    assert promised(town) == (TEN, AppointmentStatus.CONFIRMED)
    object.__setattr__(town.agenda.system, "seen", lambda _: None)
    assert promised(town) == (TEN, AppointmentStatus.CANCELLED)
    with town.database.read() as connection:
        assert connection.execute(select(BOOKINGS.c.status)).scalar_one() == KeptStatus.CONFIRMED


def test_silence_there_leaves_what_we_know(town: Scene) -> None:
    town.simulator.day.turns(Trouble.PORTAL)
    assert promised(town) == (TUESDAY_NINE, AppointmentStatus.CONFIRMED)
    with pytest.raises(AgendaSilentError):
        move(town)
    assert promised(town) == (TUESDAY_NINE, AppointmentStatus.CONFIRMED)
