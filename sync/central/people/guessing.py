"""Slowing down whoever guesses codes that stand on tickets: a few wrong ones are free, after that one in a while.

Unlike signing in (tries.py), the right code takes nothing back: whoever has an appointment of his own could clear his
name with it between two guesses. Wrong guesses are forgotten one by one as time passes. Counting them afterwards is
enough: many that slip through at once are all counted, and have to be waited for.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from sync.central.people.tables import TRIES
from sync.central.storage.database import Database
from sync.central.storage.digest import digest
from sync.central.storage.portable import insert_if_new, locked

_FORGOTTEN_AFTER = timedelta(days=1)
_FREE_UNDER_STRAIN = 3
_ONE_IN_UNDER_STRAIN = timedelta(minutes=10)
_HOUSE_BITS = 64
"""Of an IPv6 address: one house, or one phone, has all addresses that begin alike."""


@dataclass(frozen=True)
class Limit:
    """So many wrong guesses of `who` are free, and one is forgotten in each `one_in`."""

    who: tuple[str, ...]
    free: int
    one_in: timedelta


def at_terminal(terminal: str) -> Sequence[Limit]:
    """Visitors mistype, one after the other, at the same terminal."""
    return (Limit(("code", "terminal", terminal), 20, timedelta(seconds=20)),)


def from_address(address: str) -> tuple[Limit, Limit]:
    """What one address may guess, and all of them together; `wait_at` tells what the second one means for the first.

    Of 887 million codes perhaps two thousand stand for an appointment. At 30 guesses a minute one of them is found in
    ten days; with no limit at all it would take minutes.
    """
    return (
        Limit(("code", "address", house_of(address)), 10, timedelta(minutes=1)),
        Limit(("code", "everybody"), 100, timedelta(seconds=2)),
    )


def wait_at(database: Database, address: str, now: datetime) -> timedelta:
    """How long `address` must wait before its next guess.

    What strangers guess wrong from many places keeps nobody out who guesses little: as long as all together guess too
    often, three wrong codes are free at one address and not ten, and one is forgotten in ten minutes. Whoever has the
    right code is let in, and who guesses needs very many addresses: at ten thousand of them he finds an appointment
    in some hours, in which everybody sees that something is going on.
    """
    own, everybody = from_address(address)
    if wait_of(database, (everybody,), now):
        own = replace(own, free=_FREE_UNDER_STRAIN, one_in=_ONE_IN_UNDER_STRAIN)
    return wait_of(database, (own,), now)


def wait_of(database: Database, limits: Sequence[Limit], now: datetime) -> timedelta:
    """How long must pass before the next guess; nothing for whoever did not guess wrong too often."""
    with database.read() as connection:
        return max((_wait(connection, limit, now) for limit in limits), default=timedelta())


def count_wrong(database: Database, limits: Sequence[Limit], now: datetime) -> None:
    """Remember a wrong guess."""
    with database.write() as connection:
        connection.execute(delete(TRIES).where(TRIES.c.last_at < now - _FORGOTTEN_AFTER))
        for limit in limits:
            _count(connection, limit, now)


def _wait(connection: Connection, limit: Limit, now: datetime) -> timedelta:
    row = connection.execute(
        select(TRIES.c.failures, TRIES.c.last_at).where(TRIES.c.who_sha256 == _key(limit))
    ).one_or_none()
    if row is None or row.failures < limit.free:
        return timedelta()
    owed: timedelta = (row.failures - limit.free + 1) * limit.one_in
    since: datetime = row.last_at
    # A clock that was set back must not make anybody wait for longer than what is owed.
    return max(timedelta(), min(owed, since + owed - now))


def _count(connection: Connection, limit: Limit, now: datetime) -> None:
    if insert_if_new(connection, TRIES, {"who_sha256": _key(limit), "failures": 1, "last_at": now}):
        return
    mine = TRIES.c.who_sha256 == _key(limit)
    row = connection.execute(locked(select(TRIES.c.failures, TRIES.c.last_at).where(mine))).one_or_none()
    if row is None:  # forgotten by somebody else at this very moment
        return
    forgotten = max(0, (now - row.last_at) // limit.one_in)
    left = row.failures - forgotten
    # What is left of a time that has begun goes on counting.
    since = row.last_at + forgotten * limit.one_in if left > 0 else now
    connection.execute(update(TRIES).where(mine).values(failures=max(0, left) + 1, last_at=since))


def is_this_machine(address: str) -> bool:
    """Whether it is our own machine that asks: a proxy that is not trusted to say for whom, or a test.

    >>> [is_this_machine(address) for address in ("127.0.0.1", "::1", "192.0.2.7", "")]
    [True, True, False, False]
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def house_of(address: str) -> str:
    """The part of an address that stands for one household.

    >>> [house_of(address) for address in ("2001:db8:1:2:3:4:5:6", "192.0.2.7", "::ffff:192.0.2.7", "testclient")]
    ['2001:db8:1:2::/64', '192.0.2.7', '192.0.2.7', 'testclient']
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _HOUSE_BITS), strict=False))


def _key(limit: Limit) -> bytes:
    return digest("\0".join(limit.who))
