"""Photos of records: what is known of each, and its pieces as they came."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attachments",
        sa.Column("sealed_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("sealed_bytes", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sealed_sha256", name="pk_attachments"),
    )
    op.create_index("ix_attachments_record", "attachments", ["record"])
    op.create_index("ix_attachments_terminal", "attachments", ["terminal"])
    op.create_index("ix_attachments_changed_at", "attachments", ["changed_at"])
    op.create_table(
        "attachment_pieces",
        sa.Column("sealed_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("piece", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sealed_sha256"],
            ["attachments.sealed_sha256"],
            name="fk_attachment_pieces_sealed_sha256_attachments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sealed_sha256", "start", name="pk_attachment_pieces"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("attachment_pieces")
    op.drop_table("attachments")
