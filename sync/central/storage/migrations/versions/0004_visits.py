"""Agenda: ways to meet, changes, and appointments that another system keeps."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    for column in (
        sa.Column("meeting", sa.String(length=16), nullable=False, server_default="desk"),
        sa.Column("village", sa.String(length=64), nullable=True),
        sa.Column("asked_start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clash", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("system", sa.String(length=32), nullable=True),
        sa.Column("system_id", sa.String(length=128), nullable=True),
    ):
        op.add_column("agenda_bookings", column)
    op.execute("UPDATE agenda_bookings SET asked_start_at = start_at")
    op.create_index("ix_agenda_bookings_reference", "agenda_bookings", ["reference"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_agenda_bookings_reference", "agenda_bookings")
    for column in (
        "meeting",
        "village",
        "asked_start_at",
        "revision",
        "changed_at",
        "arrived_at",
        "clash",
        "system",
        "system_id",
    ):
        op.drop_column("agenda_bookings", column)
