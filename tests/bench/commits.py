"""Durable commits: a record through the outbox, against the same bytes appended with fdatasync on the same disk."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID

from sync.protocol.seal import Binding, seal
from sync.terminal.outbox import Outbox
from tests.bench.figures import Figure, Measurement, Pace, Ratio, in_turns, percentile, ratio_of_rounds, within
from tests.bench.records import open_outbox, put, report, unconnected_identity


@dataclass(frozen=True)
class CommitSizes:
    """How much is written: `records` in each lane in each round, after `warm_up` that do not count.

    SQLite's log grows in the beginning and is written over once it has its full size, as on a terminal that has been on
    for a day; growing costs the disk more.
    """

    warm_up: int
    rounds: int
    records: int


SIZES = {
    Pace.WHOLE: CommitSizes(warm_up=800, rounds=15, records=150),
    Pace.QUICK: CommitSizes(warm_up=500, rounds=7, records=60),
    Pace.TINY: CommitSizes(warm_up=1, rounds=2, records=3),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Put records in an outbox, in a plain SQLite table and at the end of a file, in turns."""
    sizes = SIZES[pace]
    identity = unconnected_identity()
    sealed = seal(report(), Binding(UUID(int=1), "report", identity.terminal), identity.public_key)
    database, outbox = open_outbox(folder / "outbox.db", identity)
    put_times_s: list[float] = []
    try:
        with _appender(folder / "loop.bin", sealed) as append, _plain_table(folder / "plain.db", sealed) as insert:
            for act in (lambda: put(outbox), insert):
                for _ in within(pace.loop_s / 4, range(sizes.warm_up)):
                    act()
            through, plain, bare, sealing = in_turns(
                within(pace.loop_s, range(sizes.rounds)),
                lambda: _per_s(lambda: _timed_put(outbox, put_times_s), sizes.records),
                lambda: _per_s(insert, sizes.records),
                lambda: _per_s(append, sizes.records),
                lambda: _per_s(lambda: _seal_one(identity.public_key), sizes.records),
            )
    finally:
        database.close()
    return _rows(through, plain, bare, sealing, put_times_s)


def _rows(
    through: list[float], plain: list[float], bare: list[float], sealing: list[float], put_times_s: list[float]
) -> Measurement:
    return Measurement(
        "durable commits",
        (
            Ratio(
                "commits.outbox_per_loop",
                "durable records/s through the outbox",
                ratio_of_rounds(through, bare),
                "bare write + fdatasync",
                "more",
            ),
            Ratio(
                "commits.outbox_per_plain",
                "durable records/s through the outbox",
                ratio_of_rounds(through, plain),
                "bare SQLite insert, WAL and FULL",
                "more",
            ),
        ),
        (
            Figure("commits.outbox", "outbox, records", median(through), "/s"),
            Figure("commits.plain", "bare SQLite insert, WAL and FULL", median(plain), "/s"),
            Figure("commits.loop", "bare write + fdatasync", median(bare), "/s"),
            Figure("commits.put_p99", "outbox, one record p99", percentile(put_times_s, 99) * 1e3, "ms"),
            Figure("commits.seal", "sealing alone, one record", 1e6 / median(sealing), "us"),
        ),
    )


def _per_s(act: Callable[[], object], times: int) -> float:
    start_s = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - start_s)


def _timed_put(outbox: Outbox, times_s: list[float]) -> None:
    start_s = time.perf_counter()
    put(outbox)
    times_s.append(time.perf_counter() - start_s)


def _seal_one(public_key: bytes) -> None:
    seal(report(), Binding(UUID(int=1), "report", "bench-1"), public_key)


@contextmanager
def _appender(path: Path, data: bytes) -> Iterator[Callable[[], None]]:
    """Appends `data` and waits until the disk has it: the least that durable can cost."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def append() -> None:
        os.write(descriptor, data)
        os.fdatasync(descriptor)

    try:
        yield append
    finally:
        os.close(descriptor)


@contextmanager
def _plain_table(path: Path, data: bytes) -> Iterator[Callable[[], None]]:
    """Inserts `data` in a table with one column and no index: the least that SQLite can cost when it is durable."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE plain (sealed BLOB)")
    try:
        yield lambda: connection.execute("INSERT INTO plain VALUES (?)", (data,)).close()
    finally:
        connection.close()
