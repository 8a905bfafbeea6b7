"""Where a host works, and how what a host does can end."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assets.town import Counter, Location, QueueRules, Town
from sync.central.queue.rules import local_day


class Result(StrEnum):
    """How an action of a host ended. Only after `ok` has anything changed."""

    OK = "ok"
    NOBODY_WAITS = "nobody_waits"
    STILL_BUSY = "still_busy"
    PAUSED = "paused"
    NOT_YOURS = "not_yours"
    UNKNOWN = "unknown"
    COUNTER_AWAY = "counter_away"
    TOO_LATE = "too_late"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CHANGED_SINCE = "changed_since"


@dataclass(frozen=True)
class Desk:
    """Where and by whom an action is done: a counter of a location, on the town's own day, by the town's rules."""

    location: Location
    counter: Counter
    host: str
    day: date
    now: datetime
    rules: QueueRules

    @classmethod
    def at(cls, town: Town, location: Location, counter: Counter, host: str, now: datetime) -> "Desk":
        """The desk at the moment `now` (aware)."""
        return cls(location, counter, host, local_day(now, town.timezone), now, town.queue)
