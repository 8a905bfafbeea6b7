"""Escrow: what is lent to terminals, and what each has told of it after a restore."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = sa.DateTime(timezone=True)
_NAME = sa.String(length=64)
_HOLDER = "ck_agenda_cells_one_holder"
_LEASE = "fk_agenda_cells_lease_slot_leases"


def upgrade() -> None:
    """Make the tables; a cell of the agenda is held by a booking or by a lease."""
    _lent()
    _told()
    with op.batch_alter_table("agenda_cells") as table:
        table.alter_column("booking", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("lease", sa.Uuid(), nullable=True))
        table.create_foreign_key(_LEASE, "slot_leases", ["lease"], ["id"])
        table.create_check_constraint(op.f(_HOLDER), "(booking IS NULL) <> (lease IS NULL)")
    op.create_index("ix_agenda_cells_lease", "agenda_cells", ["lease"])
    op.create_index("ix_agenda_bookings_terminal", "agenda_bookings", ["terminal", "received_at"])


def downgrade() -> None:
    """Drop them; what was lent is free."""
    op.drop_index("ix_agenda_bookings_terminal", "agenda_bookings")
    op.drop_index("ix_agenda_cells_lease", "agenda_cells")
    op.execute("DELETE FROM agenda_cells WHERE booking IS NULL")
    with op.batch_alter_table("agenda_cells") as table:
        table.drop_constraint(op.f(_HOLDER), type_="check")
        table.drop_constraint(_LEASE, type_="foreignkey")
        table.drop_column("lease")
        table.alter_column("booking", existing_type=sa.Uuid(), nullable=False)
    for name in ("lease_reports", "restores", "lent_cursors", "number_leases", "slot_leases"):
        op.drop_table(name)


def _lent() -> None:
    op.create_table(
        "slot_leases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal", _NAME, nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("location", _NAME, nullable=False),
        sa.Column("start_at", _MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("lent_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("booking", sa.Uuid(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_slot_leases"),
    )
    op.create_index("ix_slot_leases_holder", "slot_leases", ["terminal", "state", "start_at"])
    op.create_index("ix_slot_leases_day", "slot_leases", ["location", "state", "start_at"])
    op.create_table(
        "number_leases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal", _NAME, nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("location", _NAME, nullable=False),
        sa.Column("service", _NAME, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("lent_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_number_leases"),
    )
    op.create_index("ix_number_leases_holder", "number_leases", ["terminal", "state"])
    op.create_index("ix_number_leases_range", "number_leases", ["location", "service", "state"])
    op.create_table(
        "lent_cursors",
        sa.Column("location", _NAME, nullable=False),
        sa.Column("service", _NAME, nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("location", "service", name="pk_lent_cursors"),
    )


def _told() -> None:
    op.create_table(
        "restores",
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("thawed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("epoch", name="pk_restores"),
    )
    op.create_table(
        "lease_reports",
        sa.Column("terminal", _NAME, nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("reported_at", _MOMENT, nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.name"], name="fk_lease_reports_terminal_terminals"),
        sa.PrimaryKeyConstraint("terminal", name="pk_lease_reports"),
    )
