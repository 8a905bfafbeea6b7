"""The trail of what is done with a badge: which line a change of the session leaves."""

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
from sync.protocol.audit import AuditEntry, AuditEvent
from sync.protocol.badges import BadgeEntry

_NO_LINE = frozenset({Why.UNREADABLE, Why.PULLED})
"""Phones and purses that come near the reader, and a badge that was not held for long enough: nothing happened."""


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
