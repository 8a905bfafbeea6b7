"""From a host's key to the boards: 200 of them are connected, as in all the halls of a region."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from sync.terminal.client import CentralClient
from tests.bench.central import LOCATION, RunningCentral, running_central
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile
from tests.bench.waiting_room import DeskPage, number_request

NOTICED_MS = 1000.0
"""After a second somebody who was called feels that the board is slow (Nielsen's limit for a flow of thought)."""

_HEARD_WITHIN_S = 30.0


@dataclass(frozen=True)
class BoardsSizes:
    """How many boards see how many calls."""

    boards: int
    calls: int


SIZES = {
    Pace.WHOLE: BoardsSizes(boards=200, calls=40),
    Pace.QUICK: BoardsSizes(boards=200, calls=10),
    Pace.TINY: BoardsSizes(boards=3, calls=2),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Call one visitor after the other; when each board has the call is measured from before the host's request."""
    with running_central(folder) as central:
        return _rows(asyncio.run(_heard(central, SIZES[pace])), SIZES[pace].boards)


async def _heard(central: RunningCentral, sizes: BoardsSizes) -> list[float]:
    """The ms after which each board had each call."""
    client, desk = CentralClient(central.url, central.identity), DeskPage(central)
    boards = await asyncio.gather(*(_connected(central.url) for _ in range(sizes.boards)))
    found: list[float] = []
    for _ in range(sizes.calls):
        await asyncio.to_thread(client.number, number_request())
        heard = [asyncio.create_task(_hears_a_call(board)) for board in boards]
        start_s = time.perf_counter()
        await asyncio.to_thread(desk.call)
        found += [(at_s - start_s) * 1e3 for at_s in await asyncio.wait_for(asyncio.gather(*heard), _HEARD_WITHIN_S)]
        heard = [asyncio.create_task(_hears_a_call(board)) for board in boards]
        await asyncio.to_thread(desk.done)  # which the boards hear of too
        await asyncio.wait_for(asyncio.gather(*heard), _HEARD_WITHIN_S)
    return found


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _connected(url: str) -> Line:
    """A board's line, after the first event on it; the writer is kept, for without it the line is closed."""
    address, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    writer.write(f"GET /events?location={LOCATION} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
    await reader.readuntil(b"event: hello\n")
    return reader, writer


async def _hears_a_call(board: Line) -> float:
    await board[0].readuntil(b"event: board\n")
    return time.perf_counter()


def _rows(heard_ms: list[float], boards: int) -> Measurement:
    slowest_ms = percentile(heard_ms, 99)
    return Measurement(
        f"from a call to {boards} boards, on SQLite",
        (
            Ratio(
                "boards.slowest_per_noticed",
                "from a host's key to a board, p99",
                slowest_ms / NOTICED_MS,
                f"{NOTICED_MS:g} ms, after which people feel that they wait",
                "less",
            ),
        ),
        (
            Figure("boards.p50", "from a host's key to a board, p50", percentile(heard_ms, 50), "ms"),
            Figure("boards.p99", "from a host's key to a board, p99", slowest_ms, "ms"),
        ),
    )
