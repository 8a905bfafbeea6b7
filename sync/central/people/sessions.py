"""Sign-ins: a random token in the browser's cookie, its hash in our database; it ends with the working day."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from sync.central.people.tables import SESSIONS, USERS
from sync.central.people.users import Role, roles_of
from sync.central.storage.digest import digest
from sync.protocol.ids import RandomBits

SESSION_LASTS = timedelta(hours=12)
_TOKEN_BITS = 256


# Made once: making a statement takes longer than SQLite needs to answer it.
_USER = (
    select(SESSIONS.c.user)
    .join(USERS, USERS.c.name == SESSIONS.c.user)
    .where(
        SESSIONS.c.token_sha256 == bindparam("digest"),
        SESSIONS.c.expires_at > bindparam("now"),
        USERS.c.disabled_at.is_(None),
    )
)


@dataclass(frozen=True)
class SignedIn:
    """Who is asking. `csrf` must come back with everything that changes something, as proof that our page sent it."""

    user: str
    roles: frozenset[Role]
    csrf: str


def begin_session(connection: Connection, user: str, random_bits: RandomBits, now: datetime) -> str:
    """Sign `user` in; the token to put into the cookie. Sign-ins that are over are swept out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
    token = f"{random_bits(_TOKEN_BITS):064x}"
    row = {"token_sha256": digest(token), "user": user, "began_at": now, "expires_at": now + SESSION_LASTS}
    connection.execute(insert(SESSIONS), row)
    return token


def session_of(connection: Connection, token: str, now: datetime) -> SignedIn | None:
    """Who holds this token; None when it is not, or no longer, a sign-in."""
    user = connection.execute(_USER, {"digest": digest(token), "now": now}).scalar_one_or_none()
    return None if user is None else SignedIn(user, roles_of(connection, user), csrf_of(token))


def end_session(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == digest(token)))


def csrf_of(token: str) -> str:
    """The proof that goes with a sign-in: made from its token, so that nothing more has to be kept."""
    return hmac.new(token.encode(), b"infopunt csrf", hashlib.sha256).hexdigest()
