import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from sync.terminal.ballast import Room
from sync.terminal.connection import settle
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DatabaseInUseError, DiskFullError, StorageError, UnsafeDatabaseError
from tests.sync.terminal.parts import SMALL_ROOM


def _notes() -> Migrations:
    migrations = Migrations("notes")

    @migrations()
    def notes(db: Database) -> None:
        db.execute("CREATE TABLE note (text TEXT NOT NULL) STRICT")

    return migrations


def _open(path: Path, room: Room = SMALL_ROOM) -> TerminalDatabase:
    return TerminalDatabase.open(path, [_notes()], room)


def _add(database: TerminalDatabase, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (text,))


def _texts(database: TerminalDatabase) -> list[str]:
    return [row["text"] for row in database.query("SELECT text FROM note ORDER BY rowid")]


def test_the_file_is_durable_as_rule_6_says(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    found = [database.query(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "locking_mode")]
    assert found == ["wal", 2, "exclusive"]


def test_a_file_that_cannot_be_durable_is_refused() -> None:
    with pytest.raises(UnsafeDatabaseError, match="'memory'"):
        settle(sqlite3.connect(":memory:", isolation_level=None))


def test_a_transaction_is_there_after_opening_again(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    _add(database, "kept")
    database.close()
    assert _texts(_open(tmp_path / "terminal.db")) == ["kept"]


def test_an_exception_undoes_the_whole_transaction(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as connection:
        connection.executemany("INSERT INTO note VALUES (?)", [("gone",), (None,)])
    _add(database, "kept")
    assert _texts(database) == ["kept"]


def test_a_transaction_inside_a_transaction_is_a_mistake(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    with database.transaction(), pytest.raises(RuntimeError, match="open already"), database.transaction():
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")

    def count_up() -> None:
        for _ in range(20):
            with database.transaction() as connection:
                (count,) = connection.execute("SELECT count(*) FROM note").fetchone()
                connection.execute("INSERT INTO note VALUES (?)", (str(count),))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _texts(database) == [str(number) for number in range(80)]


def test_migrations_run_once(tmp_path: Path) -> None:
    _open(tmp_path / "terminal.db").close()
    database = _open(tmp_path / "terminal.db")
    names = {row["name"] for row in database.query("SELECT name FROM _sqlite_migrations")}
    assert {"outbox_tables", "notes"} <= names


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    _open(tmp_path / "data" / "terminal.db")
    assert (tmp_path / "data" / "terminal.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_the_same_process_cannot_open_it_twice(tmp_path: Path) -> None:
    _open(tmp_path / "terminal.db")
    with pytest.raises(DatabaseInUseError, match=f"terminal.db is in use by process {os.getpid()}"):
        _open(tmp_path / "terminal.db")


_OPEN_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DatabaseInUseError
try:
    TerminalDatabase.open(Path(sys.argv[1]))
except DatabaseInUseError as error:
    print(error)
"""


def test_a_second_process_is_refused_and_told_which_one_is_first(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    command = [sys.executable, "-c", _OPEN_IN_ANOTHER_PROCESS, str(tmp_path / "terminal.db")]
    refused = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"in use by process {os.getpid()}" in refused
    database.close()
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


def test_a_closed_database_stays_closed(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    database.close()
    database.close()
    with pytest.raises(StorageError, match="is closed"):
        database.query("SELECT 1")


def _overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


@pytest.mark.parametrize("offset", [0, 4096 + 8])
def test_a_damaged_file_is_set_aside_whole_and_a_fresh_one_begun(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "terminal.db"
    database = _open(path)
    _add(database, "before")
    database.close()
    _overwrite(path, offset, b"\xff" * 512)
    damaged = path.read_bytes()

    database = _open(path)

    assert _texts(database) == []
    assert database.set_aside == (tmp_path / "terminal.db.damaged-1",)
    assert database.set_aside[0].read_bytes() == damaged


def test_the_log_of_a_damaged_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    path.write_bytes(b"not a database at all" * 100)
    path.with_name("terminal.db-wal").write_bytes(b"a log")
    database = _open(path)
    assert (tmp_path / "terminal.db.damaged-1-wal").read_bytes() == b"a log"
    _add(database, "after")
    assert _texts(database) == ["after"]


def test_every_damaged_file_keeps_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    for damage in (b"first " * 200, b"second " * 200):
        path.write_bytes(damage)
        _open(path).close()
    database = _open(path)
    assert [aside.read_bytes()[:5] for aside in database.set_aside] == [b"first", b"secon"]


def test_a_full_database_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    _add(database, "kept")
    pages = database.query("PRAGMA page_count")[0][0]
    database.query(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError):
        _add(database, "x" * 100_000)
    assert _texts(database) == ["kept"]


@pytest.mark.parametrize(
    "room",
    [
        Room(ballast_bytes=0, min_free_bytes=1 << 60),
        Room(ballast_bytes=1 << 60, min_free_bytes=0),
        Room(ballast_bytes=0, min_free_bytes=0, max_database_bytes=4096),
    ],
    ids=["disk", "ballast", "quota"],
)
def test_without_room_nothing_new_is_begun(tmp_path: Path, room: Room) -> None:
    database = _open(tmp_path / "terminal.db", room)
    assert not database.has_room()
    with pytest.raises(DiskFullError, match="no room"):
        database.require_room()


def test_the_ballast_holds_real_blocks_and_comes_back(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db", Room(ballast_bytes=1 << 20, min_free_bytes=0))
    ballast = tmp_path / "terminal.db.ballast"
    assert ballast.stat().st_blocks * 512 >= 1 << 20
    _add(database, "kept")
    database.use_reserve()
    assert not ballast.exists()
    assert (tmp_path / "terminal.db-wal").stat().st_size == 0
    database.use_reserve()
    assert database.has_room()
    assert ballast.exists()


def test_an_idle_moment_empties_a_long_log(tmp_path: Path) -> None:
    database = _open(tmp_path / "terminal.db")
    log = tmp_path / "terminal.db-wal"
    _add(database, "short")
    database.tidy_log(longer_than_bytes=100_000)
    assert log.stat().st_size > 0
    _add(database, "x" * 100_000)
    database.tidy_log(longer_than_bytes=100_000)
    assert log.stat().st_size == 0
    assert len(_texts(database)) == 2


_COMMIT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from sync.terminal.database import TerminalDatabase
database = TerminalDatabase.open(Path(sys.argv[1]))
with database.transaction() as connection:
    connection.execute("CREATE TABLE note (text TEXT NOT NULL)")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_log_with_commits_outlives_the_damage_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    subprocess.run([sys.executable, "-c", _COMMIT_AND_DIE, str(path)], check=False)
    log = path.with_name("terminal.db-wal").read_bytes()
    assert b"CREATE TABLE note" in log
    # A log that does not fit its file: SQLite would throw it away unseen.
    path.write_bytes(b"no database " * 1000)
    path.with_name("terminal.db-wal").write_bytes(b"\0" * 32 + log[32:])
    TerminalDatabase.open(path, room=SMALL_ROOM)
    assert b"CREATE TABLE note" in (tmp_path / "terminal.db.damaged-1-wal").read_bytes()
    assert not (tmp_path / "terminal.db-wal.kept").exists()
