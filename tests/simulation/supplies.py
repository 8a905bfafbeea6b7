"""A weak power supply: it holds until the machine needs more, and gives in at the worst moment."""

import random
from dataclasses import dataclass
from enum import StrEnum

from tests.simulation.processes import Process


class Strain(StrEnum):
    """When a machine draws most."""

    PRINTING = "as it prints"
    WRITING = "as it writes"
    WRITTEN = "just after it wrote"


_POINTS = {Strain.PRINTING: 3, Strain.WRITING: 12, Strain.WRITTEN: 3}
"""From then on it gives in at one of so many points."""


@dataclass
class WeakSupply:
    """It gives in under one kind of strain, when that comes for the `left`th time."""

    strain: Strain
    left: int

    @classmethod
    def by_chance(cls, chance: random.Random) -> "WeakSupply":
        """Any strain; a visit is a few writes long."""
        return cls(chance.choice(list(Strain)), chance.randint(1, 3))

    def bear(self, strain: Strain, process: Process, chance: random.Random) -> None:
        """The machine does something that draws power."""
        if strain is self.strain:
            self.left -= 1
            if self.left == 0:
                process.fuse = chance.randint(1, _POINTS[strain])
