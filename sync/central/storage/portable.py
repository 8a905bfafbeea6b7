"""The few statements that SQLAlchemy spells differently for each database."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Executable, Select, Table, bindparam
from sqlalchemy import Row as ResultRow
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]
SelectQuery = TypeVar("SelectQuery", bound=Select[Any])


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], key: Column[Any]) -> set[Any]:
    """Insert the rows that no unique constraint refuses; the `key` of each that is new (sync rule 2).

    Deciding and inserting are one statement: of two that insert the same row at once, one is told that it is new.
    All rows must have the same columns.
    """
    if not rows:
        return set()
    # Rows as parameters: a statement with the values inside is compiled anew for each batch, six times the work.
    statement = _inserting(connection.dialect.name, table, key)
    return set(connection.execute(statement, [dict(row) for row in rows]).scalars())


def insert_if_new(connection: Connection, table: Table, row: Row) -> bool:
    """Insert `row` unless a unique constraint refuses it; whether it is new."""
    key = next(iter(table.primary_key.columns))
    statement = _inserting(connection.dialect.name, table, key)
    return connection.execute(statement, dict(row)).one_or_none() is not None


def inserted(connection: Connection, table: Table, row: Row) -> ResultRow[Any] | None:
    """Insert `row` unless a unique constraint refuses it; the whole row as it is then, or None."""
    statement = _inserting(connection.dialect.name, table, *table.columns)
    return connection.execute(statement, dict(row)).one_or_none()


def upsert(connection: Connection, table: Table, row: Row, changes: Row) -> ResultRow[Any]:
    """Insert `row`, or change the one that has its primary key; the row as it is then.

    It stays locked until the end of the transaction.
    """
    statement = _upserting(connection.dialect.name, table, tuple(changes))
    changed = {_CHANGED + name: value for name, value in changes.items()}
    return connection.execute(statement, {**row, **changed}).one()


_CHANGED = "changed_to_"


# Made once for each table: making a statement takes longer than SQLite needs to answer it.
@cache
def _inserting(dialect: str, table: Table, *returned: Column[Any]) -> Executable:
    statement: Executable = _dialect(dialect).insert(table).on_conflict_do_nothing().returning(*returned)
    return statement


@cache
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    key = list(table.primary_key.columns)
    changes = {name: bindparam(_CHANGED + name, type_=table.columns[name].type) for name in names}
    insert = _dialect(dialect).insert(table).on_conflict_do_update(index_elements=key, set_=changes)
    statement: Executable = insert.returning(table)
    return statement


def _dialect(name: str) -> Any:
    return postgresql if name == "postgresql" else sqlite


def locked(query: SelectQuery, *, skip: bool = False) -> SelectQuery:
    """`query` with its rows locked until the end of the transaction; with `skip`, without those locked by others.

    In SQLite a writing transaction is alone anyhow, and the words are left out.
    """
    return query.with_for_update(skip_locked=skip)
