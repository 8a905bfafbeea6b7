"""A central with records to hand on, before a pretended system, at hand for a test."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from assets.form import Form, read_forms
from assets.text import Texts, read_texts
from sync.central.connectors.open311 import Open311, Open311Settings
from sync.central.connectors.secret import Secret
from sync.central.connectors.signalen import Signalen, SignalenSettings
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.delivery.journal import COLUMNS, Delivery, delivery_of
from sync.central.delivery.opening import NoPhotos, Opener, PhotoStore
from sync.central.delivery.port import Target
from sync.central.delivery.tables import DELIVERIES, STEPS
from sync.central.delivery.work import Work
from sync.central.delivery.worker import LOOKS_EVERY_S, Deliverer
from sync.central.records.keys import KeyRing, keys_for
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.central.storage.database import Database
from sync.protocol.ids import new_reference, uuid7
from sync.protocol.seal import Binding, seal
from tests.sync.central.demo_town import TOWN
from tests.sync.central.ticking import TickingClock

TERMINAL = "nuth-1"
IDLE_S = 300.0
PLACE = {
    "kind": "place",
    "village": "Nuth",
    "street": "Dorpsstraat",
    "house_number": "14",
    "lat": 50.9177,
    "lon": 5.8864,
}
ANSWERS: Mapping[str, Any] = {
    "category": "lighting",
    "where": PLACE,
    "description": "De lamp is kapot",
    "contact": "no",
}
"""What a visitor might tell; `where` is asked by the form of these tests."""

FORM = """
slug: report
version: 1
record: report
icon: campaign
retention_days: 30
title: {nl: Melding, en: Report}
send: {nl: Versturen, en: Send}
thanks: {nl: Dank u wel, en: Thank you}
what_next: {nl: Bewaar uw code, en: Keep your code}
fields:
  - name: category
    kind: choice
    question: {nl: "Wat?", en: "What?"}
    label: {nl: Soort, en: Kind}
    options:
      - {value: lighting, icon: lightbulb, label: {nl: Straatlamp, en: Street light}}
      - {value: tree, icon: park, label: {nl: Boom, en: Tree}}
      - {value: other, icon: more_horiz, label: {nl: Iets anders, en: Something else}}
  - {name: danger, kind: yes_no, required: false, question: {nl: "Gevaar?"}, label: {nl: Gevaar}}
  - {name: where, kind: place, question: {nl: "Waar?"}, label: {nl: Plaats}}
  - {name: description, kind: text, max_length: 3000, question: {nl: "Wat is er?"}, label: {nl: Wat er is}}
  - {name: mark, kind: text, secret: true, required: false, question: {nl: "Merk?"}, label: {nl: Merk}}
  - {name: photos, kind: photo, required: false, question: {nl: "Foto?"}, label: {nl: Foto}}
  - name: contact
    kind: choice
    question: {nl: "Bericht?"}
    label: {nl: Bericht}
    options:
      - {value: "no", icon: block, label: {nl: "Nee"}}
      - {value: email, icon: mail, label: {nl: "E-mail"}}
  - {name: name, kind: text, personal: true, required: false, question: {nl: "Naam?"}, label: {nl: Naam}}
  - {name: phone, kind: phone, personal: true, required: false, question: {nl: "Telefoon?"}, label: {nl: Telefoon}}
  - {name: email, kind: email, personal: true, required: false, question: {nl: "E-mail?"}, label: {nl: E-mail}}
"""


@cache
def forms(folder: Path) -> Mapping[str, Form]:
    """The one form of these tests: they must not change when a form of the product does."""
    (folder / "report.yaml").write_text(FORM, encoding="utf-8")
    return read_forms(folder)


@dataclass
class Scene:
    """A central before a pretended system."""

    target: Target
    simulator: Any
    database: Database
    opener: Opener
    clock: TickingClock
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    seq: int = 0

    def __post_init__(self) -> None:
        self.deliverer = self.restarted()
        self.run()  # joined before the first record comes in

    def work(self, target: Target | None = None) -> Work:
        """What handing on to the target needs."""
        bits = self.chance.getrandbits
        return Work(target or self.target, ("report",), self.database, self.opener, self.clock, bits)

    def restarted(self, target: Target | None = None) -> Deliverer:
        """A new process, with nothing in its memory."""
        self.deliverer = Deliverer(self.work(target))
        return self.deliverer

    def report(self, count: int = 1, **changed: Any) -> list[UUID]:
        """So many records come in; `changed` are other answers."""
        rows = [self._row(dict(ANSWERS) | changed) for _ in range(count)]
        with self.database.write() as connection:
            connection.execute(RECORDS.insert(), rows)
        self.clock.tick(seconds=5)
        return [row["id"] for row in rows]

    def _row(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        self.seq += 1
        now, keys = self.clock.now(), self.opener.keys
        record = uuid7(now, self.chance.getrandbits)
        reference = new_reference(self.chance.getrandbits)
        payload = {"reference": reference, "answers": dict(answers), "language": "nl", "product": None}
        sealed = seal(payload, Binding(record, "report", TERMINAL), keys.current_public_key)
        return {
            "id": record,
            "terminal": TERMINAL,
            "location": "bibliotheek-nuth",
            "incarnation": 1,
            "seq": self.seq,
            "kind": "report",
            "form": "report",
            "form_version": 1,
            "reference": reference,
            "key_id": keys.current_id,
            "sealed": sealed,
            "sealed_sha256": bytes(32),
            "made_at": now,
            "corrected_at": now,
            "received_at": now,
            "state": RecordState.NEW,
        }

    def run(self, turns: int = 100_000) -> float:
        """Let it work until there is nothing to do now; how long until there may be."""
        for _ in range(turns):
            wait_s = self.deliverer.turn()
            if wait_s > 0:
                return wait_s
        raise AssertionError("it never comes to rest")

    def pass_time(self, **by: float) -> None:
        """Let time pass, and let it work whenever it wants to; where it only looks for new records, not so often."""
        span = timedelta(**by)
        until, idle_s = self.clock.now() + span, max(IDLE_S, span.total_seconds() / 100)
        while (left_s := (until - self.clock.now()).total_seconds()) > 0:
            wait_s = self.run()
            self.clock.tick(seconds=min(left_s, idle_s if wait_s == LOOKS_EVERY_S else max(0.01, wait_s)))
        self.run()

    def deliveries(self) -> list[Delivery]:
        """The journal."""
        with self.database.read() as connection:
            return [delivery_of(row) for row in connection.execute(select(*COLUMNS).order_by(DELIVERIES.c.id))]

    def states(self) -> list[str]:
        """How each delivery stands."""
        return [str(one.state) for one in self.deliveries()]

    def column(self, name: str) -> list[Any]:
        """One column of the journal."""
        with self.database.read() as connection:
            return list(connection.execute(select(DELIVERIES.c[name]).order_by(DELIVERIES.c.id)).scalars())

    def steps(self) -> list[tuple[str, str]]:
        """Each further step and how it stands."""
        with self.database.read() as connection:
            rows = connection.execute(select(STEPS).order_by(STEPS.c.delivery, STEPS.c.position))
            return [(row.name, row.state) for row in rows]


def signalen_on(url: str, clock: TickingClock, **changed: Any) -> Signalen:
    """Signalen at `url`, as it is wired for a town."""
    given: dict[str, Any] = {"system": "signalen", "url": url, "source": "Informatiezuil", "otherwise": "overig/overig"}
    given |= {"categories": {"lighting": "wegen-verkeer-straatmeubilair/lantaarnpaal-straatverlichting"}}
    settings = SignalenSettings.model_validate(given | {"read_timeout_s": 30, "write_timeout_s": 30} | changed)
    return Signalen("meldingen", settings, settings.wire(), clock.now)


def open311_on(url: str, clock: TickingClock, **changed: Any) -> Open311:
    """An Open311 server at `url`."""
    given: dict[str, Any] = {"system": "open311", "url": url, "jurisdiction_id": "example.com", "otherwise": "other"}
    given |= {"services": {"lighting": "lighting", "tree": "tree"}, "attributes": {"tree": {"DANGER": "danger"}}}
    settings = Open311Settings.model_validate(given | {"read_timeout_s": 30, "write_timeout_s": 30} | changed)
    return Open311("meldingen", settings, Secret("try-me"), settings.wire(), clock.now)


@cache
def _texts() -> Texts:
    return read_texts("nl")


def opener_on(database: Database, folder: Path, photos: PhotoStore | None = None) -> Opener:
    """Opens the records of these tests."""
    clock = TickingClock()
    with database.write() as connection:
        keys: KeyRing = keys_for(connection, folder / "keys", clock.now())
    (folder / "forms").mkdir(exist_ok=True)
    return Opener(keys, forms(folder / "forms"), _texts(), TOWN, photos or NoPhotos())


@contextmanager
def scene(system: str, database: Database, folder: Path, photos: PhotoStore | None = None) -> Iterator[Scene]:
    """A town with Signalen or Open311."""
    clock = TickingClock()
    simulator: Any = SignalenSimulator() if system == "signalen" else Open311Simulator()
    simulator.now = clock.now
    with serving(simulator) as url:
        target: Target = signalen_on(url, clock) if system == "signalen" else open311_on(url, clock)
        yield Scene(target, simulator, database, opener_on(database, folder, photos), clock)
