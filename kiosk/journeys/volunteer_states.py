"""Where a volunteer can be at the terminal, and what a visitor finds while the point is closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.journeys.paper_state import Paper
from kiosk.print_journal import JobRow
from kiosk.readiness import Finding, Probe
from kiosk.volunteers.session import Why
from sync.protocol.badges import BadgeKind, BadgeRole
from sync.protocol.found import FoundItem, Taker
from sync.protocol.health import TerminalHealth
from sync.protocol.standing import RecordStage


@dataclass(frozen=True)
class Helper:
    """Who helps here: a badge, by its role and by what is written on it; never a person's name."""

    role: BadgeRole
    label: str
    kind: BadgeKind


@dataclass(frozen=True)
class EnterPin:
    """The PIN of a badge is asked. `tries` were wrong; for `wait_s` seconds none is taken; `checking` one now."""

    label: str
    draft: str = ""
    tries: int = 0
    wait_s: int = 0
    checking: bool = False


@dataclass(frozen=True)
class BadgeRefused:
    """What was held to the reader opens nothing. `code`: of an unknown card, for who makes it a badge (/badges)."""

    why: Why
    code: str = ""


class Said(StrEnum):
    """What became of the last thing that was done, told above the overview until the next."""

    CLOSED = "closed"
    OPENED = "opened"
    PAPER = "paper"
    NOT_KEPT = "not_kept"
    """The disk took it not."""


@dataclass(frozen=True)
class Overview:
    """Is everything working, and what can be done. None: it has not been looked at yet.

    `keys` are the actions of the keypad's keys, nothing where there is no keypad.
    """

    helper: Helper
    health: TerminalHealth | None = None
    keys: tuple[str, ...] = ()
    said: Said | None = None


@dataclass(frozen=True)
class Devices:
    """Every device with its state, what is wrong first."""

    helper: Helper
    health: TerminalHealth
    page: int = 0


class Restart(StrEnum):
    """How it stands with a device that is started anew. A closed set; words for each are `restart.{value}`."""

    STARTING = "starting"
    WELL = "well"
    STILL_WRONG = "still_wrong"


@dataclass(frozen=True)
class DeviceDetail:
    """One device: how it is and what to do about it; `restart` once it was started anew."""

    helper: Helper
    health: TerminalHealth
    device: str
    restart: Restart | None = None

    @property
    def state(self) -> str:
        """Its state as its texts name it; empty for a part that is no device."""
        return next((one.state for one in self.health.devices if one.device == self.device), "")


class PaperStep(StrEnum):
    """Changing the paper, a picture each."""

    OPEN = "open"
    TAKE_OUT = "take_out"
    PUT_IN = "put_in"
    CLOSE = "close"
    READY = "ready"


@dataclass(frozen=True)
class ChangePaper:
    """New paper. `printer` is the printer's state as its texts name it; `opened`: its cover was open meanwhile."""

    helper: Helper
    step: PaperStep = PaperStep.OPEN
    printer: str = ""
    opened: bool = False


@dataclass(frozen=True)
class HelpWithForm:
    """Which form a visitor is helped with."""

    page: int = 0


class JobEnd(StrEnum):
    """What became of a ticket that was printed once more."""

    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"
    GONE = "gone"
    """It was kept no longer, so nothing was printed."""
    NOT_WRITTEN = "not_written"
    """Nothing was printed: whoever looks at tickets of others leaves a line behind, and the disk takes none."""


@dataclass(frozen=True)
class LastTickets:
    """The last tickets of this terminal, newest first. None: they have not been read yet.

    `sent` is on its way to paper now; `ended` tells what became of the one before.
    """

    jobs: tuple[JobRow, ...] | None = None
    page: int = 0
    sent: int | None = None
    ended: JobEnd | None = None


@dataclass(frozen=True)
class TicketByCode:
    """Typing the code of a ticket; `error` is a text key."""

    draft: str = ""
    error: str | None = None


@dataclass(frozen=True)
class FoundThing:
    """A thing whose shelf label was scanned, as far as anybody can tell; never what only its owner knows.

    `item` is what the central says; without it, `unknown` when it has no item with this code (yet), else it could not
    be asked. `label` is its slip, made anew from that or kept from when it was printed here as `job`. `taken` once
    somebody took it along just now; `not_kept` when the disk did not take that.
    """

    reference: str
    item: FoundItem | None = None
    unknown: bool = False
    label: Paper | None = None
    job: int | None = None
    taken: Taker | None = None
    not_kept: bool = False

    @property
    def is_here(self) -> bool:
        """Whether somebody can take it along, as far as is known."""
        item = self.item
        is_with_us = item is None or (item.deposited_on is not None and item.stage is not RecordStage.CLOSED)
        return self.taken is None and is_with_us


@dataclass(frozen=True)
class HandOver:
    """Who takes the thing along?"""

    thing: FoundThing


@dataclass(frozen=True)
class ClosePoint:
    """Until when the point is closed: at which of `times` somebody is back."""

    overview: Overview
    times: tuple[datetime, ...]


@dataclass(frozen=True)
class PointClosed:
    """For visitors: nobody is here until `until`, and where one can go meanwhile."""

    until: datetime


@dataclass(frozen=True)
class ProbeRound:
    """A round through all that can be tested: `probes` in order, `found` so far.

    `touched` are the points or keys that were touched; `running` while something is printed or photographed; `note` is
    a text key of what came of it, `photo` the photo that was taken. `keys` are those of the keypad.
    """

    helper: Helper
    probes: tuple[Probe, ...]
    found: tuple[Finding, ...] = ()
    touched: frozenset[str] = frozenset()
    running: bool = False
    note: str = ""
    photo: str = ""
    keys: tuple[str, ...] = ()

    @property
    def at(self) -> Probe | None:
        """What is tested now; None when all is."""
        return self.probes[len(self.found)] if len(self.found) < len(self.probes) else None


@dataclass(frozen=True)
class RoundDone:
    """What the last round found; `kept` unless the disk refused; `printing` while it goes onto paper."""

    helper: Helper
    found: tuple[Finding, ...]
    at: datetime
    kept: bool = True
    printing: bool = False


VolunteerState = (
    EnterPin
    | BadgeRefused
    | Overview
    | Devices
    | DeviceDetail
    | ChangePaper
    | HelpWithForm
    | LastTickets
    | TicketByCode
    | FoundThing
    | HandOver
    | ClosePoint
    | PointClosed
    | ProbeRound
    | RoundDone
)
