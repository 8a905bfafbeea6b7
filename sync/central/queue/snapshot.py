"""A waiting room at one moment: all that the central knows of it when somebody asks how long it takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.central.queue.durations import Durations


@dataclass(frozen=True)
class Queued:
    """One who waits, or who would take a number now: who is next depends on number, service and times (order.py).

    `service` is the one of the number's letter, `waits_for` the one he waits for now, `counter` the only one that may
    call him, after a transfer.
    """

    key: str
    number: int
    service: str
    waits_for: str
    taken_at: datetime
    appointment_at: datetime | None = None
    counter: str | None = None


@dataclass(frozen=True)
class OpenCounter:
    """A counter with a host. `helping` is the service of the visitor there now, called `since`."""

    slug: str
    serves: frozenset[str]
    helping: str | None = None
    since: datetime | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """An appointment of today whose visitor has not come in yet."""

    service: str
    at: datetime


@dataclass(frozen=True)
class Snapshot:
    """Who waits, who is expected, who helps, and how long visits last."""

    waiting: tuple[Queued, ...]
    due: tuple[Due, ...]
    counters: tuple[OpenCounter, ...]
    durations: Durations
    now: datetime


Order = Callable[[Sequence[Queued], datetime], Sequence[Queued]]
"""Who is called first, given who waits and the time."""
