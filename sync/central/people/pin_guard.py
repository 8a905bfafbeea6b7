"""Blocking a badge of which too many wrong PINs were typed, wherever that was.

A terminal alone makes who guesses wait longer and longer (kiosk/volunteers/lockout.py), also without a network; a thief
who goes on at the next terminal begins there with five free tries. Here the tries of all terminals come together, in
the trail, and after so many the badge is taken out of the list that terminals keep, until a manager gives it a new PIN.
Terminals ask for the list every five minutes: what is guessed until then is bounded by the wait of each.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, update

from sync.central.people.badge_tables import BADGES
from sync.central.people.managing import BY_COMMAND, Managed, ManagerAct, note
from sync.protocol.audit import AuditEvent

MOST_WRONG_PINS = 15
"""In a row, at all terminals together: what three terminals let pass without a wait. Of the million PINs of six digits
(sync/protocol/pin.py) that is nothing, and somebody who has forgotten his gives up before."""

_WRONG = frozenset({AuditEvent.PIN_WRONG.value, AuditEvent.PIN_LOCKED.value})


def heard(connection: Connection, badge: UUID, event: str, now: datetime) -> None:
    """A terminal tells of this badge: count wrong PINs in a row, and block it after too many.

    In the order in which they come in, whatever a terminal's clock says; a right PIN, and a new one, begin anew.
    """
    mine = BADGES.c.id == badge
    if event == AuditEvent.SIGNED_IN.value:
        connection.execute(update(BADGES).where(mine, BADGES.c.wrong_pins > 0).values(wrong_pins=0))
    elif event in _WRONG:
        counted = update(BADGES).where(mine).values(wrong_pins=BADGES.c.wrong_pins + 1)
        row = connection.execute(counted.returning(BADGES.c.wrong_pins, BADGES.c.blocked_at, BADGES.c.label)).first()
        if row is not None and row.blocked_at is None and row.wrong_pins >= MOST_WRONG_PINS:
            connection.execute(update(BADGES).where(mine).values(blocked_at=now))
            note(connection, Managed(ManagerAct.BLOCK_BADGE, BY_COMMAND, badge=badge, about=row.label), now)
