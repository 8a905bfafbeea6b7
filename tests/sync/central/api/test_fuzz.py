"""The whole HTTP interface for terminals against its own OpenAPI description, with generated requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import delete
from starlette.types import Receive, Scope, Send

from sync.central.app import build_app
from sync.central.config import CentralConfig
from sync.central.fleet.codes import make_code
from sync.central.people.tables import TRIES
from sync.protocol.attachments import PIECE_TYPE
from tests.postgres import PostgresServer
from tests.sync.central.conftest import BACKENDS
from tests.sync.central.prepared import content_of
from tests.sync.central.ticking import TickingClock

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schemathesis.serializer.alias(PIECE_TYPE, "application/octet-stream")

_EXAMPLES = {"sqlite": 20, "postgresql": 10}
"""Different ones for each: what the wire takes is the same, what SQL makes of it need not be."""

_SEED = 20261123
_ALL = 6
"""Operations at the least: a description that lost some would make this test pass by looking at nothing."""

DESCRIPTION = build_app(CentralConfig(), TickingClock()).openapi()
OPERATIONS = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]
ASKED = [
    (path, method, mode)
    for path, method in OPERATIONS
    for mode in GenerationMode
    # Where nothing can be given, nothing can be given wrongly.
    if mode is GenerationMode.POSITIVE or {"requestBody", "parameters"} & DESCRIPTION["paths"][path][method].keys()
]


class Running:
    """A central that runs already, for a client that would like to start one itself."""

    def __init__(self, app: FastAPI, token: str, backend: str) -> None:
        self.app = app
        self.token = token
        self.backend = backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle requests; starting and stopping is not the client's business."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture(scope="module", params=BACKENDS)
def central(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    if request.param == "sqlite":
        with run(folder, "", "sqlite") as running:
            yield running
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url, run(folder, url, "postgresql") as running:
        yield running


@contextmanager
def run(folder: Path, database_url: str, backend: str) -> Iterator[Running]:
    app = build_app(CentralConfig(state_dir=folder, database_url=database_url), TickingClock(), read=content_of)
    with TestClient(app) as client:
        services = app.state.services
        with services.database.write() as connection:
            code = make_code(connection, "gemeentehuis", services.random_bits, services.clock.now())
        enrolment = {"code": code, "terminal": "nuth-1", "software": "test"}
        yield Running(app, client.post("/api/v1/enrol", json=enrolment).json()["token"], backend)


def forget_tries(central: Running) -> None:
    """Generated codes are guesses; slowing them down is tested elsewhere."""
    with central.app.state.services.database.write() as connection:
        connection.execute(delete(TRIES))


@pytest.mark.parametrize(("path", "method", "mode"), ASKED)
def test_every_answer_is_one_that_the_description_tells_of(
    central: Running, path: str, method: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app=central)
    operation = schema[path][method]

    @seed(_SEED + len(central.backend))
    @settings(
        max_examples=_EXAMPLES[central.backend],
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        forget_tries(central)
        case.call_and_validate(checks=_CHECKS, headers={"Authorization": f"Bearer {central.token}"})

    holds()


def test_the_description_tells_of_every_operation() -> None:
    assert len(OPERATIONS) >= _ALL
    for path, method in OPERATIONS:
        operation = DESCRIPTION["paths"][path][method]
        assert operation["operationId"]
        assert operation["description"]
        open_to_all = path in ("/api/v1/status", "/api/v1/enrol")
        assert ("security" in operation) != open_to_all, path
        assert {"503"} <= set(operation["responses"])
        assert open_to_all or "401" in operation["responses"]
