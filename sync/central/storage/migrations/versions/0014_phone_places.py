"""Links that wait for a phone to say where it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "phone_places",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_phone_places"),
    )
    op.create_index("ix_phone_places_expires_at", "phone_places", ["expires_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("phone_places")
