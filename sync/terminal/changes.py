"""The changes of appointments that visitors were told of here: kept, as what was promised is (sync rules 7, 20).

The central has made the change already. Should it be restored from a backup of before it, it hears of it again.
"""

from uuid import UUID

from sync.protocol.appointments import Appointment, AppointmentStatus
from sync.protocol.kinds import CHANGE
from sync.protocol.printed import ChangedAppointment
from sync.terminal.outbox import Outbox

_VERSION = 1


def keep_change(outbox: Outbox, stands: Appointment) -> UUID | None:
    """Keep how an appointment stands that was moved or cancelled, before the visitor is told; None: it never was.

    The record's id. Raises a StorageError: then the change is made all the same, and only a restore can undo it.
    """
    if stands.revision < 1 or stands.arrived or stands.status is AppointmentStatus.PAST:
        return None
    told = ChangedAppointment(
        booking=stands.id,
        reference=stands.reference,
        revision=stands.revision,
        start=stands.start,
        cancelled=stands.status is AppointmentStatus.CANCELLED,
    )
    return outbox.put(CHANGE, CHANGE, _VERSION, stands.reference, told.model_dump(mode="json"))
