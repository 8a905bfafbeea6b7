"""What is on a disk at the moment of a crash: files as they were then, whatever closing them does afterwards."""

import shutil
import tempfile
from pathlib import Path

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


def remove_database(path: Path) -> None:
    """Remove a SQLite file with all that belongs to it."""
    for end in _COMPANIONS:
        path.with_name(path.name + end).unlink(missing_ok=True)
