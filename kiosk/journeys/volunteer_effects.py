"""What a volunteer's journey asks of the house; kiosk/volunteering.py does it and answers with an intent."""

from dataclasses import dataclass
from datetime import datetime

from devices.sound.port import Output
from kiosk.readiness import Finding
from sync.protocol.found import Taker


@dataclass(frozen=True)
class TryPin:
    """Look at a PIN. Answered by PinSeen, or by another place altogether."""

    digits: str


@dataclass(frozen=True)
class ReadJobs:
    """Read the last tickets. Answered by JobsRead."""


@dataclass(frozen=True)
class FindJob:
    """Find the ticket with this code. Answered by JobFound."""

    code: str


@dataclass(frozen=True)
class Reprint:
    """Print a ticket of the journal once more. Answered by JobEnded."""

    job: int


@dataclass(frozen=True)
class SetClosed:
    """Close the point until then, or open it (None). Answered by PointMoved or KeepingFailed."""

    until: datetime | None


@dataclass(frozen=True)
class Chime:
    """Let this output be heard."""

    output: Output


@dataclass(frozen=True)
class KeepFindings:
    """Keep what was tested. Answered by FindingsKept or KeepingFailed."""

    found: tuple[Finding, ...]


@dataclass(frozen=True)
class PaperChanged:
    """The paper was changed: for the audit trail."""


@dataclass(frozen=True)
class StartAnew:
    """Start this device anew. Answered by DeviceRestarted, some seconds later."""

    device: str


@dataclass(frozen=True)
class KeepHandedOver:
    """Keep that the thing with this code was given away. Answered by HandedOverKept or KeepingFailed."""

    reference: str
    taker: Taker


VolunteerEffect = (
    TryPin | ReadJobs | FindJob | Reprint | SetClosed | Chime | KeepFindings | PaperChanged | StartAnew | KeepHandedOver
)
