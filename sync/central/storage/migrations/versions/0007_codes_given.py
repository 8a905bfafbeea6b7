"""Queue: the code that a visitor checked in with while the central could not be asked, where it fits nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("queue_tickets", sa.Column("code_given", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("queue_tickets") as table:
        table.drop_column("code_given")
