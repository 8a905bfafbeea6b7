"""What the properties look at: the machines, the paper, and what was seen before."""

from dataclasses import dataclass, field
from uuid import UUID

from tests.simulation.central import Central
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
    reports_seen: set[UUID] = field(default_factory=set)
    reports_by_number: dict[int, UUID] = field(default_factory=dict)
    lost_by_damage: set[UUID] = field(default_factory=set)
    """Promises and records that a damaged card took with it, before the central had them."""

    @property
    def papers(self) -> Papers:
        """All paper."""
        return self.witness.papers
