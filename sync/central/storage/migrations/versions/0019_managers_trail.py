"""What managers do in the trail, and badges that are blocked because their PIN was guessed at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("audit", sa.Column("by", sa.String(64), nullable=True))
    op.add_column("audit", sa.Column("about", sa.String(200), nullable=True))
    op.add_column("badges", sa.Column("wrong_pins", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("badges", sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("badges", "blocked_at")
    op.drop_column("badges", "wrong_pins")
    op.drop_column("audit", "about")
    op.drop_column("audit", "by")
