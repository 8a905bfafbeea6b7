"""The central as its own process: started by its command, talked to over TCP, stopped and killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from sync.central.config import CentralConfig
from sync.central.demo import prepare_demo
from sync.protocol.clock import SystemClock
from tests.sync.central.conftest import BACKENDS
from tests.sync.central.sending import Item, Sender

_STARTS_WITHIN_S = 60

pytestmark = pytest.mark.usefixtures("quick_opening")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(config: CentralConfig, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    options = ["--state-dir", str(config.state_dir), "--database-url", config.database_url]
    command = [sys.executable, "-m", "kiosk.cli", "central", *options, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | settings
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(process, address)
            yield process, address
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            requests.get(f"{address}/api/v1/status", timeout=5).raise_for_status()
        except requests.ConnectionError:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"the central did not start: {process.stdout.read().decode() if process.stdout else ''}")
            time.sleep(0.1)
        else:
            return


class Terminal:
    """Joins once, then hands in records wherever its central answers."""

    def __init__(self, config: CentralConfig, address: str) -> None:
        access = prepare_demo(config, SystemClock(), "bibliotheek-nuth")
        enrolment = {"code": access.enrolment_code, "terminal": "nuth-1", "software": "test"}
        answer = requests.post(f"{address}/api/v1/enrol", json=enrolment, timeout=30)
        assert answer.status_code == 201, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self.sender = Sender(os.urandom(32))

    def send(self, address: str, *items: Item) -> list[str]:
        batch = self.sender.batch(*items)
        answer = requests.post(f"{address}/api/v1/sync", json=batch, headers=self.headers, timeout=30)
        answer.raise_for_status()
        return [result["status"] for result in answer.json()["results"]]


def test_what_was_acknowledged_survives_a_kill_and_nothing_is_doubled(config: CentralConfig) -> None:
    acknowledged: list[Item] = []
    sent: list[Item] = []
    with serving(config) as (process, address):
        terminal = Terminal(config, address)

        def hand_in_until_it_dies() -> None:
            while True:
                item = terminal.sender.record()
                sent.append(item)
                try:
                    assert terminal.send(address, item) == ["created"]
                except requests.RequestException:
                    return
                acknowledged.append(item)

        sending = threading.Thread(target=hand_in_until_it_dies)
        sending.start()
        while len(acknowledged) < 20:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        sending.join()
    with serving(config) as (_, address):
        assert terminal.send(address, *acknowledged[-100:]) == ["duplicate"] * len(acknowledged[-100:])
        [unknown] = terminal.send(address, sent[-1])
        assert unknown in ("created", "duplicate"), "an answer that was lost leaves both possible"
        assert terminal.send(address, sent[-1]) == ["duplicate"]


@pytest.mark.parametrize(
    ("database_url", "told"),
    [*((one, signal.SIGTERM) for one in BACKENDS), ("sqlite", signal.SIGINT)],
    indirect=["database_url"],
)
def test_it_stops_when_told_also_with_pages_open_and_says_nothing_personal(
    config: CentralConfig, told: signal.Signals
) -> None:
    with serving(config) as (process, address):
        terminal = Terminal(config, address)
        terminal.send(address, terminal.sender.record())
        with ExitStack() as stack:
            events = f"{address}/events?location=gemeentehuis"
            pages = [stack.enter_context(requests.get(events, stream=True, timeout=30)) for _ in range(3)]
            lines = [page.iter_lines() for page in pages]
            assert [next(line) for line in lines] == [b"retry: 2000"] * 3
            process.send_signal(told)
            assert process.wait(timeout=20) in (0, -told)
            assert [list(line)[-1] for line in lines] == [b""] * 3  # ended, not torn off
        assert process.stdout
        said = process.stdout.read().decode()
    assert "nuth-1" not in said
    assert "/api/v1/sync" not in said
    assert "Traceback" not in said
    assert "ERROR" not in said


def test_two_web_processes_share_one_postgresql(config: CentralConfig, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return
    with serving(config) as (_, one), serving(config) as (_, other):
        terminal = Terminal(config, one)
        items = [terminal.sender.record() for _ in range(50)]
        told: list[list[str]] = []
        threads = [
            threading.Thread(target=lambda address=address: told.append(terminal.send(address, *items)))
            for address in (one, other) * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(statuses.count("created") for statuses in told) == 50
        assert sum(statuses.count("duplicate") for statuses in told) == 250


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_machine_without_a_voice_says_so_once_and_serves(config: CentralConfig) -> None:
    port = free_port()
    options = ["--state-dir", str(config.state_dir), "--database-url", config.database_url]
    command = [sys.executable, "-m", "kiosk.cli", "central", *options, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | {"PATH": "/nothing/here"}
    ) as process:
        try:
            wait_for(process, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            said, _ = process.communicate(timeout=30)
    assert said.count(b"espeak-ng is not installed: boards ring, and speak no numbers") == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [({}, {404, 429}), ({"INFOPUNT_CENTRAL_TRUSTED_PROXIES": "127.0.0.1"}, {404})],
    ids=["nobody is believed", "the proxy is"],
)
def test_only_a_proxy_that_is_trusted_says_for_whom_it_asks(
    tmp_path: Path, settings: dict[str, str], told: set[int]
) -> None:
    """Who writes another address in every request would never have guessed too often."""
    config = CentralConfig(state_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'central.db'}")
    with serving(config, **settings) as (_, address):
        answers = [
            requests.get(f"{address}/a/22222{place}", headers={"X-Forwarded-For": f"192.0.2.{ord(place)}"}, timeout=30)
            for place in "23456789ABCD"
        ]
    assert {answer.status_code for answer in answers} == told
