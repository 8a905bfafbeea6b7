"""The world as a visit knows it: each part built once in screens/app.py."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from devices.badge.paper import PaperBadges
from devices.badge.port import BadgeReader
from devices.camera.port import Camera
from devices.scanner.port import Scanner
from kiosk.bookings import BookingJournal
from kiosk.closing import Closing
from kiosk.printing import PrintDesk
from kiosk.readiness import ReadinessLog
from kiosk.restarting import Restarts
from kiosk.volunteers.desk import VolunteerDesk
from sync.protocol.clock import Clock
from sync.protocol.health import TerminalHealth
from sync.protocol.ids import RandomBits
from sync.terminal.client import CentralClient
from sync.terminal.identity import Identity
from sync.terminal.leases import Leases
from sync.terminal.outbox import Outbox


@dataclass(frozen=True)
class Services:
    """What a visit asks things of. `connected` tells whether the central answered when it was last asked.

    `camera` is None where nobody can be asked for a photo, `scanner` where every code is typed, `badge_reader` where
    no volunteer can sign in.
    """

    outbox: Outbox
    leases: Leases
    central: CentralClient
    identity: Identity
    bookings: BookingJournal
    prints: PrintDesk
    executor: Executor
    clock: Clock
    random_bits: RandomBits
    wake_sync: Callable[[], None]
    connected: Callable[[], bool]
    camera: Camera | None = None
    scanner: Scanner | None = None
    badge_reader: BadgeReader | None = None
    volunteers: VolunteerDesk | None = None
    health: Callable[[], TerminalHealth] | None = None
    closing: Closing | None = None
    readiness: ReadinessLog | None = None
    restarts: Restarts | None = None
    paper_badges: PaperBadges | None = None
