"""When a system may be asked again: it asked for patience, or was away. Kept on disk, so that a restart obeys too."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from sync.central.delivery.tables import TARGETS
from sync.protocol.ids import RandomBits

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 600.0
"""A system that is away is asked again after five seconds, ten, twenty, and so on, up to ten minutes."""

LONGEST_PATIENCE = timedelta(days=1)
"""Nobody asks for more in good faith; and a clock that was wrong must not silence us for years (sync rule 27)."""

SHORTEST_PATIENCE_S = 1.0


def pause_left_s(paused_until: datetime | None, now: datetime) -> float:
    """Seconds until the system may be asked again."""
    if paused_until is None or paused_until - now > LONGEST_PATIENCE:
        return 0.0
    return max(0.0, (paused_until - now).total_seconds())


def back_off_s(failures: int, random_bits: RandomBits) -> float:
    """Seconds to wait after so many failures in a row: doubling, half of it by chance (sync rule 17).

    >>> back_off_s(1, lambda bits: 0), back_off_s(1, lambda bits: (1 << bits) - 1), back_off_s(99, lambda bits: 0)
    (2.5, 5.0, 300.0)
    """
    whole_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures - 1, 20))
    return round(whole_s / 2 + whole_s / 2 * random_bits(16) / 65535, 3)


def be_patient(connection: Connection, target: str, for_s: float, reason: str, now: datetime) -> None:
    """The system said when it may be asked again. That is no failure."""
    for_s = min(max(for_s, SHORTEST_PATIENCE_S), LONGEST_PATIENCE.total_seconds())
    _write(connection, target, paused_until=now + timedelta(seconds=for_s), pause_reason=reason)


def stay_away(connection: Connection, target: str, reason: str, random_bits: RandomBits, now: datetime) -> None:
    """The system was away or did not say anything of use: before the next thing is sent, it is probed."""
    failures = connection.execute(select(TARGETS.c.failures).where(TARGETS.c.name == target)).scalar_one() + 1
    until = now + timedelta(seconds=back_off_s(failures, random_bits))
    _write(connection, target, paused_until=until, pause_reason=reason, failures=failures)


def is_well(connection: Connection, target: str) -> None:
    """The system answers."""
    _write(connection, target, paused_until=None, pause_reason="", failures=0)


def _write(connection: Connection, target: str, **values: object) -> None:
    connection.execute(update(TARGETS).where(TARGETS.c.name == target).values(**values))
