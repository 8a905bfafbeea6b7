"""Slowing down whoever guesses: after a few failures in a row each try has to wait twice as long as the last."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from sync.central.people.tables import TRIES
from sync.central.storage.digest import digest
from sync.central.storage.portable import insert_if_new, locked

FREE_FAILURES = 4
LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=1)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row.

    >>> [int(wait_after(failures).total_seconds()) for failures in (0, 4, 5, 6, 7, 99)]
    [0, 0, 1, 2, 4, 900]
    """
    if failures <= FREE_FAILURES:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=1 << min(failures - FREE_FAILURES - 1, 30)))


def begin_try(connection: Connection, who: tuple[str, ...], now: datetime) -> timedelta:
    """Count a try by `who` as failed beforehand; how long they must still wait (then nothing is counted).

    Counting first means that many tries at once do not slip through together. `who` says what is guessed at and from
    where, such as ("signin", user, address).
    """
    connection.execute(delete(TRIES).where(TRIES.c.last_at < now - _FORGOTTEN_AFTER))
    key = _key(who)
    if insert_if_new(connection, TRIES, {"who_sha256": key, "failures": 1, "last_at": now}):
        return timedelta()
    query = locked(select(TRIES.c.failures, TRIES.c.last_at).where(TRIES.c.who_sha256 == key))
    row = connection.execute(query).first()
    if row is None:  # forgiven by another try at this very moment
        return timedelta()
    # A clock that was set back must not lock anybody out for longer than the longest wait.
    last_at: datetime = row.last_at
    left = min(last_at + wait_after(row.failures) - now, wait_after(row.failures))
    if left > timedelta():
        return left
    connection.execute(update(TRIES).where(TRIES.c.who_sha256 == key).values(failures=row.failures + 1, last_at=now))
    return timedelta()


def forgive(connection: Connection, who: tuple[str, ...]) -> None:
    """The try succeeded: start afresh."""
    connection.execute(delete(TRIES).where(TRIES.c.who_sha256 == _key(who)))


def _key(who: tuple[str, ...]) -> bytes:
    return digest("\0".join(who))
