"""Where two papers for one place may be: only where a manager or a restore undid what somebody had been promised."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

Cell = tuple[str, datetime]
"""A location, and a quarter of an hour there, in UTC."""

QUARTER = timedelta(minutes=15)


def cells_of(location: str, start: datetime, minutes: int) -> Iterator[Cell]:
    """The quarters of an hour that an appointment takes."""
    for quarter in range(-(-minutes // 15)):
        yield location, start.astimezone(UTC) + QUARTER * quarter


class Excuses:
    """The quarters of an hour that somebody may be promised as well, whom the central cannot know of."""

    def __init__(self) -> None:
        self._cells: set[Cell] = set()

    def add(self, location: str, start: datetime, minutes: int) -> None:
        """What was promised, or could be, for this time was undone."""
        self._cells.update(cells_of(location, start, minutes))

    def cover(self, location: str, start: datetime, minutes: int) -> bool:
        """Whether a clash at this time has its reason."""
        return not self._cells.isdisjoint(cells_of(location, start, minutes))

    def forget_before(self, moment: datetime) -> None:
        """Times that are past."""
        self._cells = {cell for cell in self._cells if cell[1] >= moment}
