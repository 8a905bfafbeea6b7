"""What the central has seen of earlier visits: all that an estimate may be made from."""

from dataclasses import dataclass, field
from datetime import datetime

from sync.central.queue.durations import Durations, Served, durations_of
from tests.simulation.waits.desk import USUAL_MINUTES

_LOOKED_AT = 150
"""As many as the central reads."""


@dataclass
class History:
    """Visits in the order in which they ended, and the gaps between visits while somebody waited."""

    served: list[Served] = field(default_factory=list)
    between: list[float] = field(default_factory=list)

    def durations(self, now: datetime) -> Durations:
        """As the central makes them."""
        return durations_of(self.served[-_LOOKED_AT:], self.between[-_LOOKED_AT:], USUAL_MINUTES, now)
