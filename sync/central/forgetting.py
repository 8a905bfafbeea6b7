"""Forgetting what nobody needs any more: whose a past appointment was, old records, photos whose record never came.

Done while the central runs; records that are not read yet are read in the same rounds. Doing it twice, or by several
processes at once, changes nothing. A record that a terminal sends again after a restore brings a contact back, and the
next round takes it away.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, update

from assets.town import Town
from sync.central.agenda.tables import BOOKINGS
from sync.central.housekeeping import empty_all, read_all
from sync.central.leases.tables import APPOINTMENT_CHANGES
from sync.central.people import audit, badge_waits
from sync.central.phone import places as phone_places
from sync.central.records.attachments import forget_strays
from sync.central.services import Services

EVERY_S = 3600.0

_log = logging.getLogger(__name__)


def forget_past(connection: Connection, town: Town, now: datetime) -> int:
    """Empty the contact of every appointment that is past for so long as the town says; how many there were.

    What terminals told of an appointment that has never come to be known goes after the same time.
    """
    before = now - timedelta(days=town.appointments.forget_contact_after_days)
    connection.execute(delete(APPOINTMENT_CHANGES).where(APPOINTMENT_CHANGES.c.start_at < before))
    past = (BOOKINGS.c.start_at < before, BOOKINGS.c.sealed.is_not(None))
    return connection.execute(update(BOOKINGS).where(*past).values(sealed=None)).rowcount


def _chores(services: Services) -> tuple[Callable[[], object], ...]:
    """What a round does, each by itself: none waits for another, least of all the leaving of what is personal."""

    def writing(forget: Callable[[Connection, datetime], object]) -> Callable[[], None]:
        def chore() -> None:
            with services.database.write() as connection:
                forget(connection, services.clock.now())

        return chore

    return (
        writing(lambda connection, now: forget_past(connection, services.town, now)),
        writing(forget_strays),
        writing(phone_places.forget_past),
        writing(badge_waits.forget_past),
        writing(audit.forget_past),
        lambda: read_all(services),
        lambda: empty_all(services),
    )


def do_each(chores: Iterable[Callable[[], object]]) -> None:
    """Do all of them; one that fails is told, holds up none of the others, and has its turn again in the next round."""
    for chore in chores:
        try:
            chore()
        except Exception as error:  # a busy database, for one
            _log.warning("what is past could not all be forgotten yet: %s", type(error).__name__)


@contextmanager
def forgetting(services: Services, every_s: float = EVERY_S) -> Iterator[None]:
    """In the background, at once and every so often, until the block ends."""
    closing = threading.Event()

    def run() -> None:
        while True:
            do_each(_chores(services))
            if closing.wait(every_s):
                return

    thread = threading.Thread(target=run, name="forgetting", daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join()
