"""Whether a central serves from a database now: some things may only be done while none does."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from sync.central.storage.marks import marked, unmarked


@contextmanager
def serving(url: str) -> Iterator[None]:
    """Tell other processes that a central serves from the database of `url`, until the block ends.

    Of a SQLite file the processes of this machine, by a lock that goes with the process, however that ends; of
    PostgreSQL those of every machine, by a lock in the server that goes with the connection.
    """
    address = make_url(url)
    mark = _mark_of(url)
    if address.get_backend_name() == "postgresql":
        with marked(address):
            yield
        return
    if mark is None:
        yield
        return
    with mark.open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_SH)  # waits for a command that must be alone, for as long as that takes
        yield


@contextmanager
def alone(url: str) -> Iterator[bool]:
    """Keep a central from beginning to serve from the database of `url`; False when one serves already."""
    address = make_url(url)
    mark = _mark_of(url)
    if address.get_backend_name() == "postgresql":
        with unmarked(address) as nobody_serves:
            yield nobody_serves
        return
    if mark is None:
        yield True
        return
    with mark.open("ab") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _mark_of(url: str) -> Path | None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    path = Path(address.database).absolute()
    return path.with_name(path.name + ".serving")
