"""The list of badges as a terminal gets it: locks and PIN hashes, and nothing of whose they are."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from sync.central.people.badge_tables import BADGE_AUTHORITIES, BADGES
from sync.central.people.badge_waits import is_waited_for
from sync.protocol.badges import BLOCKED, MAX_BADGES, BadgeEntry, BadgeKind, BadgeList, BadgeRole, RevokedBadge, lock_of

_Rows = Sequence[Row[Any]]
_NO_VERSION = "0" * 64


def list_for(connection: Connection, terminal: str, now: datetime) -> BadgeList:
    """What `terminal` should know now. The same contents have the same version, whichever process makes them."""
    columns = BADGES.c
    kept = connection.execute(select(BADGES).where(columns.revoked_at.is_(None)).order_by(columns.id)).all()
    valid, blocked = _parted(kept)
    # Of those that are revoked for long, nobody needs to be told more than that they are unknown.
    last_revoked = select(BADGES).where(columns.revoked_at.is_not(None)).order_by(columns.revoked_at.desc(), columns.id)
    revoked = connection.execute(last_revoked.limit(MAX_BADGES)).all()
    certificates = select(BADGE_AUTHORITIES.c.certificate).order_by(BADGE_AUTHORITIES.c.sha256)
    unnumbered = BadgeList(
        version=_NO_VERSION,
        authorities=tuple(connection.execute(certificates).scalars()),
        badges=tuple(
            BadgeEntry(
                id=row.id,
                kind=BadgeKind(row.kind),
                lock=lock_of(row.key),
                role=BadgeRole(row.role),
                label=row.label,
                pin_hash=row.pin_hash,
            )
            for row in valid
        ),
        revoked=(
            *(RevokedBadge(id=row.id, lock=lock_of(row.key), why=BLOCKED) for row in blocked),
            *(RevokedBadge(id=row.id, lock=lock_of(row.key)) for row in revoked[: MAX_BADGES - len(blocked)]),
        ),
        wanted=is_waited_for(connection, terminal, now),
    )
    version = hashlib.sha256(unnumbered.model_dump_json().encode()).hexdigest()
    return unnumbered.model_copy(update={"version": version})


def _parted(rows: _Rows) -> tuple[_Rows, _Rows]:
    """Those that open something, and those that are blocked."""
    return [row for row in rows if row.blocked_at is None], [row for row in rows if row.blocked_at is not None]
