"""Badges: issuing them, giving them PINs, taking them back. No transaction is held while a PIN is hashed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, select, update

from sync.central.people.badge_tables import BADGE_WAITS, BADGES
from sync.central.people.managing import Managed, ManagerAct, note
from sync.central.storage.database import Database
from sync.central.storage.portable import Row, insert_if_new
from sync.protocol.badges import MAX_BADGES, BadgeKey, BadgeKind, BadgeRole, Label
from sync.protocol.ids import RandomBits, uuid7
from sync.protocol.pin import PinCost, hash_pin, is_easily_guessed, is_pin, new_pin

_KEY: TypeAdapter[str] = TypeAdapter(BadgeKey)
_LABEL: TypeAdapter[str] = TypeAdapter(Label)
PIN_COST = PinCost()


class BadgeProblem(StrEnum):
    """Why a badge cannot be issued or changed; a closed set, the pages have words for each."""

    KEY = "key"
    LABEL = "label"
    LABEL_TAKEN = "label_taken"
    KNOWN = "known"
    PIN = "pin"
    PIN_EASY = "pin_easy"
    TOO_MANY = "too_many"
    NOT_THERE = "not_there"


_SAID = {
    BadgeProblem.KEY: "a key of 64 small hexadecimal digits is expected, as the terminal shows it",
    BadgeProblem.LABEL: "a label of 1 to 40 characters is expected: what is written on the card, not a name",
    BadgeProblem.LABEL_TAKEN: "another badge has this label",
    BadgeProblem.KNOWN: "this badge is issued already",
    BadgeProblem.PIN: "a PIN of 4 to 8 digits is expected",
    BadgeProblem.PIN_EASY: "this PIN is among the first that somebody tries",
    BadgeProblem.TOO_MANY: f"there are {MAX_BADGES} badges already; terminals keep no more",
    BadgeProblem.NOT_THERE: "there is no such badge, or it is revoked",
}


class BadgeError(Exception):
    """Something about a badge cannot be done; says what is expected."""

    def __init__(self, problem: BadgeProblem) -> None:
        super().__init__(_SAID[problem])
        self.problem = problem


@dataclass(frozen=True)
class Badge:
    """A badge as a manager sees it."""

    id: UUID
    kind: BadgeKind
    key: str
    role: BadgeRole
    label: str
    has_pin: bool
    made_at: datetime
    made_by: str
    revoked_at: datetime | None
    revoked_by: str | None
    blocked_at: datetime | None


@dataclass(frozen=True)
class NewBadge:
    """What to issue. `pin`: None asks for none at a strong badge; at a simple one, which needs one, it is made up."""

    kind: BadgeKind
    key: str
    role: BadgeRole
    label: str
    pin: str | None = None


@dataclass(frozen=True)
class Issued:
    """A badge, and its PIN, which nobody is told again."""

    id: UUID
    label: str
    pin: str | None


def issue(database: Database, random_bits: RandomBits, new: NewBadge, by: str, now: datetime) -> Issued:
    """Let a badge open terminals; one that was revoked is issued again. Raises BadgeError."""
    key, label = _valid(new)
    pin = new.pin if new.pin is not None or new.kind is BadgeKind.STRONG else new_pin(random_bits)
    pin_hash = _hashed(pin, key, random_bits) if pin is not None else None
    with database.write() as connection:
        _check_free(connection, key, label)
        row = {
            "id": uuid7(now, random_bits),
            "kind": new.kind.value,
            "key": key,
            "role": new.role.value,
            "label": label,
            "pin_hash": pin_hash,
            "made_at": now,
            "made_by": by,
            "revoked_at": None,
            "revoked_by": None,
            "wrong_pins": 0,
            "blocked_at": None,
        }
        badge = row["id"] if insert_if_new(connection, BADGES, row) else _issue_again(connection, key, row)
        connection.execute(BADGE_WAITS.delete().where(BADGE_WAITS.c.key == key))
        issued = Issued(UUID(str(badge)), label, pin)
        note(connection, Managed(ManagerAct.ISSUE_BADGE, by, badge=issued.id, about=label), now)
    return issued


def renew_pin(
    database: Database, random_bits: RandomBits, badge: UUID, pin: str | None, now: datetime, by: str
) -> Issued:
    """Give a badge another PIN, made up unless one is given; who is signed in with the old one is out then.

    Raises BadgeError.
    """
    with database.read() as connection:
        found = badge_of(connection, badge)
    if found is None or found.revoked_at is not None:
        raise BadgeError(BadgeProblem.NOT_THERE)
    chosen = pin if pin is not None else new_pin(random_bits)
    changed = {"pin_hash": _hashed(chosen, found.key, random_bits), "made_at": now, "made_by": by}
    changed |= {"wrong_pins": 0, "blocked_at": None}
    mine = (BADGES.c.id == badge, BADGES.c.revoked_at.is_(None))
    with database.write() as connection:
        if connection.execute(update(BADGES).where(*mine).values(changed)).rowcount != 1:
            raise BadgeError(BadgeProblem.NOT_THERE)
        note(connection, Managed(ManagerAct.NEW_PIN, by, badge=badge, about=found.label), now)
    return Issued(badge, found.label, chosen)


def revoke(connection: Connection, badge: UUID, by: str, now: datetime) -> bool:
    """Let a badge open nothing any more, as soon as a terminal hears of it; whether it did until now."""
    mine = (BADGES.c.id == badge, BADGES.c.revoked_at.is_(None))
    changed = {"revoked_at": now, "revoked_by": by, "pin_hash": None}
    label = connection.execute(
        update(BADGES).where(*mine).values(changed).returning(BADGES.c.label)
    ).scalar_one_or_none()
    if label is None:
        return False
    note(connection, Managed(ManagerAct.REVOKE_BADGE, by, badge=badge, about=label), now)
    return True


def badges(connection: Connection) -> list[Badge]:
    """All badges, those that open something first, by label."""
    rows = connection.execute(select(BADGES).order_by(BADGES.c.revoked_at.is_not(None), BADGES.c.label)).all()
    return [
        Badge(
            id=row.id,
            kind=BadgeKind(row.kind),
            key=row.key,
            role=BadgeRole(row.role),
            label=row.label,
            has_pin=row.pin_hash is not None,
            made_at=row.made_at,
            made_by=row.made_by,
            revoked_at=row.revoked_at,
            revoked_by=row.revoked_by,
            blocked_at=row.blocked_at,
        )
        for row in rows
    ]


def badge_of(connection: Connection, badge: UUID) -> Badge | None:
    """The badge with this id."""
    return next((one for one in badges(connection) if one.id == badge), None)


def _valid(new: NewBadge) -> tuple[str, str]:
    try:
        key = _KEY.validate_python(new.key.strip().lower())
    except ValidationError as error:
        raise BadgeError(BadgeProblem.KEY) from error
    try:
        return key, _LABEL.validate_python(new.label.strip())
    except ValidationError as error:
        raise BadgeError(BadgeProblem.LABEL) from error


def _check_free(connection: Connection, key: str, label: str) -> None:
    columns = BADGES.c
    used = connection.execute(select(columns.key, columns.label).where(columns.revoked_at.is_(None))).all()
    if any(row.key == key for row in used):
        raise BadgeError(BadgeProblem.KNOWN)
    if any(row.label.casefold() == label.casefold() for row in used):
        raise BadgeError(BadgeProblem.LABEL_TAKEN)
    if len(used) >= MAX_BADGES:
        raise BadgeError(BadgeProblem.TOO_MANY)


def _issue_again(connection: Connection, key: str, row: Row) -> UUID:
    """The same card has the same id for ever: the trail tells of one badge."""
    changed = {name: value for name, value in row.items() if name not in ("id", "key")}
    again = update(BADGES).where(BADGES.c.key == key, BADGES.c.revoked_at.is_not(None)).values(changed)
    badge: UUID | None = connection.execute(again.returning(BADGES.c.id)).scalar_one_or_none()
    if badge is None:  # somebody else has just issued it
        raise BadgeError(BadgeProblem.KNOWN)
    return badge


def _hashed(pin: str, key: str, random_bits: RandomBits) -> str:
    if not is_pin(pin):
        raise BadgeError(BadgeProblem.PIN)
    if is_easily_guessed(pin):
        raise BadgeError(BadgeProblem.PIN_EASY)
    return hash_pin(pin, key, random_bits, PIN_COST)
