"""Which device a volunteer has started anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("audit", sa.Column("device", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("audit", "device")
