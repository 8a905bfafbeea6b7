"""Photos for a system that takes them by their address only: whoever was told it sees the photo, and nobody else."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sync.central.config import CentralConfig
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.server import serving
from sync.central.delivery.worker import LOOKS_EVERY_S
from sync.central.records.working import delete_record
from sync.central.services import Services
from tests.sync.central.records.photos import Sealed, hand_over, jpeg
from tests.sync.central.records.test_accept import hand_in, join
from tests.sync.central.sending import Sender
from tests.sync.central.ticking import TickingClock

SETTINGS = """
targets:
  straat: {system: open311, url: "URL", secret_file: secret, jurisdiction_id: example.com, otherwise: other PHOTOS}
kinds:
  report: [straat]
"""
PATIENT_S = 60.0
ADDRESS = "https://info.example.nl"


@pytest.fixture
def simulator(clock: TickingClock) -> Open311Simulator:
    return Open311Simulator(now=clock.now)


@pytest.fixture(params=["linked", "none"])
def photos(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def config(database_url: str, tmp_path: Path, simulator: Open311Simulator, photos: str) -> Iterator[CentralConfig]:
    """A central that hands reports on, and tells where their photos are, or not."""
    with serving(simulator) as url:
        (tmp_path / "secret").write_text("try-me", encoding="utf-8")
        (tmp_path / "secret").chmod(0o600)
        path = tmp_path / "delivery.yaml"
        path.write_text(SETTINGS.replace("URL", url).replace(" PHOTOS", f", photos: {photos}"), encoding="utf-8")
        state = tmp_path / "state"
        yield CentralConfig(state_dir=state, database_url=database_url, delivery_file=path, public_url=ADDRESS)


def test_a_photo_is_seen_by_its_link_where_the_town_chose_so_and_until_its_record_goes(
    client: TestClient, clock: TickingClock, simulator: Open311Simulator, photos: str
) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    services: Services = app.state.services
    key = services.keys.current_public_key
    record, terminal = UUID(Sender(key, clock=clock).record()["id"]), join(services)
    sealed = [Sealed(record, key, plain=jpeg(seed=seed)) for seed in (1, 2)]
    named = [
        {"sealed_sha256": one.name, "sealed_bytes": len(one.bytes_), "width_px": 640, "height_px": 480}
        for one in sealed
    ]
    sender = Sender(key, clock=clock)
    where = {"kind": "place", "village": "Nuth"}
    item = sender.record({"answers": {"where": where, "photo": {"kind": "photos", "photos": named}}})
    assert UUID(item["id"]) == record
    hand_in(services, terminal, sender.batch(item))
    _until_there(simulator, clock)
    given = simulator.requests[0].given
    links = [f"{ADDRESS}/photos/{one.name}.jpg" for one in sealed]
    told = [link for link in links if link in f"{given.get('media_url')} {given['description']}"]
    assert told == (links if photos == "linked" else [])
    paths = [urlsplit(link).path for link in links]
    assert client.get(paths[0]).status_code == 404, "it has yet to come"
    for one in sealed:
        hand_over(services, terminal, one)
    shown = [client.get(path) for path in paths]
    if photos == "none":
        assert [one.status_code for one in shown] == [404, 404]
        return
    assert [one.content for one in shown] == [one.plain for one in sealed]
    assert (given["media_url"], shown[0].headers["content-type"]) == (links[0], "image/jpeg")
    with services.database.write() as connection:
        delete_record(connection, record, "retention", clock.now())
    assert [client.get(path).status_code for path in paths] == [404, 404]


def _until_there(simulator: Open311Simulator, clock: TickingClock) -> None:
    began_s = time.monotonic()
    while not simulator.requests and time.monotonic() - began_s < PATIENT_S:
        clock.tick(seconds=LOOKS_EVERY_S)
        time.sleep(0.05)
