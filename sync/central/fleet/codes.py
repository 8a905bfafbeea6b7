"""One-time codes with which a terminal joins: made by a manager, for one location, for a short while."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from sync.central.fleet.tables import ENROLMENT_CODES
from sync.central.storage.digest import digest
from sync.protocol.ids import RandomBits, new_reference

CODE_LASTS = timedelta(hours=24)
_HALVES = 2
_GROUP = 4


def make_code(connection: Connection, location: str, random_bits: RandomBits, now: datetime) -> str:
    """A new code for `location`, to be typed in at the terminal: twelve letters and digits, about 59 random bits."""
    letters = "".join(new_reference(random_bits) for _ in range(_HALVES))
    row = {"code_sha256": _digest(letters), "location": location, "made_at": now, "expires_at": now + CODE_LASTS}
    connection.execute(insert(ENROLMENT_CODES), row)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def use_code(connection: Connection, code: str, terminal: str, now: datetime) -> str | None:
    """Use up a code; the location it is for, or None when it is unknown, used or too old. One statement decides."""
    columns = ENROLMENT_CODES.c
    statement = (
        update(ENROLMENT_CODES)
        .where(columns.code_sha256 == _digest(code), columns.used_at.is_(None), columns.expires_at > now)
        .values(used_at=now, used_by=terminal)
        .returning(columns.location)
    )
    return connection.execute(statement).scalar_one_or_none()


def open_codes(connection: Connection, now: datetime) -> int:
    """How many codes could still be used."""
    columns = ENROLMENT_CODES.c
    query = select(columns.code_sha256).where(columns.used_at.is_(None), columns.expires_at > now)
    return len(connection.execute(query).all())


def _digest(code: str) -> bytes:
    """People type small letters, spaces and dashes; none of these count."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return digest(letters)
