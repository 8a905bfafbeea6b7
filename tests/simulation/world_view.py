"""What the properties look at: the machines, the paper, and what was seen before."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.simulation.central import Central
from tests.simulation.excuses import Excuses
from tests.simulation.hosts import Rooms
from tests.simulation.papers import Papers
from tests.simulation.terminals import Box
from tests.simulation.town import Places
from tests.simulation.witness import Witness


@dataclass
class View:
    """The world as it is at rest. Reports that were opened once are not opened again."""

    central: Central
    boxes: list[Box]
    places: Places
    witness: Witness
    rooms: Rooms
    reports_seen: dict[int, tuple[UUID, datetime]] = field(default_factory=dict)
    """Each report that arrived, by the number that is written in it: the record, and when that was seen first."""
    excuses: Excuses = field(default_factory=Excuses)
    card_lost_at: dict[str, datetime] = field(default_factory=dict)
    """When a terminal last lost what it knew of its leases."""

    @property
    def papers(self) -> Papers:
        """All paper."""
        return self.witness.papers
