"""Our own agenda behind the port: officials' hours from town.yaml, places in our own database.

Appointments come back after a restore with the terminals' records (sync rule 20), and so do the changes that a visitor
was told of at a terminal (leases/changes.py). What a restored backup cannot know: a move or a cancellation since the
backup was made that was asked for on the page of the appointment. No terminal holds a record of it, so such an
appointment stands again where it stood before, and the place that it moved to may be given to somebody else once the
freeze is over. The visitor has the later time in his calendar; the host sees him come early, late, or on a day on which
he is not expected. The page of the terminals tells the manager so.
"""

from datetime import datetime

from assets.town import Town
from sync.central.agenda import booking as bookings
from sync.central.agenda import changing
from sync.central.agenda.port import Wanted
from sync.central.agenda.room import free_slots
from sync.central.agenda.rules import Offers
from sync.central.storage.database import Database
from sync.protocol.appointments import Appointment, ChangeAnswer
from sync.protocol.messages import Booking, BookingAnswer, Slots


class OwnAgenda:
    """The agenda of a town that has no other one; each method is one transaction."""

    lends = True

    def __init__(self, database: Database, town: Town, offers: Offers) -> None:
        self._database = database
        self._town = town
        self._offers = offers

    def slots(self, wanted: Wanted, now: datetime) -> Slots:
        """When there is room, by day; days without room are left out."""
        with self._database.read() as connection:
            return free_slots(connection, self._town, wanted, now)

    def book(self, booking: Booking, terminal: str, now: datetime) -> BookingAnswer:
        """Ask for an appointment; the same id asked again tells what became of it."""
        with self._database.write() as connection:
            return bookings.book(connection, booking, terminal, self._town, self._offers, now)

    def find(self, reference: str, now: datetime) -> Appointment | None:
        """The appointment with this code on its ticket."""
        with self._database.read() as connection:
            return changing.find(connection, reference, now)

    def move(self, reference: str, start: datetime, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Move it to `start`, or leave it where it is."""
        with self._database.write() as connection:
            return changing.move(connection, self._town, reference, start, revision, now)

    def cancel(self, reference: str, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Give its place back."""
        with self._database.write() as connection:
            return changing.cancel(connection, self._town, reference, now, revision)
