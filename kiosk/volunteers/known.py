"""What the list from the central says of a badge that is held to the reader."""

from kiosk.volunteers.session import Refused, Why
from sync.protocol.badges import BLOCKED, BadgeEntry, BadgeKind, BadgeList, lock_of


def looked_up(badges: BadgeList | None, kind: str, key: str) -> BadgeEntry | Refused:
    """The badge's entry, or why it opens nothing.

    A badge that was issued as a strong one is not believed as a simple one: its number can be copied.
    """
    if badges is None:
        return Refused(Why.NO_LIST)
    lock = lock_of(key)
    for entry in badges.badges:
        if entry.lock == lock and entry.kind == BadgeKind(kind):
            return entry
    for revoked in badges.revoked:
        if revoked.lock == lock:
            return Refused(Why.BLOCKED if revoked.why == BLOCKED else Why.REVOKED, revoked.id)
    return Refused(Why.UNKNOWN)
