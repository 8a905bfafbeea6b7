"""The wire between terminals and the central, with everything that wires do."""

import gzip
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sync.terminal.asker import CONNECT_TIMEOUT_S
from sync.terminal.reply import CentralSilent, Reply
from tests.simulation.door import Asked
from tests.simulation.history import History
from tests.simulation.processes import Process
from tests.simulation.schedule import Schedule, this_task
from tests.simulation.settings import Fault, Sky, Weather

Answered = Callable[[Reply | None], None]
Serve = Callable[[Asked, Answered], None]


_PORTALS = (
    Reply(200, b"<html>Welcome to the guest network. Please log in.</html>"),
    Reply(200, b'{"status": "ok", "results": []}'),
    Reply(302, b""),
)
_LATE_S = 3 * 3600.0


@dataclass
class Link:
    """One terminal's way to the central. `badness` is the share of exchanges that meet a fault in bad weather."""

    name: str
    weather: Weather = Weather.FINE
    badness: float = 0.3


class Network:
    """Carries requests to `serve` and replies back, or does not."""

    def __init__(self, schedule: Schedule, history: History, chance: random.Random, serve: Serve, sky: Sky) -> None:
        self._schedule = schedule
        self._history = history
        self._chance = chance
        self._serve = serve
        self._faults = sky.faults
        self._earlier: dict[str, Reply] = {}

    def ask(self, link: Link, process: Process, asked: Asked, timeout_s: float) -> Reply:
        """What comes back within the time-out; raises CentralSilent."""
        if link.weather is Weather.PARTITION:
            process.sleep(min(timeout_s, CONNECT_TIMEOUT_S))
            raise CentralSilent("no way to the central", reached=False)
        fault = self._fault(link)
        if fault is not None:
            self._history.note(f"network: {fault}", link.name, asked.path)
        told = self._told(fault, asked)
        if told is not None:
            process.sleep(0.2)
            return told
        return self._exchange(process, asked, timeout_s, fault)

    def _fault(self, link: Link) -> Fault | None:
        if link.weather is Weather.PORTAL:
            return Fault.PORTAL
        if link.weather is Weather.BAD and self._chance.random() < link.badness:
            return self._chance.choice(self._faults)
        return None

    def _told(self, fault: Fault | None, asked: Asked) -> Reply | None:
        """What somebody says who is not the central."""
        if fault is Fault.PORTAL:
            return self._chance.choice(_PORTALS)
        if fault is Fault.UNAVAILABLE:
            return Reply(503, b"<html>503</html>", self._chance.choice((None, 1.0, 30.0)))
        if fault is Fault.BROKEN:
            return Reply(500, b"oops")
        if fault is Fault.OLD_REPLY:
            return self._earlier.get(asked.path, _PORTALS[0])
        return None

    def _exchange(self, process: Process, asked: Asked, timeout_s: float, fault: Fault | None) -> Reply:
        task = this_task()
        assert task is not None
        turn = task.turn

        def back(reply: Reply | None) -> None:
            if reply is not None and reply.status == 200:
                self._earlier[asked.path] = reply
            if fault is Fault.REPLY_LOST:
                return
            delay_s = timeout_s + 1 if fault is Fault.LATE_REPLY else self._travel_s()
            self._schedule.at(delay_s, lambda: self._schedule.wake(task, turn, (reply,)))

        self._send(asked, back, fault)
        came = process.wait(timeout_s)
        if not isinstance(came, tuple):
            raise CentralSilent(f"no whole answer within {timeout_s} s", reached=True)
        if came[0] is None:
            raise CentralSilent("the connection was refused", reached=False)
        assert isinstance(came[0], Reply)
        return came[0]

    def _send(self, asked: Asked, back: Answered, fault: Fault | None) -> None:
        if fault is Fault.REQUEST_LOST:
            return
        if fault is Fault.MANGLED:
            asked = spoilt(asked)
        delay_s = self._chance.uniform(0, _LATE_S) if fault is Fault.LATE_REQUEST else self._travel_s()
        self._schedule.at(delay_s, lambda: self._serve(asked, back))
        if fault in {Fault.DOUBLED, Fault.LATE_DOUBLE}:
            again_s = self._chance.uniform(0, _LATE_S) if fault is Fault.LATE_DOUBLE else self._travel_s()
            self._schedule.at(again_s, lambda: self._serve(asked, lambda _: None))

    def _travel_s(self) -> float:
        return self._chance.uniform(0.005, 0.3)


def spoilt(asked: Asked) -> Asked:
    """The same batch with a first record that no central takes: it will be rejected."""
    if not asked.packed:
        return asked
    batch = json.loads(asked.unpacked())
    for record in batch["records"][:1]:
        record["kind"] = "?"
    return replace(asked, body=gzip.compress(json.dumps(batch).encode(), mtime=0))


class Wire:
    """What a terminal's client asks through: sync.terminal.asker.Asks."""

    def __init__(self, network: Network, link: Link, process: Process, token: str) -> None:
        self._network = network
        self._link = link
        self._process = process
        self._token = token

    def ask(
        self,
        method: str,
        path: str,
        timeout_s: float,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request and wait for its answer; raises CentralSilent."""
        self._process.point()
        packed = (headers or {}).get("Content-Encoding") == "gzip"
        asked = Asked(method, path, self._token, params or {}, body or b"", packed)
        reply = self._network.ask(self._link, self._process, asked, timeout_s)
        self._process.point()
        return reply
