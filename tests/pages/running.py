"""A central that really runs: uvicorn on a port of its own, with people who sign in and terminals that have joined."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import requests
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from assets import ASSETS_DIR
from sync.central.app import build_app
from sync.central.config import CentralConfig
from sync.central.fleet.codes import make_code
from sync.central.people.passwords import Passwords, ScryptCost
from sync.central.people.users import Role, set_user
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.protocol.clock import Clock
from sync.protocol.health import TerminalHealth
from sync.protocol.ids import new_reference, uuid7
from sync.protocol.messages import Batch, Booking, Enrolled, NumberRequest, SealedRecord
from sync.protocol.seal import Binding, new_private_key, public_key_of, seal
from tests.sync.central.prepared import content_of, lay_tables

DEMO_TOWN = ASSETS_DIR / "demo" / "town.yaml"
PASSWORD = "a long enough password"
_STARTS_WITHIN_S = 20


class RunningCentral:
    """The central and where it is."""

    def __init__(self, app: FastAPI, url: str, server: uvicorn.Server) -> None:
        self.app = app
        self.services: Services = app.state.services
        self.url = url
        self.server = server

    def add_people(self) -> None:
        """A host, a clerk and a manager, named after what they may do."""
        cheap = Passwords(secrets.randbits, ScryptCost(n=16, r=1, p=1))
        with self.services.database.write() as connection:
            for role in Role:
                set_user(connection, cheap, role.value, PASSWORD, [role], self.services.clock.now())

    def enrol(self, location: str, name: str = "zuil-1") -> "Terminal":
        """A terminal that joins through the front door."""
        with self.services.database.write() as connection:
            code = make_code(connection, location, secrets.randbits, self.services.clock.now())
        body = {"code": code, "terminal": name, "software": "infopunt 0.1.0"}
        answer = requests.post(f"{self.url}/api/v1/enrol", json=body, timeout=10)
        answer.raise_for_status()
        return Terminal(self, Enrolled.model_validate_json(answer.content), Random(name))


@dataclass
class Terminal:
    """A terminal as the central sees it: plain requests over a real connection."""

    central: RunningCentral
    identity: Enrolled
    random: Random
    seq: int = 0

    def number(self, service: str, product: str | None = None, language: str = "nl") -> str:
        """Take a queue number; its code."""
        request = NumberRequest(
            id=self._id(), location=self.identity.location, service=service, product=product, language=language
        )
        return str(self._post("/api/v1/queue/numbers", request.model_dump_json())["code"])

    def book(self, product: str, start: datetime, answers: dict[str, str], key: bytes = b"") -> dict[str, Any]:
        """Book an appointment at the terminal's own location; the answer, and the `reference` on its ticket."""
        booking_id = self._id()
        public_key = key or self.identity.public_key
        booking = Booking(
            id=booking_id,
            product=product,
            location=self.identity.location,
            start=start,
            minutes=15,
            reference=new_reference(self.random.getrandbits),
            key_id=self.identity.key_id,
            sealed=seal({"answers": answers}, Binding(booking_id, "appointment", self.identity.terminal), public_key),
        )
        return self._post("/api/v1/appointments", booking.model_dump_json()) | {"reference": booking.reference}

    def hand_in(
        self, kind: str, answers: dict[str, Any], *, ours: bool = True, ago: timedelta = timedelta(), **more: str
    ) -> UUID:
        """Hand in a record of the form `kind`; not `ours` is sealed to a key that the central does not have."""
        record_id = self._id()
        now = self.central.services.clock.now()
        public_key = self.identity.public_key if ours else public_key_of(new_private_key())
        payload = {"answers": answers, "language": "nl"} | more
        self.seq += 1
        record = SealedRecord(
            id=record_id,
            kind=kind,
            incarnation=self.identity.incarnation,
            seq=self.seq,
            form=kind,
            form_version=1,
            reference=new_reference(self.random.getrandbits),
            key_id=self.identity.key_id,
            sealed=seal(payload, Binding(record_id, kind, self.identity.terminal), public_key),
            made_at=now - ago,
            made_monotonic_s=10000.0 - ago.total_seconds(),
            boot_id="boot-1",
        )
        assert self._sync(record.model_dump(mode="json")) == "created"
        return record_id

    def reference_of(self, record: UUID) -> str:
        """The code on the paper of a record that was handed in."""
        with self.central.services.database.read() as connection:
            query = select(RECORDS.c.reference).where(RECORDS.c.id == record)
            return str(connection.execute(query).scalar_one())

    def hand_in_garbage(self) -> None:
        """Hand in something with an id that is no record."""
        assert self._sync({"id": str(self._id()), "kind": "report", "seq": "many"}) == "rejected"

    def tell(self, health: TerminalHealth) -> None:
        """Say how it does."""
        self._batch([], health)

    def _sync(self, record: dict[str, Any]) -> str:
        return str(self._batch([record])["results"][0]["status"])

    def _batch(self, records: list[dict[str, Any]], health: TerminalHealth | None = None) -> dict[str, Any]:
        batch = Batch(
            batch_id=self._id(),
            incarnation=self.identity.incarnation,
            sent_at=self.central.services.clock.now(),
            sent_monotonic_s=10000.0,
            boot_id="boot-1",
            records=(),
            health=health,
        )
        return self._post("/api/v1/sync", json.dumps(batch.model_dump(mode="json") | {"records": records}))

    def slots(self, product: str) -> list[str]:
        """The free starts for a product here."""
        query = {"product": product, "location": self.identity.location, "minutes": "15"}
        answer = requests.get(
            f"{self.central.url}/api/v1/agenda/slots", params=query, headers=self._headers(), timeout=10
        )
        answer.raise_for_status()
        return [start for day in answer.json()["days"] for start in day["starts"]]

    def _id(self) -> UUID:
        return uuid7(self.central.services.clock.now(), self.random.getrandbits)

    def _post(self, path: str, body: str) -> dict[str, Any]:
        answer = requests.post(f"{self.central.url}{path}", data=body, headers=self._headers(), timeout=10)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.identity.token}", "Content-Type": "application/json"}


@contextmanager
def running_central(folder: Path, clock: Clock, port: int = 0, town_file: Path = DEMO_TOWN) -> Iterator[RunningCentral]:
    """Run a central on loopback until the block ends."""
    config = CentralConfig(state_dir=folder, port=port, town_file=town_file)
    lay_tables(folder / "central.db")
    app = build_app(config, clock, read=content_of)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline_s = time.monotonic() + _STARTS_WITHIN_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline_s:
            time.sleep(0.02)
        assert server.started, "the central did not start"
        bound = server.servers[0].sockets[0].getsockname()[1]
        services: Services = app.state.services
        app.state.services = replace(services, passwords=Passwords(secrets.randbits, ScryptCost(n=16, r=1, p=1)))
        yield RunningCentral(app, f"http://127.0.0.1:{bound}", server)
    finally:
        server.should_exit = True
        thread.join(timeout=15)
