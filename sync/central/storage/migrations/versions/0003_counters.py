"""Queue: counters that are open or paused, transfers, parking, notes, undo."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPTIONAL = (
    ("counter_wanted", sa.String(length=64)),
    ("appointment", sa.Uuid()),
    ("appointment_at", sa.DateTime(timezone=True)),
    ("outcome", sa.String(length=16)),
    ("note_key_id", sa.String(length=64)),
    ("note_sealed", sa.LargeBinary()),
    ("parked_at", sa.DateTime(timezone=True)),
    ("lease", sa.Uuid()),
)
_EXPECTED = (("waits_for", sa.String(length=64)), ("way", sa.String(length=16)), ("version", sa.Integer()))
_ONE_NUMBER = "uq_queue_tickets_appointment_day"


def upgrade() -> None:
    """Change the tables; numbers that were given before keep waiting for what they were given for."""
    with op.batch_alter_table("queue_tickets") as table:
        for name, kind in (*_OPTIONAL, *_EXPECTED):
            table.add_column(sa.Column(name, kind, nullable=True))
    op.execute("UPDATE queue_tickets SET waits_for = service, way = 'walk_in', version = 0")
    with op.batch_alter_table("queue_tickets") as table:
        for name, kind in _EXPECTED:
            table.alter_column(name, existing_type=kind, nullable=False)
        table.create_unique_constraint(_ONE_NUMBER, ["appointment", "day"])
    with op.batch_alter_table("queue_calls") as table:
        table.add_column(sa.Column("before", sa.Text(), nullable=True))
        table.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_queue_calls_ticket", "queue_calls", ["ticket"])
    op.create_table(
        "queue_counters",
        sa.Column("location", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("location", "day", "counter", name="pk_queue_counters"),
    )


def downgrade() -> None:
    """Change them back. What an older program does not know is as good as ended."""
    op.execute("UPDATE queue_tickets SET state = 'done' WHERE state IN ('parked', 'withdrawn')")
    op.drop_table("queue_counters")
    op.drop_index("ix_queue_calls_ticket", "queue_calls")
    with op.batch_alter_table("queue_calls") as table:
        table.drop_column("undone_at")
        table.drop_column("before")
    with op.batch_alter_table("queue_tickets") as table:
        table.drop_constraint(_ONE_NUMBER, type_="unique")
        for name, _ in (*_OPTIONAL, *_EXPECTED):
            table.drop_column(name)
