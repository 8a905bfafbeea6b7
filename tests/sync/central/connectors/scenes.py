"""A town with another system, at hand for a test: visitors who book, and a look at both sides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.agenda import OtherAgenda
from sync.central.connectors.finishing import Finisher
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.simulators.qmatic import QmaticSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.system import System
from sync.central.connectors.tables import ATTEMPTS
from sync.central.connectors.wire import Wire
from sync.central.records.keys import KeyRing, keys_for
from sync.central.storage.database import Database
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.messages import Booking, BookingAnswer
from sync.protocol.seal import Binding, seal
from tests.sync.central.connectors.conftest import NOW, TUESDAY_NINE, jcc_on, qmatic_on
from tests.sync.central.demo_town import TOWN
from tests.sync.central.ticking import TickingClock

TERMINAL = "t1"
ZONE = ZoneInfo("Europe/Amsterdam")
REFERENCES = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass
class Scene:
    """Our agenda before a pretended system."""

    agenda: OtherAgenda
    simulator: Any
    database: Database
    keys: KeyRing
    clock: TickingClock

    @property
    def now(self) -> datetime:
        """The moment, for both sides."""
        return self.clock.now()

    @property
    def wire(self) -> Wire:
        """The line to the other system."""
        system: Any = self.agenda.system
        found: Wire = system.client.wire
        return found

    def booking(self, seed: int = 1, start: datetime = TUESDAY_NINE, product: str = "paspoort") -> Booking:
        """A visitor's wish."""
        booking_id = UUID(int=seed, version=4)
        payload = {"answers": {"name": f"A. Voorbeeld-{seed}", "phone": "0612345678", "email": ""}}
        sealed = seal(payload, Binding(booking_id, APPOINTMENT, TERMINAL), self.keys.current_public_key)
        return Booking(
            id=booking_id,
            product=product,
            location="gemeentehuis",
            start=start,
            minutes=10,
            reference=f"K7P4{REFERENCES[seed // 31]}{REFERENCES[seed % 31]}",
            key_id=self.keys.current_id,
            sealed=sealed,
        )

    def book(self, booking: Booking) -> BookingAnswer:
        """The terminal asks."""
        return self.agenda.book(booking, TERMINAL, self.now)

    def attempts(self) -> list[tuple[str, str]]:
        """The journal: state and why of each attempt."""
        with self.database.read() as connection:
            rows = connection.execute(select(ATTEMPTS).order_by(ATTEMPTS.c.number)).all()
        return [(row.state, row.why) for row in rows]

    def status(self, booking: Booking) -> str:
        """What we keep of a booking."""
        with self.database.read() as connection:
            return str(connection.execute(select(BOOKINGS.c.status).where(BOOKINGS.c.id == booking.id)).scalar_one())

    def starts_there(self) -> list[datetime]:
        """What stands in the other system, in the town's time."""
        return sorted(taken.start.astimezone(ZONE) for taken in self.simulator.desks.taken.values())

    def asked_there(self) -> int:
        """How often the other system was asked to make an appointment."""
        return len([one for one in self.simulator.asked if one.method == "POST" and self.simulator.writes(one)])


@contextmanager
def scene(name: str, database: Database, folder: Path, simulator: Any = None) -> Iterator[Scene]:
    """The town with JCC or Qmatic."""
    clock = TickingClock(wall=NOW)
    if simulator is None:
        simulator = JccSimulator() if name == "jcc" else QmaticSimulator()
    simulator.now = clock.now
    with database.write() as connection:
        keys = keys_for(connection, folder / "keys", NOW)
    with serving(simulator) as url:
        system: System = jcc_on(url) if name == "jcc" else qmatic_on(url)
        agenda = OtherAgenda(system, database, keys, TOWN, Finisher(system, database, clock))
        yield Scene(agenda, simulator, database, keys, clock)
