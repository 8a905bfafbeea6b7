"""Terminals: joining, proving who they are, being heard, being shut out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from sync.central.fleet.codes import use_code
from sync.central.fleet.tables import INCARNATIONS, TERMINALS
from sync.central.storage.digest import digest
from sync.central.storage.portable import insert_if_new, locked
from sync.protocol.ids import RandomBits
from sync.protocol.messages import Enrolment

_TOKEN_BITS = 256
_SEEN_EVERY = timedelta(minutes=1)


# Made once, for every request of a terminal needs them: making a statement takes longer than SQLite needs to answer it.
_WHOSE: Select[Any] = (
    select(
        *(TERMINALS.c.name, TERMINALS.c.location, TERMINALS.c.revoked_at),
        *(INCARNATIONS.c.incarnation, INCARNATIONS.c.replaced_at),
    )
    .join(TERMINALS, TERMINALS.c.name == INCARNATIONS.c.terminal)
    .where(INCARNATIONS.c.token_sha256 == bindparam("digest"))
)
_JOINED_AT = select(INCARNATIONS.c.enrolled_at).where(
    INCARNATIONS.c.terminal == bindparam("terminal"), INCARNATIONS.c.incarnation == bindparam("incarnation")
)
_SEEN = (
    update(TERMINALS)
    .where(
        TERMINALS.c.name == bindparam("terminal"),
        (TERMINALS.c.last_seen_at < bindparam("long_ago")) | (TERMINALS.c.last_seen_at == _JOINED_AT.scalar_subquery()),
    )
    .values(last_seen_at=bindparam("now"))
)


@dataclass(frozen=True)
class Terminal:
    """A terminal that has proved who it is."""

    name: str
    location: str
    incarnation: int


class Refusal(StrEnum):
    """Why somebody is not let in; also the code of the Problem that the terminal gets."""

    UNKNOWN = "unknown_token"
    REPLACED = "replaced"
    REVOKED = "revoked"


class NotLetInError(Exception):
    """The token is not, or no longer, a terminal's."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class CodeError(Exception):
    """The enrolment code is unknown, used or too old."""


def enrol(connection: Connection, enrolment: Enrolment, random_bits: RandomBits, now: datetime) -> tuple[Terminal, str]:
    """Let a terminal join; who it is now, and its token, which nobody will be told again. Raises CodeError.

    A name that joined before gets the next incarnation, and its earlier token is void (sync rule 23).
    """
    location = use_code(connection, enrolment.code, enrolment.terminal, now)
    if location is None:
        raise CodeError
    _keep_terminal(connection, enrolment.terminal, location, now)
    incarnation = _replace_incarnation(connection, enrolment.terminal, now)
    token = f"{random_bits(_TOKEN_BITS):064x}"
    row = {"terminal": enrolment.terminal, "incarnation": incarnation, "software": enrolment.software.replace("\0", "")}
    connection.execute(insert(INCARNATIONS), row | {"token_sha256": digest(token), "enrolled_at": now})
    return Terminal(enrolment.terminal, location, incarnation), token


def _keep_terminal(connection: Connection, name: str, location: str, now: datetime) -> None:
    row = {"name": name, "location": location, "first_enrolled_at": now, "last_seen_at": now}
    if not insert_if_new(connection, TERMINALS, row):
        # Changing the row also locks it: two that join under one name go one after the other.
        changed = {"location": location, "last_seen_at": now, "revoked_at": None}
        connection.execute(update(TERMINALS).where(TERMINALS.c.name == name).values(changed))


def _replace_incarnation(connection: Connection, name: str, now: datetime) -> int:
    columns = INCARNATIONS.c
    replaced = update(INCARNATIONS).where(columns.terminal == name, columns.replaced_at.is_(None))
    connection.execute(replaced.values(replaced_at=now))
    last = connection.execute(select(func.max(columns.incarnation)).where(columns.terminal == name)).scalar()
    return (last or 0) + 1


def authenticate(connection: Connection, token: str) -> Terminal:
    """Whose token this is; raises NotLetInError."""
    row = connection.execute(_WHOSE, {"digest": digest(token)}).one_or_none()
    if row is None:
        raise NotLetInError(Refusal.UNKNOWN)
    if row.revoked_at is not None:
        raise NotLetInError(Refusal.REVOKED)
    if row.replaced_at is not None:
        raise NotLetInError(Refusal.REPLACED)
    return Terminal(row.name, row.location, row.incarnation)


def hold(connection: Connection, terminal: Terminal) -> None:
    """Keep others from writing for this terminal until the transaction ends; raises NotLetInError.

    A terminal may have been replaced or revoked since its request came in.
    """
    revoked_at = connection.execute(
        locked(select(TERMINALS.c.revoked_at).where(TERMINALS.c.name == terminal.name))
    ).scalar_one()
    if revoked_at is not None:
        raise NotLetInError(Refusal.REVOKED)
    columns = INCARNATIONS.c
    # Read after the lock is ours: enrolling takes the same lock before it replaces an incarnation.
    replaced_at = connection.execute(
        select(columns.replaced_at).where(
            columns.terminal == terminal.name, columns.incarnation == terminal.incarnation
        )
    ).scalar_one()
    if replaced_at is not None:
        raise NotLetInError(Refusal.REPLACED)


def seen(connection: Connection, terminal: Terminal, now: datetime) -> None:
    """Remember that this terminal was heard, at most once a minute, so that asking stays cheap.

    What it asks first after joining is always remembered: until then it has only joined.
    """
    this = {"terminal": terminal.name, "incarnation": terminal.incarnation}
    connection.execute(_SEEN, this | {"long_ago": now - _SEEN_EVERY, "now": now})


def revoke(connection: Connection, name: str, now: datetime) -> bool:
    """Shut a terminal out until it joins again; whether there is such a terminal."""
    changed = connection.execute(update(TERMINALS).where(TERMINALS.c.name == name).values(revoked_at=now))
    return changed.rowcount == 1
