"""The people who sign in, and what they may do."""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from sync.central.people.passwords import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, Passwords
from sync.central.people.tables import SESSIONS, USER_ROLES, USERS
from sync.central.storage.portable import insert_if_new

USER_NAME = r"[a-z0-9][a-z0-9._-]{0,63}"


class Role(StrEnum):
    """What a person may do: call numbers, handle records, or look after terminals and people."""

    HOST = "host"
    CLERK = "clerk"
    MANAGER = "manager"


_ROLES = select(USER_ROLES.c.role).where(USER_ROLES.c.user == bindparam("user"))


class PeopleError(Exception):
    """Something about a person cannot be done; says what is expected."""


def set_user(
    connection: Connection, passwords: Passwords, name: str, password: str, roles: Iterable[Role], now: datetime
) -> None:
    """Add the person `name`, or give them a new password and these roles; open sign-ins of theirs end."""
    if not re.fullmatch(USER_NAME, name):
        raise PeopleError("a name of small letters, digits, dots and dashes is expected")
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise PeopleError(f"a password of {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters is expected")
    row = {"name": name, "password_hash": passwords.hash(password), "made_at": now}
    if not insert_if_new(connection, USERS, row):
        changed = {"password_hash": row["password_hash"], "disabled_at": None}
        connection.execute(update(USERS).where(USERS.c.name == name).values(changed))
        connection.execute(delete(SESSIONS).where(SESSIONS.c.user == name))
        connection.execute(delete(USER_ROLES).where(USER_ROLES.c.user == name))
    connection.execute(insert(USER_ROLES), [{"user": name, "role": role.value} for role in sorted(set(roles))])


def disable_user(connection: Connection, name: str, now: datetime) -> bool:
    """End all sign-ins of `name` and allow no new one; whether there is such a person."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user == name))
    changed = connection.execute(update(USERS).where(USERS.c.name == name).values(disabled_at=now))
    return changed.rowcount == 1


def password_hash_of(connection: Connection, name: str) -> str | None:
    """The hash to check a password against; None for nobody we know, or nobody who may sign in."""
    query = select(USERS.c.password_hash).where(USERS.c.name == name, USERS.c.disabled_at.is_(None))
    return connection.execute(query).scalar_one_or_none()


def roles_of(connection: Connection, name: str) -> frozenset[Role]:
    """What `name` may do now."""
    return frozenset(Role(role) for role in connection.execute(_ROLES, {"user": name}).scalars())
