"""The few statements that SQLAlchemy spells differently for each database."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table
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
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing().returning(key)
    # Rows as parameters: a statement with the values inside is compiled anew for each batch, six times the work.
    return set(connection.execute(statement, [dict(row) for row in rows]).scalars())


def insert_if_new(connection: Connection, table: Table, row: Row) -> bool:
    """Insert `row` unless a unique constraint refuses it; whether it is new."""
    key = next(iter(table.primary_key.columns))
    return bool(insert_new(connection, table, [row], key))


def upsert(connection: Connection, table: Table, row: Row, changes: Row) -> ResultRow[Any]:
    """Insert `row`, or change the one that has its primary key; the row as it is then.

    It stays locked until the end of the transaction.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = list(table.primary_key.columns)
    statement = dialect.insert(table).values(dict(row)).on_conflict_do_update(index_elements=key, set_=dict(changes))
    return connection.execute(statement.returning(table)).one()


def locked(query: SelectQuery, *, skip: bool = False) -> SelectQuery:
    """`query` with its rows locked until the end of the transaction; with `skip`, without those locked by others.

    In SQLite a writing transaction is alone anyhow, and the words are left out.
    """
    return query.with_for_update(skip_locked=skip)
