"""What a volunteer can want, and what the house answers to it."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.journeys.volunteer_states import FoundThing, JobEnd
from kiosk.print_journal import JobRow
from kiosk.readiness import Verdict
from sync.protocol.badges import Act
from sync.protocol.found import Taker
from sync.protocol.health import TerminalHealth


@dataclass(frozen=True)
class Do:
    """Begin this act, from the overview."""

    act: Act


@dataclass(frozen=True)
class ShowDevices:
    """How is every device?"""


@dataclass(frozen=True)
class ShowDevice:
    """What is the matter with this one, and what to do?"""

    device: str


@dataclass(frozen=True)
class RestartDevice:
    """Start this device anew."""


@dataclass(frozen=True)
class NextStep:
    """This step of the guidance is done."""


@dataclass(frozen=True)
class AskCode:
    """A ticket by its code instead."""


@dataclass(frozen=True)
class PrintJob:
    """Print this ticket of the journal once more."""

    job: int


@dataclass(frozen=True)
class CloseUntil:
    """Nobody is here until then."""

    until: datetime


@dataclass(frozen=True)
class AskTaker:
    """The thing is taken along: by whom?"""


@dataclass(frozen=True)
class GiveTo:
    """This one takes the thing along."""

    taker: Taker


@dataclass(frozen=True)
class RunProbe:
    """Do what is to be judged: print, play, take a photo."""


@dataclass(frozen=True)
class Judge:
    """How it was."""

    verdict: Verdict


@dataclass(frozen=True)
class TouchPoint:
    """A point of the touch test was touched."""

    point: str


@dataclass(frozen=True)
class PressKey:
    """A key of the keypad was pressed while keys are tested; by its action."""

    action: str


@dataclass(frozen=True)
class PrintFindings:
    """The last readiness test on paper."""


@dataclass(frozen=True)
class PinSeen:
    """How it stands with the PIN that is asked."""

    tries: int
    wait_s: int
    checking: bool


@dataclass(frozen=True)
class HealthSeen:
    """How everything is now."""

    health: TerminalHealth


@dataclass(frozen=True)
class JobsRead:
    """The last tickets of this terminal; None: they could not be read."""

    jobs: tuple[JobRow, ...] | None


@dataclass(frozen=True)
class JobFound:
    """The ticket with the code that was typed; None: it is kept no longer, or never was."""

    job: int | None


@dataclass(frozen=True)
class JobEnded:
    """What became of a ticket that was printed once more."""

    job: int
    end: JobEnd


@dataclass(frozen=True)
class DeviceRestarted:
    """What became of a device that was started anew: whether it does well."""

    device: str
    well: bool


@dataclass(frozen=True)
class ThingSeen:
    """What is known of the thing whose label was scanned."""

    seen: FoundThing


@dataclass(frozen=True)
class HandedOverKept:
    """It is on disk that the thing was given away, and to whom."""

    taker: Taker


@dataclass(frozen=True)
class PointMoved:
    """The point was closed until then, or opened (None)."""

    until: datetime | None


@dataclass(frozen=True)
class FindingsKept:
    """What was tested is on disk."""


VolunteerIntent = (
    Do
    | ShowDevices
    | ShowDevice
    | RestartDevice
    | NextStep
    | AskCode
    | PrintJob
    | CloseUntil
    | AskTaker
    | GiveTo
    | RunProbe
    | Judge
    | TouchPoint
    | PressKey
    | PrintFindings
    | PinSeen
    | HealthSeen
    | JobsRead
    | JobFound
    | JobEnded
    | DeviceRestarted
    | ThingSeen
    | HandedOverKept
    | PointMoved
    | FindingsKept
)
