"""One process per database: a lock that the kernel drops when its holder dies, however it dies (sync rule 9)."""

import fcntl
import os
from pathlib import Path

from sync.terminal.errors import DatabaseInUseError


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
