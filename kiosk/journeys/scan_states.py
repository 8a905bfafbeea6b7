"""Where a visit can be after a code was scanned."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.codes import Code
from kiosk.journeys.paper_state import Paper
from sync.protocol.following import NumberStanding


class ScanKind(StrEnum):
    """Why a code that was scanned leads nowhere here."""

    UNKNOWN = "unknown"
    ADDRESS = "address"
    """A page of the web, for a phone."""
    ELSEWHERE = "elsewhere"
    """Of another town's information point."""
    LABEL = "label"
    """The slip on something that was found: for who looks after it, and nothing of the item is told."""
    CLOSED = "closed"
    """Nobody is here until `until` of Misread, so that most codes have to wait."""
    BADGE = "badge"
    """A volunteer's card, at a terminal that knows no volunteers by it."""


@dataclass(frozen=True)
class Misread:
    """A code was scanned that one cannot go on with here: what it is, and what to do.

    `host` is the other town's; `until` then the point is closed.
    """

    kind: ScanKind
    host: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Interrupted:
    """A code was scanned while something else was half done: first that, or the code?"""

    code: Code


@dataclass(frozen=True)
class YourNumber:
    """A queue number whose ticket was scanned, as far as anybody can tell.

    `standing` is what the central says; without it, `unknown` when the central does not know the number (yet), else it
    could not be asked. `given_at` and `paper` are known where this terminal gave it out, the second for an hour;
    `job` is what was printed then.
    """

    token: str
    standing: NumberStanding | None = None
    unknown: bool = False
    given_at: datetime | None = None
    job: int | None = None
    paper: Paper | None = None
