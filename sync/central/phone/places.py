"""The life of a link: made for a terminal, answered once by a phone, fetched by that terminal, forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from sync.central.phone.tables import PHONE_PLACES
from sync.central.storage.digest import digest
from sync.protocol.ids import RandomBits
from sync.protocol.phone import LINK_LASTS, TOKEN_BITS, PhoneLink, PhonePoint, PhoneStage

MOST_OPEN = 20
"""Of one terminal at a time. Visitors come one after the other; whoever took a terminal home fills no table."""


def make_link(connection: Connection, terminal: str, random_bits: RandomBits, now: datetime) -> PhoneLink | None:
    """A link for the visitor at this terminal; None when it has made too many in the last minutes."""
    forget_past(connection, now)
    mine = select(func.count()).select_from(PHONE_PLACES).where(PHONE_PLACES.c.terminal == terminal)
    if connection.execute(mine).scalar_one() >= MOST_OPEN:
        return None
    token = f"{random_bits(TOKEN_BITS):0{TOKEN_BITS // 4}x}"
    row = {"token_sha256": digest(token), "terminal": terminal, "expires_at": now + LINK_LASTS}
    connection.execute(insert(PHONE_PLACES).values(row))
    return PhoneLink(token=token, lasts_s=LINK_LASTS.total_seconds())


def is_open(connection: Connection, token: str, now: datetime) -> bool:
    """Whether a phone may still answer."""
    return connection.execute(select(PHONE_PLACES.c.terminal).where(*_open(token, now))).first() is not None


def answer(connection: Connection, token: str, lat: float, lon: float, accuracy_m: float, now: datetime) -> bool:
    """Keep what a phone said, once: False when its time is over, or another phone was first."""
    point = {"lat": lat, "lon": lon, "accuracy_m": accuracy_m}
    return connection.execute(update(PHONE_PLACES).where(*_open(token, now)).values(point)).rowcount == 1


def look(connection: Connection, terminal: str, token: str, now: datetime) -> PhonePoint:
    """How far the link is, for the terminal that asked for it; for any other it is gone."""
    row = connection.execute(
        select(PHONE_PLACES).where(
            PHONE_PLACES.c.token_sha256 == digest(token),
            PHONE_PLACES.c.terminal == terminal,
            PHONE_PLACES.c.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        return PhonePoint(stage=PhoneStage.GONE)
    if row.lat is None:
        return PhonePoint(stage=PhoneStage.WAITING)
    return PhonePoint(stage=PhoneStage.HERE, lat=row.lat, lon=row.lon, accuracy_m=row.accuracy_m)


def forget(connection: Connection, terminal: str, token: str) -> None:
    """The terminal has what it asked for, or its visitor left."""
    mine = (PHONE_PLACES.c.token_sha256 == digest(token), PHONE_PLACES.c.terminal == terminal)
    connection.execute(delete(PHONE_PLACES).where(*mine))


def forget_past(connection: Connection, now: datetime) -> int:
    """Drop every link whose time is over; how many there were."""
    return connection.execute(delete(PHONE_PLACES).where(PHONE_PLACES.c.expires_at <= now)).rowcount


def _open(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        PHONE_PLACES.c.token_sha256 == digest(token),
        PHONE_PLACES.c.expires_at > now,
        PHONE_PLACES.c.lat.is_(None),
    )
