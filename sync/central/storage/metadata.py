"""The one collection of tables that all rooms of the central add theirs to, and the column types they share."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, Integer, MetaData, Table, Uuid
from sqlalchemy.types import TypeDecorator

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every constraint has a name, so that a later migration can change it on either database."""


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite has no time zones: it keeps the UTC wall time, in an order that compares."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a moment without a time zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware moment is expected")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, always aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None] | None:
        """From SQLite in one go: an estimate of waits reads hundreds of moments, each in a quarter of the time."""
        return super().result_processor(dialect, coltype) if dialect.name != "sqlite" else _from_text


def _from_text(value: str | None) -> datetime | None:
    """
    >>> _from_text("2026-11-23 08:30:00.000000")
    datetime.datetime(2026, 11, 23, 8, 30, tzinfo=datetime.timezone.utc)
    """
    return None if value is None else datetime.fromisoformat(value + "+00:00")


IDENTITY = Table(
    "identity",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("central_id", Uuid, nullable=False),
    Column("epoch", Uuid, nullable=False),
    Column("began_at", Moment, nullable=False),
    CheckConstraint("number = 1", name="only_one"),
)
"""One row: who this central is, and since when it has had an unbroken memory (sync rule 20)."""
