import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, CheckConstraint, inspect

from sync.central.storage.database import Database, open_database
from sync.central.storage.migrate import MIGRATIONS_DIR, migration_config, newest_revision, upgrade
from sync.central.tables import METADATA


def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    with database.change_tables() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_check_constraint_of_the_code_is_in_the_database(database: Database) -> None:
    # Alembic does not compare these.
    with database.read() as connection:
        found = {
            check["name"] for table in METADATA.tables for check in inspect(connection).get_check_constraints(table)
        }
    wanted = {
        str(constraint.name)
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert wanted == {name for name in found if name}
    assert wanted


def test_upgrading_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    with database.read() as connection:
        assert set(METADATA.tables) <= set(inspect(connection).get_table_names())


def test_processes_that_start_together_do_not_migrate_twice(database_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        database = open_database(database_url)
        try:
            upgrade(database)
        except BaseException as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_every_step_can_be_taken_back(database_url: str) -> None:
    database = open_database(database_url)
    upgrade(database)
    with database.change_tables() as connection:
        command.downgrade(migration_config(connection), "base")
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    database.close()


def test_the_steps_stand_in_one_line_and_come_with_the_package(database: Database) -> None:
    with database.change_tables() as connection:
        script = ScriptDirectory.from_config(migration_config(connection))
    assert script.get_heads() == [newest_revision()]
    assert len(list((MIGRATIONS_DIR / "versions").glob("0*.py"))) == len(list(script.walk_revisions()))


@pytest.mark.parametrize("odd_name", ["per%cent", "white space", "a?b#c"])
def test_a_file_may_have_an_odd_name(tmp_path: Path, odd_name: str) -> None:
    database = open_database(URL.create("sqlite", database=str(tmp_path / odd_name / "c.db")).render_as_string())
    upgrade(database)
    with database.read() as connection:
        assert inspect(connection).has_table("records")
    database.close()
