"""Making a badge one of ours by holding it to a terminal: a manager waits there, for minutes, for an unknown one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from sync.central.people.badge_tables import BADGE_WAITS, BADGES
from sync.central.people.managing import Managed, ManagerAct, note
from sync.central.storage.portable import upsert
from sync.protocol.badges import BadgeKind, ShownBadge, card_code

WAIT_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Wait:
    """A manager waits at this terminal; `key` and `kind` are of the badge that was held to it, if one was.

    `code` is what the terminal shows while the badge is held to it: the same card, and not that of a passer-by.
    """

    terminal: str
    until: datetime
    kind: BadgeKind | None
    key: str | None
    shown_at: datetime | None

    @property
    def code(self) -> str:
        """Six letters of the card, in two groups; empty while none was held."""
        return card_code(self.key) if self.key else ""


def begin_wait(connection: Connection, terminal: str, by: str, now: datetime) -> None:
    """Wait for a badge at this terminal, afresh."""
    fresh = {"until": now + WAIT_LASTS, "asked_by": by, "kind": None, "key": None, "shown_at": None}
    upsert(connection, BADGE_WAITS, {"terminal": terminal, **fresh}, fresh)
    note(connection, Managed(ManagerAct.AWAIT_BADGE, by, terminal=terminal), now)


def end_wait(connection: Connection, terminal: str) -> None:
    """Wait no longer; what was held to it is forgotten."""
    connection.execute(delete(BADGE_WAITS).where(BADGE_WAITS.c.terminal == terminal))


def is_waited_for(connection: Connection, terminal: str, now: datetime) -> bool:
    """Whether this terminal should tell of an unknown badge."""
    mine = (BADGE_WAITS.c.terminal == terminal, BADGE_WAITS.c.until > now)
    return connection.execute(select(BADGE_WAITS.c.terminal).where(*mine)).first() is not None


def keep_shown(connection: Connection, terminal: str, shown: ShownBadge, now: datetime) -> bool:
    """A badge was held to a terminal; kept only while somebody waits there, and if it is not issued already."""
    issued = select(BADGES.c.id).where(BADGES.c.key == shown.key, BADGES.c.revoked_at.is_(None))
    if connection.execute(issued).first() is not None:
        return False
    mine = (BADGE_WAITS.c.terminal == terminal, BADGE_WAITS.c.until > now)
    seen = {"kind": shown.kind.value, "key": shown.key, "shown_at": now}
    return connection.execute(update(BADGE_WAITS).where(*mine).values(seen)).rowcount == 1


def waits(connection: Connection, now: datetime) -> list[Wait]:
    """Where somebody waits now, by terminal."""
    columns = BADGE_WAITS.c
    rows = connection.execute(select(BADGE_WAITS).where(columns.until > now).order_by(columns.terminal)).all()
    return [
        Wait(row.terminal, row.until, BadgeKind(row.kind) if row.kind else None, row.key, row.shown_at) for row in rows
    ]


def forget_past(connection: Connection, now: datetime) -> int:
    """Forget the waits that are over, and what was held to a reader meanwhile; how many there were."""
    return connection.execute(delete(BADGE_WAITS).where(BADGE_WAITS.c.until <= now)).rowcount
