"""Whether a volunteer has helped to make an appointment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("agenda_bookings", sa.Column("by", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("agenda_bookings", "by")
