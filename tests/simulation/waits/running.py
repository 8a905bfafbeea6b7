"""A day at a desk, event by event, with the real order of calling; every newcomer is told a wait, two ways."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sync.central.queue.durations import Served
from sync.central.queue.expected import expected, simple_minutes
from sync.central.queue.snapshot import Due, OpenCounter, Order, Queued, Snapshot
from sync.protocol.messages import Wait
from tests.simulation.waits.desk import SimCounter, SimDay, Visitor
from tests.simulation.waits.history import History

_APPOINTMENTS_AHEAD = 120.0
_LATE = 10.0


@dataclass
class Told:
    """What a newcomer was told, and how long it really took."""

    visitor: Visitor
    ours: Wait
    simple: float
    with_next: float
    real: float | None = None


@dataclass
class _Counter:
    plan: SimCounter
    helping: Queued | None = None
    since: float = 0.0
    paused: float | None = None
    ready: float = 0.0
    breaks: list[tuple[float, float]] = field(default_factory=list)


class DayRun:
    """One day. What the estimate gets to see is in `_snapshot`, and nowhere else."""

    def __init__(self, opening: datetime, day: SimDay, history: History, order: Order, random: Random) -> None:
        self._opening, self._day, self._history, self._order, self._random = opening, day, history, order, random
        self._counters = {one.slug: _Counter(one, breaks=list(one.breaks)) for one in day.counters}
        self._visitors = {one.key: one for one in day.visitors}
        self._waiting: list[Queued] = []
        self._here: set[float] = set()
        self._told: dict[str, Told] = {}
        self._numbers, self._tickets = count(), count(1)
        self._events: list[tuple[float, int, str, str]] = []
        self._last_end: dict[str, float] = {}

    def told(self) -> Iterator[Told]:
        """Everybody who was told a wait and was called in the end."""
        for visitor in self._day.visitors:
            self._at(visitor.at, "comes", visitor.key)
        for counter in self._day.counters:
            self._at(counter.opens, "free", counter.slug)
        while self._events:
            minute, _, what, who = heapq.heappop(self._events)
            {"comes": self._comes, "free": self._free, "ends": self._ends}[what](minute, who)
        return (one for one in self._told.values() if one.real is not None)

    def _at(self, minute: float, what: str, who: str) -> None:
        heapq.heappush(self._events, (minute, next(self._numbers), what, who))

    def _comes(self, minute: float, key: str) -> None:
        visitor = self._visitors[key]
        appointment = None if visitor.appointment is None else self._time(visitor.appointment)
        number = next(self._tickets)
        newcomer = Queued(key, number, visitor.service, visitor.service, self._time(minute), appointment)
        if visitor.appointment is not None:
            self._here.add(visitor.appointment)
        room = self._snapshot(minute)
        if (ours := expected(room, [newcomer], self._order).get(key)) is not None:
            self._told[key] = Told(visitor, ours, *_simple_ways(room, visitor.service))
        self._waiting.append(newcomer)
        for counter in self._random.sample(list(self._counters), len(self._counters)):
            if self._is_idle(counter, minute):
                self._call(minute, counter)

    def _is_idle(self, slug: str, minute: float) -> bool:
        counter = self._counters[slug]
        open_now = counter.plan.opens <= minute < counter.plan.closes
        return open_now and counter.helping is None and counter.paused is None and minute >= counter.ready

    def _free(self, minute: float, slug: str) -> None:
        counter = self._counters[slug]
        counter.paused = None
        if counter.breaks and counter.breaks[0][0] <= minute:
            _, length = counter.breaks.pop(0)
            counter.paused = minute
            self._at(minute + length, "free", slug)
        elif minute < counter.plan.closes or self._only_one_left(counter):
            self._call(minute, slug)

    def _only_one_left(self, counter: _Counter) -> bool:
        """Hosts who stay until the hall is empty: the first counter of the day."""
        return counter.plan.slug == "balie-1" and bool(self._waiting)

    def _call(self, minute: float, slug: str) -> None:
        counter = self._counters[slug]
        ended = self._last_end.pop(slug, None)
        for one in self._order(self._waiting, self._time(minute)):
            if one.service in counter.plan.serves:
                break
        else:
            return
        if ended is not None and one.taken_at <= self._time(ended):
            self._history.between.append(minute - ended)
        self._waiting.remove(one)
        counter.helping, counter.since = one, minute
        visitor = self._visitors[one.key]
        if one.key in self._told:
            self._told[one.key].real = minute - visitor.at
        self._at(minute + visitor.minutes * (counter.plan.pace if visitor.stays else 1), "ends", slug)

    def _ends(self, minute: float, slug: str) -> None:
        counter = self._counters[slug]
        if counter.helping is not None:
            self._history.served.append(Served(counter.helping.service, minute - counter.since, self._time(minute)))
        counter.helping = None
        self._last_end[slug] = minute
        counter.ready = minute + self._random.uniform(0.2, 1.2)
        self._at(counter.ready, "free", slug)

    def _snapshot(self, minute: float) -> Snapshot:
        """What the central knows: not how long a visit lasts, who does not come, nor when a break begins or ends."""
        now = self._time(minute)
        due = tuple(
            Due("A", self._time(at))
            for at in self._day.appointments
            if at not in self._here and minute - _LATE <= at <= minute + _APPOINTMENTS_AHEAD
        )
        counters = tuple(self._seen(one) for one in self._counters.values() if self._has_host(one, minute))
        return Snapshot(tuple(self._waiting), due, counters, self._history.durations(now), now)

    @staticmethod
    def _has_host(counter: _Counter, minute: float) -> bool:
        return counter.plan.opens <= minute < counter.plan.closes or counter.helping is not None

    def _seen(self, counter: _Counter) -> OpenCounter:
        return OpenCounter(
            counter.plan.slug,
            counter.plan.serves,
            counter.helping.service if counter.helping else None,
            self._time(counter.since) if counter.helping else None,
            None if counter.paused is None else self._time(counter.paused),
        )

    def _time(self, minute: float) -> datetime:
        return self._opening + timedelta(minutes=minute)


def _simple_ways(room: Snapshot, service: str) -> tuple[float, float]:
    """The formula at its best: only counters that serve the service and are at work, only who competes for them.

    The second way counts one more when none of them is free: the newcomer waits for the end of a visit, too.
    """
    serving = [one for one in room.counters if service in one.serves and one.paused_at is None]
    competing = frozenset().union(*(one.serves for one in serving)) | {service}
    ahead = sum(one.waits_for in competing for one in room.waiting)
    average = room.durations.average_minutes(competing)
    busy = all(one.helping for one in serving)
    return simple_minutes(ahead, average, len(serving)), simple_minutes(ahead + busy, average, len(serving))
