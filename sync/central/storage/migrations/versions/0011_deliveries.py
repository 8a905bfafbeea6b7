"""Records that are handed on to other systems: each delivery, its further steps, and each system."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "delivery_targets",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enlisted_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubtful_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("busy_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_delivery_targets"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("number_turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=512), nullable=True),
        sa.Column("shown_as", sa.String(length=256), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=128), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.Column("steps_left", sa.Boolean(), nullable=False),
        sa.Column("told_state", sa.String(length=16), nullable=True),
        sa.Column("told_words", sa.Text(), nullable=False),
        sa.Column("told_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_status_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name="fk_deliveries_record_records"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("record", "target", name="uq_deliveries_record_target"),
        sa.UniqueConstraint("target", "number", name="uq_deliveries_target_number"),
    )
    op.create_index("ix_deliveries_target_state", "deliveries", ["target", "state", "id"])
    op.create_index("ix_deliveries_target_steps", "deliveries", ["target", "steps_left", "id"])
    op.create_index("ix_deliveries_target_delivered", "deliveries", ["target", "delivered_at"])
    op.create_index("ix_deliveries_target_ask_status", "deliveries", ["target", "ask_status_at"])
    op.create_table(
        "delivery_steps",
        sa.Column("delivery", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("needs_photos", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=512), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name="fk_delivery_steps_delivery_deliveries"),
        sa.PrimaryKeyConstraint("delivery", "position", name="pk_delivery_steps"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("delivery_steps")
    op.drop_table("deliveries")
    op.drop_table("delivery_targets")
