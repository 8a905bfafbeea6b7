"""The queue: giving out a number and calling the next one at a real central, beside what a peer needs for them."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from sync.protocol.clock import SystemClock
from sync.protocol.ids import uuid7
from sync.protocol.messages import NumberRequest
from sync.terminal.client import CentralClient
from tests.bench.central import HOST, LOCATION, RunningCentral, running_central
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile, within

PEER_NUMBER_P50_MS = 9.5
PEER_CALL_P50_MS = 6.2
"""FQM, one process, on another 2-core machine: one HTTP call for each, few people waiting."""

_SERVICE = "burgerzaken"
_COUNTER = "balie-1"
_WARM_UP = 5
"""The first visitors do not count: every statement and template is met for the first time."""

_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class WaitingRoomSizes:
    """How many visitors come, are called and leave."""

    visitors: int


SIZES = {
    Pace.WHOLE: WaitingRoomSizes(visitors=200),
    Pace.QUICK: WaitingRoomSizes(visitors=60),
    Pace.TINY: WaitingRoomSizes(visitors=2),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Visitors come to an almost empty waiting room one by one, and each is called and helped before the next comes."""
    number_ms: list[float] = []
    call_ms: list[float] = []
    with running_central(folder) as central:
        client = CentralClient(central.url, central.identity)
        desk = DeskPage(central)
        for _ in range(_WARM_UP):
            _visit(client, desk)
        for _ in within(pace.loop_s, range(SIZES[pace].visitors)):
            one_number_ms, one_call_ms = _visit(client, desk)
            number_ms.append(one_number_ms)
            call_ms.append(one_call_ms)
    return _rows(number_ms, call_ms)


class DeskPage:
    """The desk as the host's browser asks for it: signed in, with the proof that its own page sends."""

    def __init__(self, central: RunningCentral, counter: str = _COUNTER) -> None:
        self._address = f"{central.url}/desk/{LOCATION}/{counter}"
        self._session = requests.Session()
        self._session.trust_env = False
        signing_in = {"user": HOST, "password": central.password, "next": f"/desk/{LOCATION}/{counter}"}
        page = self._session.post(f"{central.url}/signin", signing_in, timeout=_TIMEOUT_S)
        self._csrf = _found(r'data-csrf="([^"]+)"', page.text)
        self._ticket = ""

    def call(self) -> None:
        """Call the next visitor; raises when nobody was called."""
        if not self.calls_somebody():
            raise RuntimeError("nobody was called")

    def calls_somebody(self) -> bool:
        """Call the next visitor; False when nobody waits."""
        self._ticket = _found(r'id="ticket" data-ticket="([^"]*)"', self._act("call"))
        return bool(self._ticket)

    def done(self) -> None:
        """Tell that the visitor was helped."""
        self._act("done", ticket=self._ticket)

    def _act(self, action: str, **form: str) -> str:
        answer = self._session.post(
            f"{self._address}/{action}", form, headers={"X-CSRF-Token": self._csrf}, timeout=_TIMEOUT_S
        )
        answer.raise_for_status()
        return answer.text


def _found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    if match is None:
        raise RuntimeError(f"{pattern} is not on the page of the desk")
    return match[1]


def _visit(client: CentralClient, desk: DeskPage) -> tuple[float, float]:
    """One visitor from number to farewell; the ms that number and call took."""
    number_ms = _ms(lambda: client.number(number_request()))
    call_ms = _ms(desk.call)
    desk.done()
    return number_ms, call_ms


def number_request() -> NumberRequest:
    """Somebody new who takes a number."""
    return NumberRequest(id=uuid7(SystemClock().now()), location=LOCATION, service=_SERVICE)


def _ms(act: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    act()
    return (time.perf_counter() - start_s) * 1e3


def _rows(number_ms: list[float], call_ms: list[float]) -> Measurement:
    return Measurement(
        "queue at the central, on SQLite, over HTTP",
        (
            Ratio(
                "waiting_room.number_per_peer",
                "giving out a queue number, p50",
                percentile(number_ms, 50) / PEER_NUMBER_P50_MS,
                f"a peer's {PEER_NUMBER_P50_MS:g} ms (FQM, taken elsewhere)",
                "less",
            ),
            Ratio(
                "waiting_room.call_per_peer",
                "calling the next number, p50",
                percentile(call_ms, 50) / PEER_CALL_P50_MS,
                f"a peer's {PEER_CALL_P50_MS:g} ms (FQM, taken elsewhere)",
                "less",
            ),
        ),
        (
            Figure("waiting_room.number_p50", "giving out a queue number, p50", percentile(number_ms, 50), "ms"),
            Figure("waiting_room.number_p95", "giving out a queue number, p95", percentile(number_ms, 95), "ms"),
            Figure("waiting_room.call_p50", "calling the next number, p50", percentile(call_ms, 50), "ms"),
            Figure("waiting_room.call_p95", "calling the next number, p95", percentile(call_ms, 95), "ms"),
        ),
    )
