"""'Call next' per second: twenty hosts at two web processes on one PostgreSQL; and numbers given per second."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

from sync.terminal.client import CentralClient
from tests.bench.central import DEMO_TOWN, LOCATION, RunningCentral, running_twice
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile
from tests.bench.waiting_room import DeskPage, number_request
from tests.postgres import running_postgres

NEEDED_PER_S = 20 / 180
"""Twenty hosts who each call somebody every three minutes: a large town hall on a Monday morning."""

_TERMINALS = 8
"""So many visitors take a number at the same time."""


@dataclass(frozen=True)
class HostsSizes:
    """How many hosts call how many visitors."""

    hosts: int
    visitors: int


SIZES = {
    Pace.WHOLE: HostsSizes(hosts=20, visitors=600),
    Pace.QUICK: HostsSizes(hosts=20, visitors=120),
    Pace.TINY: HostsSizes(hosts=2, visitors=4),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Give everybody a number, and then let all hosts call and help at once until nobody waits."""
    sizes = SIZES[pace]
    town = _large_town(folder / "town.yaml", sizes.hosts)
    with (
        running_postgres(durable=True) as server,
        server.fresh_database() as url,
        running_twice(folder, url, town) as processes,
    ):
        numbers_per_s = _take_numbers(processes, sizes.visitors)
        return _rows(numbers_per_s, *_call_everybody(processes, sizes))


def _large_town(path: Path, hosts: int) -> Path:
    """The demo town with a counter for each host, all for everything."""
    town = yaml.safe_load(DEMO_TOWN.read_text(encoding="utf-8"))
    hall = next(place for place in town["locations"] if place["slug"] == LOCATION)
    serves = [service["slug"] for service in hall["services"]]
    hall["counters"] = [
        {"slug": f"plek-{one}", "name": {"nl": f"Plek {one}"}, "serves": serves} for one in range(hosts)
    ]
    path.write_text(yaml.safe_dump(town, allow_unicode=True), encoding="utf-8")
    return path


def _take_numbers(processes: tuple[RunningCentral, RunningCentral], visitors: int) -> float:
    """Numbers given per second, to several terminals at once."""

    def take(terminal: int) -> None:
        central = processes[terminal % 2]
        client = CentralClient(central.url, central.identity)
        for _ in range(terminal, visitors, _TERMINALS):
            client.number(number_request())

    start_s = time.perf_counter()
    with ThreadPoolExecutor(_TERMINALS) as pool:
        list(pool.map(take, range(_TERMINALS)))
    return visitors / (time.perf_counter() - start_s)


def _call_everybody(processes: tuple[RunningCentral, RunningCentral], sizes: HostsSizes) -> tuple[float, list[float]]:
    """Calls per second, and the ms of each."""
    desks = [DeskPage(processes[one % 2], f"plek-{one}") for one in range(sizes.hosts)]
    begin = threading.Barrier(sizes.hosts)

    def work(desk: DeskPage) -> list[float]:
        calls_ms: list[float] = []
        begin.wait()
        while True:
            start_s = time.perf_counter()
            if not desk.calls_somebody():
                return calls_ms
            calls_ms.append((time.perf_counter() - start_s) * 1e3)
            desk.done()

    start_s = time.perf_counter()
    with ThreadPoolExecutor(sizes.hosts) as pool:
        calls_ms = [one for found in pool.map(work, desks) for one in found]
    if len(calls_ms) != sizes.visitors:
        raise RuntimeError(f"{sizes.visitors} visitors, and {len(calls_ms)} were called")
    return len(calls_ms) / (time.perf_counter() - start_s), calls_ms


def _rows(numbers_per_s: float, calls_per_s: float, calls_ms: list[float]) -> Measurement:
    return Measurement(
        "twenty hosts, two web processes, PostgreSQL",
        (
            Ratio(
                "hosts.calls_per_need",
                "calls (each followed by: helped) per second",
                calls_per_s / NEEDED_PER_S,
                "twenty hosts who each call somebody every 3 minutes",
                "more",
            ),
        ),
        (
            Figure("hosts.numbers", "numbers given", numbers_per_s, "/s"),
            Figure("hosts.calls", "'call next', each followed by: helped", calls_per_s, "/s"),
            Figure("hosts.call_p50", "one call while all others call too, p50", percentile(calls_ms, 50), "ms"),
            Figure("hosts.call_p99", "one call while all others call too, p99", percentile(calls_ms, 99), "ms"),
        ),
    )
