"""Who sees everything that people see: writes it down, and cries out when something cannot be."""

from collections import Counter
from datetime import datetime

from tests.simulation.clocks import TrueClock
from tests.simulation.history import History
from tests.simulation.papers import AppointmentPaper, NumberPaper, Papers
from tests.simulation.violations import Property, Violation


class Witness:
    """Sees paper as it is printed. `calm` is set while nobody new is to come."""

    def __init__(self, clock: TrueClock, history: History) -> None:
        self.papers = Papers()
        self.calm = False
        self.seen: Counter[str] = history.counts
        self._clock = clock
        self._history = history
        self._numbers: dict[tuple[str, object, str], NumberPaper] = {}

    def now(self) -> datetime:
        """The true time, as the town's clocks tell it."""
        return self._clock.local()

    def now_s(self) -> float:
        """Seconds since the world began."""
        return self._clock.monotonic_s()

    def note(self, kind: str, *details: object) -> None:
        """Something happened that is worth counting."""
        self._history.note(kind, *details)

    def sees_number(self, paper: NumberPaper) -> None:
        """A number comes out of a printer."""
        self.note("paper: number", paper.terminal, paper.code, "lent" if paper.lent else "asked")
        key = (paper.location, paper.day, paper.code)
        other = self._numbers.get(key)
        if other is not None:
            raise Violation(Property.NUMBER_ONCE, f"{paper} after {other}")
        self._numbers[key] = paper
        self.papers.numbers[paper.promise] = paper

    def sees_appointment(self, paper: AppointmentPaper) -> None:
        """A confirmed appointment comes out of a printer."""
        when = f"{paper.start:%m-%dT%H:%M}"
        self.note("paper: appointment", paper.terminal, paper.location, when, paper.minutes, paper.reference)
        self.papers.appointments[paper.promise] = paper

    def forget_before(self, moment: datetime) -> None:
        """Paper of long ago has been thrown away."""
        self.papers.forget_before(moment)
        self._numbers = {key: paper for key, paper in self._numbers.items() if paper.printed_at >= moment}
