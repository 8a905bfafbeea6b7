"""The world's own time, and what the clocks of machines make of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.schedule import Schedule

LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
"""What a board without a battery says when it is switched on without a network."""


class TrueClock:
    """The time as it is, and as the central has it."""

    def __init__(self, schedule: Schedule, start: datetime, timezone: str) -> None:
        self._schedule = schedule
        self._start = start
        self._zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._schedule.now_s)

    def monotonic_s(self) -> float:
        return self._schedule.now_s

    def boot_id(self) -> str:
        return "central"

    def local(self) -> datetime:
        """What the town's clocks say."""
        return self.now().astimezone(self._zone)


class TerminalClock:
    """A machine's clocks: the wall clock may be wrong by `wrong_by`, the other one counts from the last start."""

    def __init__(self, true: TrueClock, name: str) -> None:
        self._true = true
        self._name = name
        self._boots = 0
        self._booted_s = 0.0
        self.wrong_by = timedelta(0)

    def boot(self) -> None:
        """The machine starts."""
        self._boots += 1
        self._booted_s = self._true.monotonic_s()

    def set_to(self, moment: datetime) -> None:
        """The wall clock is set."""
        self.wrong_by = moment - self._true.now()

    def now(self) -> datetime:
        return self._true.now() + self.wrong_by

    def monotonic_s(self) -> float:
        return self._true.monotonic_s() - self._booted_s

    def boot_id(self) -> str:
        return f"{self._name}-{self._boots}"
