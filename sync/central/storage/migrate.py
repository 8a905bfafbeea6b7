"""Bringing a database's tables up to date at start; the steps are in migrations/versions, one file each."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from sync.central.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS_DIR = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the tables up to date, in one transaction: all of the steps happen, or none.

    Where nothing is to be done, as at nearly every start, Alembic is left alone: it takes longer than all the rest.
    """
    with database.read() as connection:
        if _revision(connection) == newest_revision():
            return
    from alembic import command

    with database.change_tables() as connection:
        command.upgrade(migration_config(connection), "head")


def newest_revision() -> str:
    """The last step that comes with the program: a step's file begins with its name, and they stand in one line."""
    return max(file.stem for file in (MIGRATIONS_DIR / "versions").glob("[0-9]*.py")).partition("_")[0]


def migration_config(connection: Connection) -> "Config":
    """Alembic's settings for the steps that come with the program, on an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
