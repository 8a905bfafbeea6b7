"""One process per database: a lock that the kernel drops when its holder dies, however it dies (sync rule 9)."""

import fcntl
import os
from pathlib import Path

from sync.terminal.errors import DatabaseInUseError

LOCKS = Path("/proc/locks")


def lock_of(database: Path) -> Path:
    """The lock file of a database."""
    return database.with_name(database.name + ".lock")


def is_held(lock: Path) -> bool:
    """Whether a process holds it, looked at without taking it: whoever wants it at this moment must not be in the way.

    The kernel lists every lock by device and inode: "1: FLOCK  ADVISORY  WRITE 708 08:01:1048 0 EOF" (proc(5)).
    """
    try:
        file = f":{lock.stat().st_ino}"
        held = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines()]
    except OSError:
        return False
    return any("FLOCK" in words and "->" not in words and any(word.endswith(file) for word in words) for words in held)


class ProcessLock:
    """Held from construction until `release`; raises DatabaseInUseError when another process holds it."""

    def __init__(self, path: Path) -> None:
        # Kept open for as long as the lock is held; the file itself is never removed, since a second process could
        # then lock a new file of the same name.
        self._descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            raise DatabaseInUseError(
                f"{path.with_suffix('')} is in use by process {holder}; stop it before starting another"
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode("ascii"))

    def release(self) -> None:
        """Let another process have the database."""
        os.close(self._descriptor)
