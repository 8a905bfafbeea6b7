"""What we keep of each appointment that we asked another system for: written down before it was asked."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Uuid

from sync.central.agenda.tables import BOOKINGS
from sync.central.storage.metadata import METADATA, Moment

ATTEMPTS = Table(
    "agenda_attempts",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("booking", Uuid, ForeignKey(BOOKINGS.c.id), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("system", String(32), nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("minutes", Integer),
    Column("state", String(16), nullable=False),
    Column("other_id", String(128)),
    Column("why", String(64), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("seen_by", String(64)),
    Column("seen_at", Moment),
)
"""One row for each time that we asked for a place for a booking: one when it is made, one more for every move.

(booking, turn) is our name for it there. `other_id` is its name in the other system, once that is known. `seen_by`: a
person has looked into what we could not find out. Our own table of bookings says what the visitor was told; this one
says what may stand elsewhere."""

Index("uq_agenda_attempts_booking_turn", ATTEMPTS.c.booking, ATTEMPTS.c.turn, unique=True)
Index("ix_agenda_attempts_state", ATTEMPTS.c.state, ATTEMPTS.c.changed_at)
