"""What is lent, to whom, and what became of it; how far each terminal has told what it holds."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Uuid, false

from sync.central.storage.metadata import METADATA, Moment


class LeaseState(StrEnum):
    """Lent: its holder may promise it. The others are its end: promised, given back, or taken away by a manager."""

    LENT = "lent"
    USED = "used"
    RETURNED = "returned"
    VOID = "void"


SLOT_LEASES = Table(
    "slot_leases",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("location", String(64), nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("request", Uuid, nullable=False),
    Column("lent_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("booking", Uuid),
    Column("unsure", Boolean, nullable=False, server_default=false()),
)
"""A place in the agenda that a terminal may promise; the cells it takes name it (agenda_cells.lease). One whose time is
past is nobody's any more, whatever its state (sync rule 28). `unsure`: the terminal no longer uses it, and does not
know whether it was promised."""

Index("ix_slot_leases_holder", SLOT_LEASES.c.terminal, SLOT_LEASES.c.state, SLOT_LEASES.c.start_at)
Index("ix_slot_leases_day", SLOT_LEASES.c.location, SLOT_LEASES.c.state, SLOT_LEASES.c.start_at)

NUMBER_LEASES = Table(
    "number_leases",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("location", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("request", Uuid, nullable=False),
    Column("lent_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("unsure", Boolean, nullable=False, server_default=false()),
)
"""Queue numbers that a terminal may give out; `next` is the first that nobody is known to have. It only goes up."""

Index("ix_number_leases_holder", NUMBER_LEASES.c.terminal, NUMBER_LEASES.c.state)
Index("ix_number_leases_range", NUMBER_LEASES.c.location, NUMBER_LEASES.c.service, NUMBER_LEASES.c.state)

APPOINTMENT_CHANGES = Table(
    "appointment_changes",
    METADATA,
    Column("booking", Uuid, primary_key=True),
    Column("reference", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("received_at", Moment, nullable=False),
)
"""The last change that a terminal has told of an appointment that is not known here yet: after a restore its record may
come later. Gone as soon as the appointment is known."""

LENT_CURSORS = Table(
    "lent_cursors",
    METADATA,
    Column("location", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("next", Integer, nullable=False),
    PrimaryKeyConstraint("location", "service"),
)
"""Where the next block begins. It wanders through the lent range not beginning again at midnight (sync rule 29)."""
