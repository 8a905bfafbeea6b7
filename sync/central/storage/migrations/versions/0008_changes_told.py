"""Restores: changes of appointments that terminals tell of, and whether the backup knows the right terminals."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table, and add the column; a restore of before is taken for checked: its freeze was seen to."""
    op.create_table(
        "appointment_changes",
        sa.Column("booking", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("booking", name="pk_appointment_changes"),
    )
    op.add_column("restores", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE restores SET checked_at = began_at"))


def downgrade() -> None:
    """Drop both."""
    with op.batch_alter_table("restores") as table:
        table.drop_column("checked_at")
    op.drop_table("appointment_changes")
