"""What the agenda keeps: the answer to every booking, and the cells that confirmed ones hold."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Uuid,
)

from sync.central.storage.metadata import METADATA, Moment

BOOKINGS = Table(
    "agenda_bookings",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("location", String(64)),
    Column("product", String(64)),
    Column("start_at", Moment),
    Column("minutes", Integer),
    Column("reference", String(16)),
    Column("key_id", String(64)),
    Column("sealed", LargeBinary),
    Column("status", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("received_at", Moment, nullable=False),
)
"""One row for each id, whatever the answer: a request that was delayed on its way may not undo an answer that was
given since. Of a withdrawal that came before its booking only the id and the terminal are known. The sealed contact is
kept only while the appointment stands."""

Index("ix_agenda_bookings_day", BOOKINGS.c.location, BOOKINGS.c.status, BOOKINGS.c.start_at)

CELLS = Table(
    "agenda_cells",
    METADATA,
    Column("location", String(64), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("booking", Uuid, ForeignKey(BOOKINGS.c.id), nullable=False),
    PrimaryKeyConstraint("location", "starts_at", "lane"),
    Index("ix_agenda_cells_booking", "booking"),
)
"""A quarter of an hour of one official ("lane"). The primary key is what makes double booking impossible."""
