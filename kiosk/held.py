"""What a terminal can promise by itself, noted beside its database, which no second program may open while it runs."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assets.meeting import Meeting
from assets.town import Location, Town
from kiosk.places import places
from sync.protocol.clock import Clock
from sync.terminal.durable import write_durably
from sync.terminal.errors import StorageError
from sync.terminal.leases import Leases

HELD_FILE = "held.json"
_SHORTEST_MINUTES = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """How many times in the agenda, and how many numbers of each service, at a moment (ISO 8601)."""

    at: str
    times: int
    numbers: Mapping[str, int]


class HeldNote:
    """Writes down what is held: counts only, nothing of a visitor."""

    def __init__(self, leases: Leases, town: Town, location: Location, state_dir: Path, clock: Clock) -> None:
        self._leases = leases
        self._places = [place.slug for place in places(town, Meeting.DESK)]
        self._location = location
        self._path = state_dir / HELD_FILE
        self._clock = clock
        self._written: tuple[int, Mapping[str, int]] | None = None

    def write(self) -> None:
        """Write it if it has changed; a disk that refuses costs nobody a visit."""
        try:
            held = self._held(self._clock.now())
            if (held.times, held.numbers) != self._written:
                write_durably(self._path, json.dumps(asdict(held)).encode())
                self._written = held.times, held.numbers
        except (StorageError, OSError) as error:
            _log.warning("what is held could not be noted: %s", type(error).__name__)

    def _held(self, now: datetime) -> Held:
        times = sum(self._leases.choices_left(place, _SHORTEST_MINUTES, now) for place in self._places)
        services = [service.slug for service in self._location.services]
        numbers = {service: self._leases.numbers_left(self._location.slug, service) for service in services}
        return Held(now.isoformat(), times, numbers)


def read_held(state_dir: Path) -> Held | None:
    """The last note; None when there is none, or none that can be read."""
    try:
        return Held(**json.loads((state_dir / HELD_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
