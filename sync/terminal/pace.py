"""When to send what: back-off, batch size, and records that are held back. Pure: no clock, no network, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sync.protocol.messages import MAX_BATCH_RECORDS, BatchAnswer, RecordStatus

FIRST_BATCH_RECORDS = 50
BASE_S = 1.0
CAP_S = 300.0
"""Full jitter between 0 and base x 2^tries, at most five minutes (sync rule 17)."""

HOLD_BASE_S = 10.0
HOLD_CAP_S = 3600.0
"""The same for one record that the central chokes on or puts off."""

MAX_RETRY_AFTER_S = 3600.0
"""A central that asks for more is not obeyed: it may have meant another unit."""

TRIES_BEFORE_PARKED = 3
"""So often a record may fail by itself before it has to let the others pass (sync rule 16)."""

_MAX_DOUBLINGS = 16


@dataclass(frozen=True)
class Hold:
    """A record that is kept out of the batches: until a time, or for good when it has to go alone."""

    tries: int
    not_before_s: float
    alone: bool = False


@dataclass(frozen=True)
class Pace:
    """What the worker remembers from one try to the next. Times are the monotonic clock's (sync rule 27)."""

    limit: int = FIRST_BATCH_RECORDS
    failures: int = 0
    not_before_s: float = 0.0
    holds: Mapping[UUID, Hold] = field(default_factory=dict)


def next_attempt(
    now_s: float,
    tries: int,
    fraction: float,
    retry_after_s: float | None = None,
    base_s: float = BASE_S,
    cap_s: float = CAP_S,
) -> float:
    """When to try again after `tries` failures in a row; `fraction` is random in [0, 1) (full jitter, sync rule 17).

    What the central asked for with Retry-After is waited in full, and the jitter comes on top, so that
    a whole fleet does not return in the same second.

    >>> next_attempt(100.0, 1, 0.5), next_attempt(100.0, 4, 0.5), next_attempt(100.0, 99, 0.5)
    (100.5, 104.0, 250.0)
    >>> next_attempt(100.0, 1, 0.5, retry_after_s=30)
    130.5
    """
    jitter_s = fraction * min(cap_s, base_s * (1 << min(tries - 1, _MAX_DOUBLINGS)))
    return now_s + min(retry_after_s or 0.0, MAX_RETRY_AFTER_S) + jitter_s


def held_back(pace: Pace, now_s: float) -> frozenset[UUID]:
    """The records that are not to go in the next batch."""
    return frozenset(key for key, hold in pace.holds.items() if hold.alone or hold.not_before_s > now_s)


def due_alone(pace: Pace, now_s: float) -> UUID | None:
    """The record that has to go alone and has waited longest past its time; None when there is none."""
    due = [(hold.not_before_s, key) for key, hold in pace.holds.items() if hold.alone and hold.not_before_s <= now_s]
    return min(due)[1] if due else None


def next_due_s(pace: Pace, now_s: float, at_latest_s: float) -> float:
    """When something that is held back now may go, but not later than `at_latest_s`."""
    coming = [hold.not_before_s for hold in pace.holds.values() if hold.not_before_s > now_s]
    return min([at_latest_s, *coming])


def after_answer(pace: Pace, now_s: float, sent: Iterable[UUID], answer: BatchAnswer, fraction: float) -> Pace:
    """The central has answered: go on at once with larger batches; what it put off or left out waits (sync rule 14).

    After an outage everything that had to go alone may go now: it may have failed only with all the others.
    """
    statuses = {result.id: result for result in answer.results}
    holds = dict(pace.holds)
    if pace.failures:
        holds = {key: replace(hold, not_before_s=now_s) if hold.alone else hold for key, hold in holds.items()}
    for record_id in sent:
        before = holds.pop(record_id, Hold(0, now_s))
        result = statuses.get(record_id)
        if result is None or result.status is RecordStatus.RETRY:
            wanted_s = result.retry_after_s if result else None
            holds[record_id] = _held_longer(before, now_s, fraction, wanted_s)
    return Pace(min(MAX_BATCH_RECORDS, pace.limit * 2), 0, now_s, holds)


def after_silence(pace: Pace, now_s: float, fraction: float, retry_after_s: float | None = None) -> Pace:
    """Nobody answered, or the central refused us as a whole: wait, longer each time."""
    failures = pace.failures + 1
    return replace(pace, failures=failures, not_before_s=next_attempt(now_s, failures, fraction, retry_after_s))


def after_choking(
    pace: Pace, now_s: float, sent: tuple[UUID, ...], fraction: float, retry_after_s: float | None = None
) -> Pace:
    """Something choked on this batch: wait, and send half of it; a single record is let alone after some tries.

    Halving finds the one record that spoils a batch in a few steps (sync rule 16). A record that goes alone already
    and fails again waits by itself, and nobody else has to.
    """
    if len(sent) != 1:
        return replace(after_silence(pace, now_s, fraction, retry_after_s), limit=max(1, len(sent) // 2))
    before = pace.holds.get(sent[0], Hold(0, now_s))
    if before.alone:
        hold = _held_longer(before, now_s, fraction, retry_after_s)
        return replace(pace, holds={**pace.holds, sent[0]: hold})
    tries = before.tries + 1
    hold = Hold(tries, now_s, alone=False)
    if tries >= TRIES_BEFORE_PARKED:
        hold = replace(_held_longer(hold, now_s, fraction, retry_after_s), alone=True)
    return replace(after_silence(pace, now_s, fraction, retry_after_s), limit=1, holds={**pace.holds, sent[0]: hold})


def _held_longer(hold: Hold, now_s: float, fraction: float, retry_after_s: float | None) -> Hold:
    tries = hold.tries + 1
    until_s = next_attempt(now_s, tries, fraction, retry_after_s, HOLD_BASE_S, HOLD_CAP_S)
    return replace(hold, tries=tries, not_before_s=until_s)
