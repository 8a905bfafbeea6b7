"""Space kept back on the disk, given up only so that answers of the central can still be noted (sync rule 11)."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Room:
    """How much space the terminal keeps clear; the defaults suit a card of 16 GB or more."""

    ballast_bytes: int = 8 << 20
    """Held in a file of its own and given up for the central's answers: room for SQLite's log (4 MB at most, then it
    begins at its start again) to be brought into the file, and for the next one."""
    min_free_bytes: int = 16 << 20
    """With less free on the disk, no new record is begun."""
    max_database_bytes: int = 1 << 30
    """A queue that the central never empties stops growing here, before it takes the whole card."""


class Ballast:
    """A file that holds disk space and nothing else."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self._path = path
        self._size_bytes = size_bytes

    def hold(self) -> bool:
        """Make sure that the space is held; false when the disk has too little left for it."""
        if self._is_whole():
            return True
        partial = self._path.with_name(self._path.name + ".partial")
        try:
            _allocate(partial, self._size_bytes)
        except OSError:
            partial.unlink(missing_ok=True)
            return False
        partial.rename(self._path)
        return True

    def release(self) -> None:
        """Give the space up."""
        self._path.unlink(missing_ok=True)

    def _is_whole(self) -> bool:
        try:
            return self._path.stat().st_size == self._size_bytes
        except FileNotFoundError:
            return False


def _allocate(path: Path, size_bytes: int) -> None:
    """Reserve real blocks, not a hole."""
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        if size_bytes:
            os.posix_fallocate(descriptor, 0, size_bytes)
    finally:
        os.close(descriptor)
