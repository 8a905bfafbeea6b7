"""A terminal that has joined over the wire."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from sync.central.fleet.codes import make_code
from sync.central.services import Services
from tests.sync.central.sending import Item, Sender
from tests.sync.central.ticking import TickingClock


@dataclass
class Joined:
    """Talks to the central as its terminal would."""

    client: TestClient
    enrolled: dict[str, Any]
    sender: Sender

    @property
    def headers(self) -> dict[str, str]:
        """Who it is."""
        return {"Authorization": f"Bearer {self.enrolled['token']}"}

    def sync(self, batch: Item | bytes, **headers: str) -> Response:
        """Hand a batch in."""
        body = batch if isinstance(batch, bytes) else json.dumps(batch).encode()
        response: Response = self.client.post("/api/v1/sync", headers=self.headers | headers, content=body)
        return response


@pytest.fixture
def running(client: TestClient) -> Services:
    """The services of the central behind `client`."""
    app = client.app
    assert isinstance(app, FastAPI)
    services = app.state.services
    assert isinstance(services, Services)
    return services


@pytest.fixture
def code(running: Services) -> str:
    with running.database.write() as connection:
        return make_code(connection, "bibliotheek-nuth", running.random_bits, running.clock.now())


@pytest.fixture
def joined(client: TestClient, running: Services, code: str, clock: TickingClock) -> Joined:
    answer = client.post("/api/v1/enrol", json={"code": code, "terminal": "nuth-1", "software": "test"})
    assert answer.status_code == 201, answer.text
    return Joined(client, answer.json(), Sender(running.keys.current_public_key, clock=clock))
