"""How each terminal and its devices do."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "terminal_health",
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.name"], name="fk_terminal_health_terminal_terminals"),
        sa.PrimaryKeyConstraint("terminal", name="pk_terminal_health"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("terminal_health")
