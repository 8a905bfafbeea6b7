"""Queue and agenda: numbers, calls, bookings and the cells they hold."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    _queue()
    _agenda()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("queue_calls", "queue_tickets", "queue_cursors", "agenda_cells", "agenda_bookings"):
        op.drop_table(table)


def _queue() -> None:
    op.create_table(
        "queue_tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("product", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_queue_tickets"),
        sa.UniqueConstraint(
            "location", "service", "day", "number", name="uq_queue_tickets_location_service_day_number"
        ),
    )
    op.create_index("ix_queue_tickets_line", "queue_tickets", ["location", "day", "state", "taken_at"])
    op.create_index(
        "uq_queue_tickets_open_call",
        "queue_tickets",
        ["location", "day", "counter"],
        unique=True,
        sqlite_where=sa.text("state = 'called'"),
        postgresql_where=sa.text("state = 'called'"),
    )
    op.create_table(
        "queue_cursors",
        sa.Column("location", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("location", "service", "day", name="pk_queue_cursors"),
    )
    op.create_table(
        "queue_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["queue_tickets.id"], name="fk_queue_calls_ticket_queue_tickets"),
        sa.PrimaryKeyConstraint("id", name="pk_queue_calls"),
    )
    op.create_index("ix_queue_calls_board", "queue_calls", ["location", "day", "id"])


def _agenda() -> None:
    op.create_table(
        "agenda_bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=64), nullable=True),
        sa.Column("product", sa.String(length=64), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("key_id", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_bookings"),
    )
    op.create_index("ix_agenda_bookings_day", "agenda_bookings", ["location", "status", "start_at"])
    op.create_table(
        "agenda_cells",
        sa.Column("location", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["booking"], ["agenda_bookings.id"], name="fk_agenda_cells_booking_agenda_bookings"),
        sa.PrimaryKeyConstraint("location", "starts_at", "lane", name="pk_agenda_cells"),
    )
    op.create_index("ix_agenda_cells_booking", "agenda_cells", ["booking"])
