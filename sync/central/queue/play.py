"""One play of a waiting room, from now until everybody has been called."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sync.central.queue.snapshot import Due, OpenCounter, Order, Queued, Snapshot

PAUSE_MINUTES = 30.0
"""How long a pause is taken to last: most that a line feels are lunch breaks."""
_PAUSE_GOES_ON_MINUTES = 8.0
_COMES_SHARE, _LATE_COMES_SHARE = 0.9, 0.5
"""Of the appointments that are still to come, and of those whose time is past."""
_SORT_AGAIN_MINUTES = 2.0
"""How often the order is asked for again while somebody has an appointment, whose time may have come."""


def play(room: Snapshot, newcomers: Sequence[Queued], order: Order, random: Random) -> Mapping[str, float]:
    """The minutes from now until each is called. A newcomer takes nobody's place: each of them is alone in this."""
    return dict(_Room(room, newcomers, order, random).calls())


class _Room:
    """The waiting room of one play; `minutes` are from now on."""

    def __init__(self, room: Snapshot, newcomers: Sequence[Queued], order: Order, random: Random) -> None:
        self._snapshot, self._order, self._random = room, order, random
        self._slowness = room.durations.slowness(random)
        self._alone = {one.key for one in newcomers}
        self._asked = self._alone | {one.key for one in room.waiting}
        self._arrivals = self._arrivals_from(room)
        self._changes = bool(self._arrivals) or any(one.appointment_at for one in (*room.waiting, *newcomers))
        self._waiting = [*order([*room.waiting, *newcomers], room.now)]
        self._sorted_at = 0.0
        self._free = [
            (_comes_free(one, room, self._slowness, random), place) for place, one in enumerate(room.counters)
        ]
        heapq.heapify(self._free)

    def calls(self) -> Iterator[tuple[str, float]]:
        """Who is called, and when, until all who were asked about have been."""
        left = len(self._asked)
        while self._free and left:
            minutes, place = heapq.heappop(self._free)
            self._let_in(minutes)
            counter = self._snapshot.counters[place]
            for called in self._next(counter):
                if called.key in self._asked:
                    left -= 1
                    yield called.key, minutes
                if called.key not in self._alone:
                    heapq.heappush(self._free, (minutes + self._visit(called), place))
                    break
            else:
                if self._arrivals:
                    heapq.heappush(self._free, (max(minutes, self._arrivals[0][0]), place))

    def _next(self, counter: OpenCounter) -> Iterator[Queued]:
        """Whom `counter` calls: newcomers, who take no time, and then the first of the others."""
        place = 0
        while place < len(self._waiting):
            one = self._waiting[place]
            if one.counter == counter.slug or (one.counter is None and one.waits_for in counter.serves):
                del self._waiting[place]
                yield one
            else:
                place += 1

    def _visit(self, called: Queued) -> float:
        durations = self._snapshot.durations
        return durations.visit(called.waits_for, self._random) * self._slowness + durations.gap(self._random)

    def _let_in(self, minutes: float) -> None:
        """Those who have come by now; and the order anew, when somebody's time may have come."""
        arrived = False
        while self._arrivals and self._arrivals[0][0] <= minutes:
            self._waiting.append(self._arrivals.pop(0)[1])
            arrived = True
        if arrived or (self._changes and minutes - self._sorted_at >= _SORT_AGAIN_MINUTES):
            self._waiting = [*self._order(self._waiting, self._snapshot.now + timedelta(minutes=minutes))]
            self._sorted_at = minutes

    def _arrivals_from(self, room: Snapshot) -> list[tuple[float, Queued]]:
        found = []
        for place, due in enumerate(room.due):
            minutes = _comes_in(due, room, self._random)
            if minutes is not None:
                at = room.now + timedelta(minutes=minutes)
                found.append((minutes, Queued(f"due-{place}", place, due.service, due.service, at, due.at)))
        return sorted(found, key=lambda one: one[0])


def _comes_free(counter: OpenCounter, room: Snapshot, slowness: float, random: Random) -> float:
    """In how many minutes `counter` may call the next visitor."""
    if counter.helping is not None and counter.since is not None:
        busy = _minutes(room.now, counter.since)
        free = room.durations.rest(counter.helping, busy / slowness, random) * slowness + room.durations.gap(random)
    else:
        free = 0.0
    if counter.paused_at is not None:
        rest = PAUSE_MINUTES - _minutes(room.now, counter.paused_at)
        free += rest if rest > 0 else _PAUSE_GOES_ON_MINUTES
    return free


def _comes_in(due: Due, room: Snapshot, random: Random) -> float | None:
    """In how many minutes the visitor of an appointment is there; None when he does not come."""
    minutes = _minutes(due.at, room.now)
    comes = random.random() < (_COMES_SHARE if minutes >= 0 else _LATE_COMES_SHARE)
    return max(0.0, minutes) if comes else None


def _minutes(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds() / 60
