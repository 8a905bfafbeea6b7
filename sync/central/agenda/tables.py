"""What the agenda keeps: the answer to every booking, and the cells that confirmed ones hold."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Uuid,
    false,
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
    Column("meeting", String(16), nullable=False, server_default="desk"),
    Column("village", String(64)),
    Column("asked_start_at", Moment),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("changed_at", Moment),
    Column("arrived_at", Moment),
    Column("clash", Boolean, nullable=False, server_default=false()),
    Column("system", String(32)),
    Column("system_id", String(128)),
    Column("by", String(64)),
)
"""One row for each id, whatever the answer: a request that was delayed on its way may not undo an answer that was
given since. Of a withdrawal that came before its booking only the id and the terminal are known. The sealed contact is
kept only while the appointment stands, and for some days after it (forgetting.py).

`asked_start_at` is when it was asked for, `start_at` when it is now, after `revision` changes. `arrived_at`: the
visitor has checked in. `clash`: it was promised on paper although its place was given to somebody else. `system` and
`system_id`: which other agenda keeps it, and under what name; empty for our own. `by`: "volunteer" when one has helped
to make it."""

Index("ix_agenda_bookings_day", BOOKINGS.c.location, BOOKINGS.c.status, BOOKINGS.c.start_at)
Index("ix_agenda_bookings_reference", BOOKINGS.c.reference)
Index("ix_agenda_bookings_terminal", BOOKINGS.c.terminal, BOOKINGS.c.received_at)

CELLS = Table(
    "agenda_cells",
    METADATA,
    Column("location", String(64), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("booking", Uuid, ForeignKey(BOOKINGS.c.id)),
    Column("lease", Uuid, ForeignKey("slot_leases.id")),
    PrimaryKeyConstraint("location", "starts_at", "lane"),
    CheckConstraint("(booking IS NULL) <> (lease IS NULL)", name="one_holder"),
    Index("ix_agenda_cells_booking", "booking"),
    Index("ix_agenda_cells_lease", "lease"),
)
"""A quarter of an hour of one official ("lane"). The primary key is what makes double booking impossible: a cell that
is there is taken, whoever holds it."""
