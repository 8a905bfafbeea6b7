"""What people hold in their hands and were told, written down apart from every database."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass
class NumberPaper:
    """A queue number on paper. `day` is the true day of printing."""

    promise: UUID
    location: str
    service: str
    code: str
    day: date
    printed_at: datetime
    terminal: str
    lent: bool
    came_at: datetime
    """When its holder came in."""
    boot: str
    """What the terminal called the time since its last start: within it, it knows how long ago something was."""
    dated: bool
    """The terminal has heard from the central today, or since its start: in whatever way, its day can be known."""


@dataclass(frozen=True)
class Change:
    """What was asked for of an appointment, and in which second: another time, or None: to be cancelled.

    `record` is what the terminal has kept of it, once the visitor was told there that it is done.
    """

    asked_s: float
    start: datetime | None
    record: UUID | None = None


_ON_ITS_WAY_S = 3 * 3600.0 + 60.0
"""A request that got no answer may still arrive so much later."""


@dataclass
class AppointmentPaper:
    """A confirmed appointment on paper; `start` as it was told last. `unsure` when a change got no answer."""

    promise: UUID
    reference: str
    location: str
    start: datetime
    first_start: datetime
    minutes: int
    printed_at: datetime
    terminal: str
    lent: bool
    cancelled: bool = False
    changes: list[Change] = field(default_factory=list)
    """What was asked for since, in order."""
    unsure: bool = False
    """Nobody told the visitor what became of a change, or a restore may have undone it."""

    def may_stand(self) -> set[datetime | None]:
        """Every time at which it ever stood or was asked to; None: cancelled."""
        return {None if self.cancelled else self.start, self.first_start, *(one.start for one in self.changes)}

    undone: bool = False
    """A restore has undone a change: the place that it has now, and had before, others may have got."""
    blocks: bool = True
    """Nobody else may have the place, also when no record of it is left anywhere: the lease is still lent."""

    def hears(self, start: datetime | None, done: bool, record: UUID | None = None) -> None:
        """The answer to what was asked last: another time, or None for the end of it."""
        self.unsure = False
        asked = self.changes.pop()
        if done:
            self.changes.append(Change(asked.asked_s, start, record))
            self.cancelled, self.start = start is None, start or self.start

    def forget_changes_since(self, second: float, lost: Container[UUID]) -> bool:
        """The central has forgotten what was changed after this, and no terminal can tell it; then the visitor looks.

        What was told at a terminal comes back, unless its record is `lost`. What was told last is what counts.
        """
        for one in reversed(self.changes):
            if one.record is not None and one.record not in lost:
                return False
            if one.asked_s + (_ON_ITS_WAY_S if self.unsure else 0.0) >= second:
                self.unsure = True
                return True
        return False


class Papers:
    """All paper, and all words."""

    def __init__(self) -> None:
        self.numbers: dict[UUID, NumberPaper] = {}
        self.appointments: dict[UUID, AppointmentPaper] = {}
        self.told_no: dict[UUID, str] = {}
        """Bookings of which a visitor was told that there is no appointment, by terminal."""
        self.kept: dict[int, UUID] = {}
        """Reports that a visitor was told are kept, by the number that is written in them: the record's id."""
        self.begun: set[int] = set()
        """Reports that were handed in, whether or not anybody was told."""
        self.lost: set[UUID] = set()
        """Promises and records that a damaged or broken card took with it, before the central had them."""
        self.fragile: set[UUID] = set()
        """The same, but the central has them: they are lost when it is restored from an earlier backup."""
        self._reports = 0

    def forget_before(self, moment: datetime) -> None:
        """Paper of long ago has been thrown away: nobody comes with it any more."""
        self.numbers = {key: paper for key, paper in self.numbers.items() if paper.printed_at >= moment}
        self.appointments = {
            key: paper
            for key, paper in self.appointments.items()
            if max(filter(None, (paper.start, *paper.may_stand()))) >= moment
        }

    def forget_fragile(self) -> None:
        """The central was restored: what only it had may be gone."""
        self.lost |= self.fragile
        for promise in self.lost & self.appointments.keys():
            self.appointments[promise].blocks = False
        self.fragile.clear()

    def next_report(self) -> int:
        """A number for what a visitor writes, so that it can be recognised."""
        self._reports += 1
        self.begun.add(self._reports)
        return self._reports
