"""What the queue keeps: one row for each number, the last number of each service and day, and what hosts did."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
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
    UniqueConstraint("location", "service", "day", "number"),
)
"""A queue number, from the moment it is given until the visitor has been helped or did not come."""

Index("ix_queue_tickets_line", TICKETS.c.location, TICKETS.c.day, TICKETS.c.state, TICKETS.c.taken_at)

IN_TURN = (TICKETS.c.taken_at, TICKETS.c.number, TICKETS.c.service)
"""The order in which people are called: as they came, and of two services in the same instant always the same one."""

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
)
"""What hosts did, in order: call, recall, done, no_show."""

Index("ix_queue_calls_board", CALLS.c.location, CALLS.c.day, CALLS.c.id)
