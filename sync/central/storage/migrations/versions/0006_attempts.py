"""Connectors: what we asked another appointment system for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "agenda_attempts",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("booking", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=128), nullable=True),
        sa.Column("why", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking"], ["agenda_bookings.id"], name="fk_agenda_attempts_booking_agenda_bookings"),
        sa.PrimaryKeyConstraint("number", name="pk_agenda_attempts"),
    )
    op.create_index("uq_agenda_attempts_booking_turn", "agenda_attempts", ["booking", "turn"], unique=True)
    op.create_index("ix_agenda_attempts_state", "agenda_attempts", ["state", "changed_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("agenda_attempts")
