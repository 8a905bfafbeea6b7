"""The dock over HTTP: who may, how much, and what is answered."""

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from kiosk.dock.client import DockClient, NoDockError
from kiosk.dock.dock import Order
from kiosk.dock.server import DOCK_FILE, DockServer
from tests.kiosk.dock.devices import Devices

_OPEN = {"device": "printer", "control": "cover", "value": "open"}


@pytest.fixture
def server(devices: Devices, tmp_path: Path) -> Iterator[DockServer]:
    running = DockServer(devices.dock, tmp_path / "state")
    yield running
    running.close()


def _post(server: DockServer, body: bytes, token: str | None = None, path: str = "") -> requests.Response:
    proof = {"Authorization": f"Bearer {server.place.token if token is None else token}"}
    return requests.post(server.place.url + path, data=body, headers=proof, timeout=5)


def test_an_order_is_carried_out_and_answered_with_how_everything_is(server: DockServer, devices: Devices) -> None:
    answer = _post(server, json.dumps(_OPEN).encode())
    assert answer.status_code == 200
    printer = answer.json()["devices"][0]
    assert (printer["name"], printer["state"]) == ("printer", "cover_open")
    assert devices.printer.machine.trouble.cover_open


@pytest.mark.parametrize(
    ("body", "token", "path", "status", "told"),
    [
        (b"{}", "wrong", "", 401, "the token of dock.json is expected"),
        (b"{}", "", "", 401, "the token of dock.json is expected"),
        (b"{}", None, "/../etc/passwd", 404, "there is only /dock"),
        (b"not json", None, "", 400, "Invalid JSON"),
        (b"{}", None, "", 400, "device: Field required"),
        (json.dumps(_OPEN | {"more": 1}).encode(), None, "", 400, "more: Extra inputs"),
        (json.dumps(_OPEN | {"value": "x" * 501}).encode(), None, "", 400, "value: String should have at most 500"),
        (json.dumps(_OPEN | {"value": "ajar"}).encode(), None, "", 400, "expected closed, open"),
        (b"x" * 5000, None, "", 413, "at most 4096 bytes are expected"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    server: DockServer, devices: Devices, body: bytes, token: str | None, path: str, status: int, told: str
) -> None:
    answer = _post(server, body, token, path)
    assert answer.status_code == status
    assert told in answer.json()["error"]
    assert not devices.printer.machine.trouble.cover_open


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"PUT /dock HTTP/1.1\r\n\r\n", b"501"), (b"nonsense\r\n\r\n", b"400"), (b"POST /dock HTTP/1.1\r\n\r\n", b"401")],
)
def test_what_is_no_request_is_refused_in_json(server: DockServer, sent: bytes, status: bytes) -> None:
    port = int(server.place.url.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(sent)
        answer = b"".join(iter(lambda: line.recv(4096), b""))
    assert status in answer.splitlines()[0] or status == b"400"
    assert json.loads(answer.rpartition(b"\r\n")[2])["error"]


def test_only_this_machine_and_this_user_find_it(server: DockServer, tmp_path: Path) -> None:
    file = tmp_path / "state" / DOCK_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert server.place.url.startswith("http://127.0.0.1:")


def test_the_client_orders_and_is_told_what_is_wrong(server: DockServer, tmp_path: Path) -> None:
    client = DockClient(tmp_path / "state")
    seen = client.carry_out(Order(device="printer", control="paper", value="out"))
    assert seen.devices[0].state == "paper_out"
    assert client.seen() == seen
    with pytest.raises(NoDockError, match="printer paper: expected full"):
        client.carry_out(Order(device="printer", control="paper", value="wet"))


def test_a_dock_that_was_closed_is_gone(devices: Devices, tmp_path: Path) -> None:
    server = DockServer(devices.dock, tmp_path)
    client = DockClient(tmp_path)
    server.close()
    assert not (tmp_path / DOCK_FILE).exists()
    with pytest.raises(NoDockError, match="the terminal has ended"):
        client.seen()
    with pytest.raises(NoDockError, match="dock: true"):
        DockClient(tmp_path)
