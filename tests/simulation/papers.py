"""What people hold in their hands and were told, written down apart from every database."""

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
    changes: list[tuple[float, datetime | None]] = field(default_factory=list)
    """What was asked for since, and in which second: another time, or None: to be cancelled."""
    unsure: bool = False
    """Nobody told the visitor what became of a change, or a restore may have undone it."""

    def may_stand(self) -> set[datetime | None]:
        """Every time at which it ever stood or was asked to; None: cancelled."""
        return {None if self.cancelled else self.start, self.first_start, *(start for _, start in self.changes)}

    undone: bool = False
    """A restore has undone a change: the place that it has now, and had before, others may have got."""
    blocks: bool = True
    """Nobody else may have the place, also when no record of it is left anywhere: the lease is still lent."""

    def forget_changes_since(self, second: float) -> bool:
        """The central has forgotten what was changed after this, if anything; the visitor sees when he looks it up."""
        forgotten = any(at >= second for at, _ in self.changes)
        self.unsure = self.unsure or forgotten
        return forgotten


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
