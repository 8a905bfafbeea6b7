"""Emptying the outbox: records/s to a real central over HTTP, in batches against one by one."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sync.protocol.clock import SystemClock
from sync.protocol.ids import uuid7
from sync.protocol.messages import Batch
from sync.terminal.client import CentralClient
from sync.terminal.outbox import Outbox
from sync.terminal.worker import SyncWorker
from tests.bench.central import RunningCentral, running_central
from tests.bench.figures import Figure, Measurement, Pace, Ratio, in_turns, ratio_of_rounds, within
from tests.bench.process import memory_mb
from tests.bench.records import open_outbox, put
from tests.postgres import NoPostgresError, running_postgres

PEER_MEMORY_MB = 98.0
"""FQM, one process, idle, on another machine."""


@dataclass(frozen=True)
class DrainSizes:
    """How many records each lane sends in each round."""

    rounds: int
    alone: int
    together: int
    """In batches of 50, of 200, and as the worker does it."""


SIZES = {
    Pace.WHOLE: DrainSizes(rounds=4, alone=80, together=600),
    Pace.QUICK: DrainSizes(rounds=2, alone=40, together=200),
    Pace.TINY: DrainSizes(rounds=1, alone=2, together=3),
}


@dataclass(frozen=True)
class _Speeds:
    """Records/s of each lane, round by round, and the central's memory before the first of them and after the last."""

    alone: list[float]
    by_50: list[float]
    by_200: list[float]
    by_worker: list[float]
    idle_mb: float
    after_mb: float


def measure(folder: Path, pace: Pace) -> Measurement:
    """Send records to a central on SQLite, then to one on PostgreSQL, each lane in its turn."""
    speeds = {"SQLite": _on_sqlite(folder / "sqlite", pace)}
    try:
        speeds["PostgreSQL"] = _on_postgresql(folder / "postgresql", pace)
    except NoPostgresError as error:
        print(f"left out: {error}", file=sys.stderr)
    return _rows(speeds)


def _on_sqlite(folder: Path, pace: Pace) -> _Speeds:
    folder.mkdir()
    with running_central(folder) as central:
        return _drained(folder, central, pace)


def _on_postgresql(folder: Path, pace: Pace) -> _Speeds:
    folder.mkdir()
    with (
        running_postgres(durable=True) as server,
        server.fresh_database() as url,
        running_central(folder, url) as central,
    ):
        return _drained(folder, central, pace)


def _drained(folder: Path, central: RunningCentral, pace: Pace) -> _Speeds:
    sizes = SIZES[pace]
    database, outbox = open_outbox(folder / "outbox.db", central.identity)
    client = CentralClient(central.url, central.identity)
    worker = SyncWorker(outbox, client, SystemClock())
    idle_mb = memory_mb(central.pid, "Rss")
    try:
        _per_s(outbox, 1, lambda: _send(outbox, client, 1))  # the first question of a connection does not count
        alone, by_50, by_200, by_worker = in_turns(
            within(pace.loop_s, range(sizes.rounds)),
            lambda: _per_s(outbox, sizes.alone, lambda: _send(outbox, client, 1)),
            lambda: _per_s(outbox, sizes.together, lambda: _send(outbox, client, 50)),
            lambda: _per_s(outbox, sizes.together, lambda: _send(outbox, client, 200)),
            lambda: _per_s(outbox, sizes.together, worker.step),
        )
    finally:
        database.close()
    return _Speeds(alone, by_50, by_200, by_worker, idle_mb, memory_mb(central.pid, "Rss"))


def _per_s(outbox: Outbox, records: int, step: Callable[[], object]) -> float:
    """Hand in so many records, then step until the central has acknowledged them all."""
    before = outbox.counts().acknowledged
    for _ in range(records):
        put(outbox)
    start_s = time.perf_counter()
    while outbox.counts().waiting:
        step()
    seconds = time.perf_counter() - start_s
    if outbox.counts().acknowledged - before != records:
        raise RuntimeError("the central did not acknowledge every record")
    return records / seconds


def _send(outbox: Outbox, client: CentralClient, limit: int) -> None:
    """What the worker's step does, with a batch of at most `limit`."""
    clock = SystemClock()
    now = clock.now()
    batch = Batch(
        batch_id=uuid7(now),
        incarnation=outbox.incarnation,
        sent_at=now,
        sent_monotonic_s=clock.monotonic_s(),
        boot_id=clock.boot_id(),
        records=outbox.pending(limit),
    )
    outbox.mark(client.send(batch))


def _rows(speeds: dict[str, _Speeds]) -> Measurement:
    ratios = [ratio for store, of_store in speeds.items() for ratio in _ratios(store, of_store)]
    figures = [figure for store, of_store in speeds.items() for figure in _figures(store, of_store)]
    memory = Ratio(
        "drain.memory_per_peer",
        "memory of the central on SQLite when idle (RSS)",
        speeds["SQLite"].idle_mb / PEER_MEMORY_MB,
        f"a peer's {PEER_MEMORY_MB:g} MB when idle (FQM, taken elsewhere)",
        "less",
    )
    return Measurement("records drained to the central", (*ratios, memory), tuple(figures))


def _ratios(store: str, speeds: _Speeds) -> Iterator[Ratio]:
    for batch, together in ((50, speeds.by_50), (200, speeds.by_200)):
        yield Ratio(
            f"drain.{store.lower()}_{batch}_per_1",
            f"records/s to {store} in batches of {batch}",
            ratio_of_rounds(together, speeds.alone),
            "one by one",
            "more",
        )


def _figures(store: str, speeds: _Speeds) -> Iterator[Figure]:
    key = f"drain.{store.lower()}"
    yield Figure(f"{key}_1", f"{store}, one by one", median(speeds.alone), "/s")
    yield Figure(f"{key}_50", f"{store}, batches of 50", median(speeds.by_50), "/s")
    yield Figure(f"{key}_200", f"{store}, batches of 200", median(speeds.by_200), "/s")
    yield Figure(f"{key}_worker", f"{store}, as the worker does it", median(speeds.by_worker), "/s")
    yield Figure(f"{key}_idle_memory", f"{store}, memory of the idle central (RSS)", speeds.idle_mb, "MB")
    yield Figure(f"{key}_memory", f"{store}, its memory after all this (RSS)", speeds.after_mb, "MB")
