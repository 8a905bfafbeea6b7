"""What is on a disk at the moment of a crash: files as they were then, whatever closing them does afterwards."""

import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

_MEMORY = Path("/dev/shm")
_ENDS = ("", "-wal")
_COMPANIONS = ("", "-wal", "-shm")


def new_folder() -> Path:
    """An empty folder in memory where there is such a place: fsync costs nothing there."""
    return Path(tempfile.mkdtemp(prefix="infopunt-", dir=_MEMORY if _MEMORY.is_dir() else None))


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file with its log, while nobody writes or when the power goes; the target is replaced."""
    remove_database(target)
    for end in _ENDS:
        file = source.with_name(source.name + end)
        if file.exists():
            shutil.copyfile(file, target.with_name(target.name + end))


def rows_in(path: Path, query: str) -> list[Any]:
    """What a query finds in a copy of a database, whoever has it open; nothing where it cannot be read."""
    if not path.exists():
        return []
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder, path.name)
        copy_database(path, copy)
        connection = sqlite3.connect(copy)
        try:
            return connection.execute(query).fetchall()
        except sqlite3.DatabaseError:  # the power went before the tables were there, or the card is bad
            return []
        finally:
            connection.close()


def remove_database(path: Path) -> None:
    """Remove a SQLite file with all that belongs to it."""
    for end in _COMPANIONS:
        path.with_name(path.name + end).unlink(missing_ok=True)
