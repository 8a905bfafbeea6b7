"""Every table of every room, for comparing them with the migrations and for drafting the next one."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from sync.central.agenda import tables as agenda_tables
from sync.central.connectors import tables as connector_tables
from sync.central.delivery import tables as delivery_tables
from sync.central.fleet import tables as fleet_tables
from sync.central.leases import tables as leases_tables
from sync.central.people import badge_tables
from sync.central.people import tables as people_tables
from sync.central.phone import tables as phone_tables
from sync.central.queue import tables as queue_tables
from sync.central.records import tables as records_tables
from sync.central.storage.database import open_database
from sync.central.storage.metadata import METADATA
from sync.central.storage.migrate import migration_config, upgrade

ROOMS = (
    agenda_tables,
    badge_tables,
    connector_tables,
    delivery_tables,
    fleet_tables,
    leases_tables,
    people_tables,
    phone_tables,
    queue_tables,
    records_tables,
)

__all__ = ["METADATA", "ROOMS", "draft_migration"]


def draft_migration(revision: str, message: str) -> None:
    """Write a draft of the next migration from what the tables' code says and the migrations do not yet do."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'draft.db'}")
        upgrade(database)
        with database.change_tables() as connection:
            command.revision(migration_config(connection), message, autogenerate=True, rev_id=revision)
        database.close()


if __name__ == "__main__":
    draft_migration(*sys.argv[1:3])
