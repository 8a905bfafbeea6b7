"""The trail of what is done with a badge: which line a change of the session leaves, and its way into the outbox."""

import logging
from collections.abc import Callable

from kiosk.volunteers.session import (
    AskPin,
    Away,
    PinChecked,
    Present,
    Refused,
    VolunteerEvent,
    VolunteerState,
    Why,
)
from sync.protocol.audit import AUDIT_FORM, AUDIT_VERSION, AuditEntry, AuditEvent
from sync.protocol.badges import BadgeEntry
from sync.protocol.ids import RandomBits, new_reference
from sync.protocol.kinds import AUDIT
from sync.terminal.errors import StorageError
from sync.terminal.outbox import Outbox

_NO_LINE = frozenset({Why.UNREADABLE, Why.PULLED})
"""Phones and purses that come near the reader, and a badge that was not held for long enough: nothing happened."""

_log = logging.getLogger(__name__)


def lines(before: VolunteerState, event: VolunteerEvent, after: VolunteerState, now_s: float) -> tuple[AuditEntry, ...]:
    """What is to be written down of a step of the session."""
    return (
        *_ended(before, after),
        *_refused(before, event),
        *_tried(before, event, after, now_s),
        *_began(before, after),
    )


def _ended(before: VolunteerState, after: VolunteerState) -> tuple[AuditEntry, ...]:
    if not isinstance(before, Present) or _is_of(after, before.entry):
        return ()
    why = after.why if isinstance(after, Away) else Why.TAKEN
    return (line(AuditEvent.LEFT, before.entry, why=why.value),)


def _is_of(state: VolunteerState, entry: BadgeEntry) -> bool:
    return isinstance(state, Present) and state.entry.id == entry.id


def _began(before: VolunteerState, after: VolunteerState) -> tuple[AuditEntry, ...]:
    if not isinstance(after, Present) or _is_of(before, after.entry):
        return ()
    return (line(AuditEvent.SIGNED_IN, after.entry),)


def _refused(before: VolunteerState, event: VolunteerEvent) -> tuple[AuditEntry, ...]:
    if not isinstance(event, Refused) or event.why in _NO_LINE:
        return ()
    return (AuditEntry(event=AuditEvent.REFUSED, badge=event.badge, why=event.why.value),)


def _tried(
    before: VolunteerState, event: VolunteerEvent, after: VolunteerState, now_s: float
) -> tuple[AuditEntry, ...]:
    if not isinstance(event, PinChecked) or not isinstance(before, AskPin) or event.fits:
        return ()
    locked = event.tries.locked_until_s > now_s
    kind = AuditEvent.PIN_LOCKED if locked else AuditEvent.PIN_WRONG
    return (line(kind, before.entry, tries=event.tries.wrong),)


def line(event: AuditEvent, entry: BadgeEntry, **more: object) -> AuditEntry:
    """A line about a badge of the list."""
    return AuditEntry.model_validate({"event": event, "badge": entry.id, "role": entry.role, **more})


class AuditTrail:
    """Puts lines into the outbox, sealed. Writes to the disk: not for the window's thread."""

    def __init__(self, outbox: Outbox, random_bits: RandomBits, wake_sync: Callable[[], None]) -> None:
        self._outbox = outbox
        self._random_bits = random_bits
        self._wake_sync = wake_sync

    def put(self, entry: AuditEntry) -> None:
        """Keep a line. A disk that takes none keeps nobody from helping; the log says that one is missing."""
        payload = entry.model_dump(mode="json", exclude_none=True)
        try:
            self._outbox.put(AUDIT, AUDIT_FORM, AUDIT_VERSION, new_reference(self._random_bits), payload)
        except StorageError as error:
            _log.error("a line of the audit trail is lost (%s): %s", entry.event, type(error).__name__)
        else:
            self._wake_sync()
