"""What managers do with badges, terminals and people, written into the same trail as what is done with badges.

Written in the transaction of the act itself: there is none without its line. It goes after a year, as the others do.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import Connection

from sync.central.people.badge_tables import AUDIT
from sync.central.storage.portable import insert_if_new
from sync.protocol.audit import AuditEvent, Outcome

BY_COMMAND = "infopunt"
"""Who has done what was done from a shell, or by the central itself."""

LONGEST_ABOUT = 200
_LINES = UUID("5a1f0a52-6f0f-5a50-9d7c-0d0f6c1b7c11")
"""The name space of the ids of these lines."""


class ManagerAct(StrEnum):
    """What a manager can do that is written down; fixed ids, `audit.act.{value}` has words for each."""

    ISSUE_BADGE = "issue_badge"
    NEW_PIN = "new_pin"
    REVOKE_BADGE = "revoke_badge"
    BLOCK_BADGE = "block_badge"
    """Done by the central itself (pin_guard.py)."""
    AWAIT_BADGE = "await_badge"
    """Wait for an unknown card to be held to a terminal."""
    ADD_AUTHORITY = "add_authority"
    REMOVE_AUTHORITY = "remove_authority"
    GIVE_UP_TERMINAL = "give_up_terminal"
    CONFIRM_RESTORED = "confirm_restored"
    SETTLE_REFUSED = "settle_refused"
    INVITE_TERMINAL = "invite_terminal"
    SET_USER = "set_user"
    DISABLE_USER = "disable_user"


@dataclass(frozen=True)
class Managed:
    """An act. `by`: the manager's account, or `infopunt` for a command in a shell.

    `about` is what the act was done to, as it was called then: the label of a badge, the name of an authority or of a
    person's account, a location.
    """

    act: ManagerAct
    by: str
    badge: UUID | None = None
    terminal: str = ""
    location: str = ""
    about: str = ""


def note(connection: Connection, done: Managed, now: datetime) -> None:
    """Write an act down."""
    named = (now.isoformat(), done.act, done.by, done.badge, done.terminal, done.about)
    row = {
        "record": uuid5(_LINES, "\0".join(map(str, named))),
        "terminal": done.terminal,
        "location": done.location,
        "at": now,
        "seq": 0,
        "event": AuditEvent.ACTED.value,
        "badge": done.badge,
        "role": None,
        "act": done.act.value,
        "outcome": Outcome.DONE.value,
        "why": None,
        "tries": 0,
        "reference": None,
        "device": None,
        "by": done.by,
        "about": done.about[:LONGEST_ABOUT] or None,
    }
    insert_if_new(connection, AUDIT, row)
