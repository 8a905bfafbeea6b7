import doctest
from uuid import UUID

import pytest

from sync.protocol.messages import BatchAnswer, RecordResult, RecordStatus
from sync.terminal import pace as module
from sync.terminal.pace import (
    CAP_S,
    MAX_RETRY_AFTER_S,
    TRIES_BEFORE_PARKED,
    Hold,
    Pace,
    after_answer,
    after_choking,
    after_silence,
    due_alone,
    held_back,
    next_attempt,
    next_due_s,
)
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, START

_A, _B, _C = (UUID(int=number) for number in (1, 2, 3))


def _answer(*results: RecordResult) -> BatchAnswer:
    return BatchAnswer(central_id=CENTRAL_ID, epoch=FIRST_EPOCH, batch_id=_A, now=START, results=results)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted >= 2


@pytest.mark.parametrize(
    ("tries", "longest_s"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, CAP_S), (60, CAP_S), (10**6, CAP_S)]
)
def test_back_off_is_full_jitter_from_one_second_to_five_minutes(tries: int, longest_s: float) -> None:
    assert next_attempt(1000.0, tries, 0.0) == 1000.0
    assert next_attempt(1000.0, tries, 0.999999) == pytest.approx(1000.0 + longest_s, rel=1e-5)


@pytest.mark.parametrize(
    ("retry_after_s", "earliest_s"), [(None, 0.0), (0.0, 0.0), (120.0, 120.0), (10.0**9, MAX_RETRY_AFTER_S)]
)
def test_retry_after_is_honoured_within_reason(retry_after_s: float | None, earliest_s: float) -> None:
    assert next_attempt(0.0, 1, 0.0, retry_after_s) == earliest_s
    assert next_attempt(0.0, 1, 0.5, retry_after_s) == earliest_s + 0.5


def test_batches_grow_to_the_limit_while_all_goes_well() -> None:
    pace, limits = Pace(), []
    for _ in range(4):
        limits.append(pace.limit)
        pace = after_answer(pace, 0.0, (), _answer(), 0.5)
    assert limits == [50, 100, 200, 200]


def test_silence_waits_longer_each_time_and_an_answer_resets_it() -> None:
    pace = Pace()
    for _ in range(5):
        pace = after_silence(pace, 10.0, 0.5)
    assert (pace.failures, pace.not_before_s, pace.limit) == (5, 18.0, 50)
    pace = after_answer(pace, 20.0, (), _answer(), 0.5)
    assert (pace.failures, pace.not_before_s) == (0, 20.0)


@pytest.mark.parametrize(("sent", "limit"), [(200, 100), (51, 25), (3, 1), (2, 1)])
def test_a_choking_batch_is_halved(sent: int, limit: int) -> None:
    ids = tuple(UUID(int=number) for number in range(sent))
    assert after_choking(Pace(limit=200), 0.0, ids, 0.5).limit == limit


def test_a_record_that_chokes_by_itself_lets_the_others_pass() -> None:
    pace = Pace(limit=1)
    for tries in range(1, TRIES_BEFORE_PARKED + 1):
        assert held_back(pace, 0.0) == frozenset(), tries
        pace = after_choking(pace, 0.0, (_A,), 0.5)
    assert held_back(pace, 10.0**9) == {_A}
    assert due_alone(pace, 0.0) is None
    assert due_alone(pace, 10.0**9) == _A


def test_a_record_that_goes_alone_does_not_hold_the_others_up() -> None:
    pace = Pace(holds={_A: Hold(3, 0.0, alone=True)})
    after = after_choking(pace, 100.0, (_A,), 0.5)
    assert (after.failures, after.not_before_s, after.limit) == (0, 0.0, 50)
    assert after.holds[_A].tries == 4
    assert after.holds[_A].not_before_s > 100.0


def test_after_an_outage_all_that_goes_alone_may_go_at_once() -> None:
    holds = {_A: Hold(9, 5000.0, alone=True), _B: Hold(1, 5000.0)}
    pace = after_answer(Pace(failures=7, holds=holds), 100.0, (), _answer(), 0.5)
    assert due_alone(pace, 100.0) == _A
    assert held_back(pace, 100.0) == {_A, _B}
    calm = after_answer(Pace(failures=0, holds=holds), 100.0, (), _answer(), 0.5)
    assert due_alone(calm, 100.0) is None


def test_what_is_put_off_or_left_out_waits_and_what_is_settled_is_forgotten() -> None:
    later = RecordResult(id=_A, status=RecordStatus.RETRY, retry_after_s=60)
    done = RecordResult(id=_B, status=RecordStatus.REJECTED)
    pace = after_answer(Pace(holds={_B: Hold(3, 0.0, alone=True)}), 100.0, (_A, _B, _C), _answer(later, done), 0.5)
    assert held_back(pace, 100.0) == {_A, _C}
    assert held_back(pace, 159.0) == {_A}
    assert held_back(pace, 200.0) == frozenset()


def test_what_is_put_off_again_and_again_waits_longer() -> None:
    later = _answer(RecordResult(id=_A, status=RecordStatus.RETRY))
    pace, waits = Pace(), []
    for _ in range(3):
        pace = after_answer(pace, 0.0, (_A,), later, 0.5)
        waits.append(pace.holds[_A].not_before_s)
    assert waits == [5.0, 10.0, 20.0]


@pytest.mark.parametrize(("not_before_s", "due_s"), [(50.0, 300.0), (150.0, 150.0), (900.0, 300.0)])
def test_the_next_due_time_is_the_first_to_come(not_before_s: float, due_s: float) -> None:
    assert next_due_s(Pace(holds={_A: Hold(1, not_before_s)}), 100.0, 300.0) == due_s
