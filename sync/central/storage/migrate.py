"""Bringing a database's tables up to date at start; the steps are in migrations/versions, one file each."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from sync.central.storage.database import Database

MIGRATIONS_DIR = Path(__file__).parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`, in one transaction: all of the steps happen, or none."""
    with database.change_tables() as connection:
        command.upgrade(migration_config(connection), revision)


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for the steps that come with the program, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
