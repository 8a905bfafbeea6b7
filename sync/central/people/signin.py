"""Signing in: a name, a password, and patience for whoever guesses."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.central.people.passwords import MAX_PASSWORD_LENGTH, Passwords, PasswordsBusyError
from sync.central.people.sessions import begin_session
from sync.central.people.tries import begin_try, forgive
from sync.central.people.users import USER_NAME, password_hash_of
from sync.central.storage.database import Database
from sync.protocol.ids import RandomBits

_BUSY_WAIT = timedelta(seconds=5)
"""In a storm of sign-ins nothing is checked; an honest person tries again."""


@dataclass(frozen=True)
class Credentials:
    """What somebody typed, and from where."""

    user: str
    password: str
    address: str


@dataclass(frozen=True)
class Granted:
    """Signed in: the token for the cookie."""

    token: str


@dataclass(frozen=True)
class Refused:
    """Not signed in. With a `wait` nothing was checked: so long must pass before the next try."""

    wait: timedelta = timedelta()


def sign_in(
    database: Database, passwords: Passwords, random_bits: RandomBits, given: Credentials, now: datetime
) -> Granted | Refused:
    """Check what was typed. The slow part holds no transaction; a try counts as failed until it has succeeded."""
    user = given.user.strip().lower()
    who = ("signin", user, given.address)
    with database.write() as connection:
        wait = begin_try(connection, who, now)
        known = password_hash_of(connection, user) if re.fullmatch(USER_NAME, user) else None
    if wait:
        return Refused(wait)
    try:
        fits = passwords.fits(given.password[: MAX_PASSWORD_LENGTH + 1], known)
    except PasswordsBusyError:
        return Refused(_BUSY_WAIT)
    if not fits:
        return Refused()
    with database.write() as connection:
        if password_hash_of(connection, user) != known:  # disabled or changed while we were checking
            return Refused()
        forgive(connection, who)
        return Granted(begin_session(connection, user, random_bits, now))
