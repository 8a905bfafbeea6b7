"""One writer at a time: the threads of this process, and other processes on this machine (sync rules 6a and 9)."""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN_S = 0.01


class StorageBusyError(Exception):
    """Somebody else was writing for too long; nothing was done, the same may be tried again."""


class WriterLock:
    """A lock that a thread holds while it writes to one SQLite file, from BEGIN until after COMMIT.

    SQLite's own lock is not enough: before 3.51.3 two connections that write and checkpoint the same write-ahead log
    can lose a commit (sync rule 6a), and a command may run beside the server.
    """

    def __init__(self, path: Path, patience_s: float) -> None:
        self._path = path
        self._patience_s = patience_s
        self._threads = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the lock; raises StorageBusyError when it does not come free in time."""
        deadline_s = time.monotonic() + self._patience_s
        if not self._threads.acquire(timeout=self._patience_s):
            raise StorageBusyError("another thread is writing to the database")
        try:
            with self._path.open("ab") as file:
                self._lock_file(file.fileno(), deadline_s)
                yield
        finally:
            self._threads.release()

    def _lock_file(self, descriptor: int, deadline_s: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline_s:
                    raise StorageBusyError("another process is writing to the database") from None
                time.sleep(_LOOK_AGAIN_S)
            else:
                return
