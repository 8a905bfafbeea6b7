"""Records: village, deadline, assignee, answer and deposit; their words to look for, what was done, and matches."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("state_at", sa.DateTime(timezone=True)),
    ("village", sa.String(length=64)),
    ("due_at", sa.DateTime(timezone=True)),
    ("assigned_to", sa.String(length=64)),
    ("answer_key_id", sa.String(length=64)),
    ("answer_sealed", sa.LargeBinary()),
    ("answered_at", sa.DateTime(timezone=True)),
    ("deposited_on", sa.Date()),
)
_INDEXES = (
    ("state", "received_at"),
    ("state", "village", "received_at"),
    ("state", "due_at"),
    ("deleted_at", "state", "kind"),
    ("indexed",),
)


def upgrade() -> None:
    """Add columns and tables; what was handled before has stood where it stands since then."""
    for name, kind in _COLUMNS:
        op.add_column("records", sa.Column(name, kind, nullable=True))
    op.add_column("records", sa.Column("indexed", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE records SET state_at = handled_at")
    for columns in _INDEXES:
        op.create_index(f"ix_records_{'_'.join(columns)}", "records", list(columns))
    _words()
    _events()
    _matches()


def downgrade() -> None:
    """Drop them."""
    for table in ("record_matches", "record_events", "record_words"):
        op.drop_table(table)
    for columns in _INDEXES:
        op.drop_index(f"ix_records_{'_'.join(columns)}", "records")
    with op.batch_alter_table("records") as records:
        for name, _ in (*_COLUMNS, ("indexed", None)):
            records.drop_column(name)


def _words() -> None:
    op.create_table(
        "record_words",
        sa.Column("word", sa.LargeBinary(length=8), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name="fk_record_words_record_records", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "record", name="pk_record_words"),
    )
    op.create_index("ix_record_words_record", "record_words", ["record"])


def _events() -> None:
    op.create_table(
        "record_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name="fk_record_events_record_records", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name="pk_record_events"),
    )
    op.create_index("ix_record_events_record", "record_events", ["record"])


def _matches() -> None:
    op.create_table(
        "record_matches",
        sa.Column("found", sa.Uuid(), nullable=False),
        sa.Column("lost", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["found"], ["records.id"], name="fk_record_matches_found_records", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lost"], ["records.id"], name="fk_record_matches_lost_records", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("found", name="pk_record_matches"),
        sa.UniqueConstraint("lost", name="uq_record_matches_lost"),
    )
