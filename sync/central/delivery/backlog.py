"""How much is still to be handed on to each system, why it waits, and how long that will take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from sync.central.delivery.pausing import pause_left_s
from sync.central.delivery.showing import held
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES, TARGETS

MEASURED_OVER = timedelta(hours=6)
"""Long against any pause that a system asks for, short against a backlog worth telling of."""


@dataclass(frozen=True)
class Backlog:
    """One system. `waiting` are still to be sent, `held` need a person.

    `failures`: how often in a row it was away; `pause_left` with none: it asked for patience. `left`: how long sending
    what waits will take at the pace of the last hours; None when that is not known yet.
    """

    target: str
    waiting: int
    held: int
    pause_left: timedelta
    pause_reason: str
    failures: int
    per_hour: float | None
    left: timedelta | None


def backlog(connection: Connection, now: datetime) -> list[Backlog]:
    """Every system that records were ever handed on to, by name."""
    rows = connection.execute(select(TARGETS).order_by(TARGETS.c.name)).all()
    found = []
    for row in rows:
        pause = timedelta(seconds=pause_left_s(row.paused_until, now))
        waiting = _waiting(connection, row.name)
        pace = _per_hour(connection, row.name, row.busy_since, now, now + pause)
        left = None if pace is None else max(pause, timedelta(hours=waiting / pace))
        found.append(
            Backlog(
                target=row.name,
                waiting=waiting,
                held=len(held(connection, row.name)),
                pause_left=pause,
                pause_reason=row.pause_reason if pause else "",
                failures=row.failures,
                per_hour=pace,
                left=left if waiting else timedelta(0),
            )
        )
    return found


def _waiting(connection: Connection, target: str) -> int:
    here = (DELIVERIES.c.target == target, DELIVERIES.c.state == State.WAITING)
    return connection.execute(select(func.count()).select_from(DELIVERIES).where(*here)).scalar_one()


def _per_hour(
    connection: Connection, target: str, busy_since: datetime | None, now: datetime, until: datetime
) -> float | None:
    """Records an hour since the backlog began, pauses and the one that is on now included."""
    if busy_since is None:
        return None
    since = max(busy_since, now - MEASURED_OVER)
    here = (DELIVERIES.c.target == target, DELIVERIES.c.delivered_at >= since)
    sent = connection.execute(select(func.count()).select_from(DELIVERIES).where(*here)).scalar_one()
    hours = (until - since).total_seconds() / 3600
    return sent / hours if sent and hours > 0 else None
