"""What the queue keeps: one row for each number, the last number of each service and day, and what hosts did."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from sync.central.queue.rules import TicketState
from sync.central.storage.metadata import METADATA, Moment

TICKETS = Table(
    "queue_tickets",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("location", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(16), nullable=False),
    Column("product", String(64)),
    Column("language", String(2), nullable=False),
    Column("state", String(16), nullable=False),
    Column("counter", String(64)),
    Column("taken_at", Moment, nullable=False),
    Column("called_at", Moment),
    Column("ended_at", Moment),
    Column("waits_for", String(64), nullable=False),
    Column("counter_wanted", String(64)),
    Column("way", String(16), nullable=False),
    Column("appointment", Uuid),
    Column("appointment_at", Moment),
    Column("outcome", String(16)),
    Column("note_key_id", String(64)),
    Column("note_sealed", LargeBinary),
    Column("parked_at", Moment),
    Column("version", Integer, nullable=False),
    Column("lease", Uuid),
    Column("code_given", String(16)),
    UniqueConstraint("location", "service", "day", "number"),
    UniqueConstraint("appointment", "day"),
)
"""A queue number, from the moment it is given until the visitor has been helped or did not come.

`service` is the one of its letter; `waits_for` the one that the visitor waits for now, `counter_wanted` the counter
that is to call, after a transfer. `version` counts the changes: who acts on what was seen must find it as it was. An
appointment has one number a day, however often somebody checks in. `lease` is the lent block that a number came from.
`code_given` is the code of an appointment that somebody checked in with while the central could not be asked, and that
did not make the number that of an appointment.
"""

Index("ix_queue_tickets_line", TICKETS.c.location, TICKETS.c.day, TICKETS.c.state, TICKETS.c.taken_at)

_OPEN = TICKETS.c.state == TicketState.CALLED.value
OPEN_CALL = Index(
    "uq_queue_tickets_open_call",
    TICKETS.c.location,
    TICKETS.c.day,
    TICKETS.c.counter,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
"""A counter has at most one open call; one that was left open yesterday does not stop today's work."""

CURSORS = Table(
    "queue_cursors",
    METADATA,
    Column("location", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("last", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    PrimaryKeyConstraint("location", "service", "day"),
)
"""The last number given, and when. Both only go up: a number never comes twice (sync rule 29), and who has the lower
number has the earlier time, also when a clock is set back or two come in the same instant."""

CALLS = Table(
    "queue_calls",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("ticket", Uuid, ForeignKey(TICKETS.c.id), nullable=False),
    Column("location", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("counter", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("host", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", Text),
    Column("undone_at", Moment),
)
"""What hosts did, in order (rules.Action). `before` is what the step changed, as it was, in JSON; without it the step
cannot be taken back. A step that was taken back keeps its row, and counts for nothing."""

Index("ix_queue_calls_board", CALLS.c.location, CALLS.c.day, CALLS.c.id)
Index("ix_queue_calls_ticket", CALLS.c.ticket)

COUNTERS = Table(
    "queue_counters",
    METADATA,
    Column("location", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("counter", String(64), nullable=False),
    Column("host", String(64), nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("paused_at", Moment),
    PrimaryKeyConstraint("location", "day", "counter"),
)
"""Which counters are worked at: who was there last, and whether they have a break now."""
