"""Changes of appointments that visitors were told of at a terminal: after a restore they are made here once more.

The central that made a change knows it already, and then nothing happens. One that was restored from a backup of before
it makes it again, once: by its revision, so that nothing which was changed later is undone, and whatever arrives first,
the appointment's own record or this one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, select, update

from assets.town import Town
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.places import give_back
from sync.central.agenda.rules import is_moment
from sync.central.agenda.tables import BOOKINGS
from sync.central.fleet.restoring import frozen_since
from sync.central.leases.claims import claim
from sync.central.leases.tables import APPOINTMENT_CHANGES
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.printed import ChangedAppointment

_ENDED = (KeptStatus.WITHDRAWN, KeptStatus.CANCELLED)


def keep_told_change(connection: Connection, town: Town, payload: Mapping[str, Any], now: datetime) -> bool:
    """Note the change that a record tells of, and make it where it is news; False when a person has to look at it."""
    try:
        told = ChangedAppointment.model_validate(payload)
    except ValidationError:
        return False
    if not is_moment(told.start):
        return False
    row = {
        "booking": told.booking,
        "reference": told.reference,
        "revision": told.revision,
        "start_at": told.start,
        "cancelled": told.cancelled,
        "received_at": now,
    }
    if not insert_if_new(connection, APPOINTMENT_CHANGES, row):
        older = (APPOINTMENT_CHANGES.c.booking == told.booking, APPOINTMENT_CHANGES.c.revision < told.revision)
        connection.execute(update(APPOINTMENT_CHANGES).where(*older).values(row))
    settle_change(connection, town, told.booking, now)
    return True


def settle_change(connection: Connection, town: Town, booking: UUID, now: datetime) -> None:
    """Make the change that was told of an appointment, once the appointment is known here as it was promised."""
    here = APPOINTMENT_CHANGES.c.booking == booking
    told = connection.execute(select(APPOINTMENT_CHANGES).where(here)).one_or_none()
    kept = connection.execute(locked(select(BOOKINGS).where(BOOKINGS.c.id == booking))).one_or_none()
    if told is None or kept is None or kept.status not in (KeptStatus.CONFIRMED, *_ENDED):
        return
    connection.execute(delete(APPOINTMENT_CHANGES).where(here))
    # A code that differs is not of this appointment; one that has ended does not begin again.
    stands = kept.reference == told.reference and kept.status == KeptStatus.CONFIRMED
    if stands and told.revision > kept.revision:
        _make(connection, town, kept, told, now)


def _make(connection: Connection, town: Town, kept: Row[Any], told: Row[Any], now: datetime) -> None:
    give_back(connection, kept.id)
    changes: dict[str, Any] = {"revision": told.revision, "changed_at": now, "clash": False}
    if told.cancelled:
        changes |= {"status": KeptStatus.CANCELLED, "sealed": None}
    elif kept.start_at != told.start_at:
        # Whoever came at the old time, before this was told, is in line all the same.
        changes |= {"start_at": told.start_at, "arrived_at": None}
    changing = update(BOOKINGS).where(BOOKINGS.c.id == kept.id).values(changes).returning(*BOOKINGS.c)
    changed = connection.execute(changing).one()
    # Of what another system keeps the place is there: it knows of the move, and only we had forgotten.
    if told.cancelled or kept.system is not None or claim(connection, town, changed):
        return
    # After a restore something out of date may have the place: who really has it shows when all have told.
    clash = told.start_at > now and frozen_since(connection) is None
    connection.execute(update(BOOKINGS).where(BOOKINGS.c.id == kept.id).values(clash=clash))
