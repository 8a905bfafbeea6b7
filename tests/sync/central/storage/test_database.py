import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from sync.central.storage import sqlite
from sync.central.storage.database import Database, open_database
from sync.central.storage.lock import StorageBusyError, WriterLock
from sync.central.storage.metadata import Moment
from sync.central.storage.portable import insert_if_new, insert_new, locked
from sync.central.storage.sqlite import StorageError

TABLE = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("at", Moment))


@pytest.fixture
def things(database: Database) -> Database:
    with database.write() as connection:
        TABLE.create(connection)
    return database


def count(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(TABLE)).scalar_one()


def insert_one_by_one(database: Database, *numbers: int) -> None:
    with database.write() as connection:
        for number in numbers:
            connection.execute(insert(TABLE), {"id": number})


def test_what_is_written_can_be_read_and_an_error_takes_it_back(things: Database) -> None:
    with things.write() as connection:
        connection.execute(insert(TABLE), {"id": 1})
    with pytest.raises(DBAPIError):
        insert_one_by_one(things, 2, 1)
    assert count(things) == 1


def test_a_reader_cannot_write(things: Database) -> None:
    with things.read() as connection, pytest.raises(DBAPIError):
        connection.execute(insert(TABLE), {"id": 1})
    assert count(things) == 0


def test_a_reader_keeps_its_view_while_others_write(things: Database) -> None:
    query = select(func.count()).select_from(TABLE)
    with things.read() as connection:
        before = connection.execute(query).scalar_one()
        with things.write() as writer:
            writer.execute(insert(TABLE), {"id": 1})
        assert connection.execute(query).scalar_one() == before
    assert count(things) == before + 1


def test_of_many_who_insert_the_same_row_at_once_one_is_told_that_it_is_new(things: Database) -> None:
    start = threading.Barrier(4)
    told: list[bool] = []

    def insert_all() -> None:
        start.wait()
        for number in range(20):
            with things.write() as connection:
                told.append(insert_if_new(connection, TABLE, {"id": number, "at": None}))

    threads = [threading.Thread(target=insert_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told.count(True), told.count(False)) == (20, 60)
    assert count(things) == 20


def test_a_batch_tells_which_rows_are_new_also_of_a_row_that_is_in_it_twice(things: Database) -> None:
    with things.write() as connection:
        connection.execute(insert(TABLE), {"id": 2})
        rows = [{"id": number, "at": None} for number in (1, 2, 3, 3)]
        assert insert_new(connection, TABLE, rows, TABLE.c.id) == {1, 3}
        assert insert_new(connection, TABLE, [], TABLE.c.id) == set()
    assert count(things) == 3


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 23, 13, 0, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_moments_come_back_as_the_same_moment_in_utc(things: Database, moment: datetime) -> None:
    with things.write() as connection:
        connection.execute(insert(TABLE), {"id": 1, "at": moment})
        found = connection.execute(select(TABLE.c.at).where(TABLE.c.at <= moment)).scalar_one()
    assert found == moment
    assert found.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_a_mistake(things: Database) -> None:
    naive = datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(Exception, match="aware moment"), things.write() as connection:
        connection.execute(insert(TABLE), {"id": 1, "at": naive})


def test_locked_rows_are_skipped_by_another_writer(things: Database) -> None:
    with things.write() as connection:
        connection.execute(insert(TABLE), [{"id": 1}, {"id": 2}])
        if connection.dialect.name == "sqlite":
            assert "FOR UPDATE" not in str(locked(select(TABLE), skip=True).compile(connection))
            return
    first = locked(select(TABLE.c.id).order_by(TABLE.c.id).limit(1), skip=True)
    with things.write() as one, things.write() as other:
        assert one.execute(first).scalar_one() == 1
        assert other.execute(first).scalar_one() == 2


def test_every_connection_commits_to_the_disk_before_it_answers(database: Database) -> None:
    with database.write() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


def test_foreign_keys_hold_again_after_a_migration(database: Database) -> None:
    row = {"hash": b"x", "terminal": "nobody", "now": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    statement = text(
        "INSERT INTO incarnations (token_sha256, terminal, incarnation, software, enrolled_at)"
        " VALUES (:hash, :terminal, 1, '', :now)"
    )
    with database.change_tables():
        pass
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(statement, row)
    if "sqlite" in type(database).__name__.lower():
        with pytest.raises(StorageError, match="point to nothing"), database.change_tables() as connection:
            connection.execute(statement, row)


def test_an_error_does_not_tell_what_was_in_the_row(things: Database) -> None:
    with pytest.raises(DBAPIError) as caught, things.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": "somebodys-word"})
    assert "somebodys-word" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_an_address_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="expected"):
        open_database(url)


def test_a_database_that_will_not_keep_its_promises_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_SYNCHRONOUS_FULL", 3)
    with pytest.raises(StorageError, match="synchronous=FULL"):
        open_database(f"sqlite:///{tmp_path / 'central.db'}")


def test_a_writing_transaction_has_the_file_to_itself_before_its_first_write(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    database = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    database.close()


def test_a_writer_waits_for_another_process_and_gives_up_in_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    hold = (
        "import fcntl, sys; f = open(sys.argv[1], 'ab'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdin
        other.stdout.readline()
        with pytest.raises(StorageBusyError, match="another process"), WriterLock(path, patience_s=0.05)():
            pass
        patient = WriterLock(path, patience_s=30)
        threading.Timer(0.1, other.stdin.close).start()
        with patient():
            pass


def test_a_writer_gives_up_on_a_thread_that_holds_on(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", patience_s=0.05)
    with lock(), pytest.raises(StorageBusyError, match="another thread"), lock():
        pass
    with lock():
        pass


def test_tables_are_there_for_a_second_process(database: Database, database_url: str) -> None:
    second = open_database(database_url)
    with second.read() as connection:
        assert inspect(connection).has_table("records")
    second.close()
