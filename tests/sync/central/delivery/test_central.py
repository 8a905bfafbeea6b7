"""The whole central before Signalen: a terminal hands a record in over the wire, and it stands there."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from sync.central.config import CentralConfig
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.delivery.tables import TARGETS
from sync.central.delivery.worker import LOOKS_EVERY_S
from sync.central.fleet.codes import make_code
from sync.central.services import Services
from tests.sync.central.sending import Sender
from tests.sync.central.ticking import TickingClock

SETTINGS = """
targets:
  meldingen: {system: signalen, url: "URL", source: Informatiezuil, otherwise: overig/overig}
kinds:
  report: [meldingen]
"""
PATIENT_S = 60.0


@pytest.fixture
def simulator(clock: TickingClock) -> SignalenSimulator:
    return SignalenSimulator(now=clock.now)


@pytest.fixture
def config(database_url: str, tmp_path: Path, simulator: SignalenSimulator) -> Iterator[CentralConfig]:
    """A central that hands reports on."""
    with serving(simulator) as url:
        path = tmp_path / "delivery.yaml"
        path.write_text(SETTINGS.replace("URL", url), encoding="utf-8")
        yield CentralConfig(state_dir=tmp_path / "state", database_url=database_url, delivery_file=path)


def test_what_a_terminal_hands_in_stands_there_once(
    client: TestClient, clock: TickingClock, simulator: SignalenSimulator
) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    services: Services = app.state.services
    with services.database.write() as connection:
        code = make_code(connection, "bibliotheek-nuth", services.random_bits, clock.now())
    joined = client.post("/api/v1/enrol", json={"code": code, "terminal": "nuth-1", "software": "test"}).json()
    sender = Sender(services.keys.current_public_key, clock=clock)
    answers = {"where": {"kind": "place", "village": "Nuth", "street": "Dorpsstraat"}, "description": "Lamp kapot"}
    item = sender.record({"answers": answers})
    headers = {"Authorization": f"Bearer {joined['token']}"}
    for _ in range(2):  # the terminal did not hear the first answer
        sent = client.post("/api/v1/sync", json=sender.batch(item), headers=headers)
        assert sent.status_code == 200, sent.text
    began_s = time.monotonic()
    while not simulator.signals and time.monotonic() - began_s < PATIENT_S:
        clock.tick(seconds=LOOKS_EVERY_S)
        time.sleep(0.2)
    (signal,) = simulator.signals.values()
    assert signal.given["text_extra"] == f"Infopunt {item['reference']}"
    assert signal.given["location"]["address"]["woonplaats"] == "Nuth"
    assert "Lamp kapot" in signal.given["text"]


def test_a_system_is_known_before_the_first_record_can_come_in(client: TestClient, clock: TickingClock) -> None:
    """Else a record that is there sooner than the thread that hands it on would count as one from before."""
    app = client.app
    assert isinstance(app, FastAPI)
    services: Services = app.state.services
    with services.database.read() as connection:
        assert connection.execute(select(TARGETS.c.since)).scalars().all() == [clock.now()]
