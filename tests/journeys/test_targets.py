"""Whole journeys: filled in at the window, handed on by the central, changed there, and seen at the window by its code.

One house and one central, which hands each kind of record on to another pretended system. Signalen: test_photos.py.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.journeys.photographing import photos_of
from kiosk.journeys.states import Done, Question, Review, Standing
from sync.central.connectors.simulators.objects import FOUND_ITEM, ObjectsSimulator
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.open_klant import DESK, OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import CASES, OpenZaakSimulator
from sync.central.connectors.simulators.server import Asked, serving
from sync.central.connectors.simulators.smtp import SmtpSimulator
from sync.central.connectors.targets import works_of
from sync.central.delivery.worker import LOOKS_EVERY_S, Deliverer
from sync.protocol.clock import SystemClock
from sync.protocol.standing import RecordStage
from tests.faults.central import running_central
from tests.journeys.house import House, running_house
from tests.sync.central.connectors.targets.openapi import DATA, Published

SECRET_FEATURE = "abus"


class LaterClock(SystemClock):
    """The central's clock, put on: nobody waits ten minutes for the first question how far it is."""

    ahead = timedelta()

    def now(self) -> datetime:
        """So much later."""
        return super().now() + self.ahead

    def monotonic_s(self) -> float:
        """So much later."""
        return super().monotonic_s() + self.ahead.total_seconds()


@dataclass
class Town:
    """The house, the systems that its records go to, and what hands them on."""

    house: House
    clock: LaterClock
    deliverers: list[Deliverer]
    open311: Open311Simulator
    klant: OpenKlantSimulator
    objects: ObjectsSimulator
    zaken: OpenZaakSimulator
    mail: SmtpSimulator

    def hands_on_until(self, is_so: Callable[[], bool]) -> None:
        """Let window and central work until it is so."""

        def worked() -> bool:
            if min(deliverer.turn() for deliverer in self.deliverers) > 0:
                self.clock.ahead += timedelta(seconds=LOOKS_EVERY_S)
            return is_so()

        self.house.until(worked, 30)

    def asks_how_far_it_is(self) -> None:
        """Time for the central to ask every system once more."""
        self.clock.ahead += timedelta(minutes=11)
        for deliverer in self.deliverers:
            for _ in range(50):
                if deliverer.turn() > 0:
                    break

    @property
    def photo(self) -> bytes:
        """The one that is on the screen."""
        assert isinstance(self.house.state, Question)
        (photo,) = photos_of(self.house.state)
        jpeg = self.house.stage.conductor.photographs.jpeg(photo.sealed_sha256)
        assert jpeg is not None
        return jpeg


def _settings(urls: dict[str, str]) -> dict[str, Any]:
    targets: dict[str, dict[str, Any]] = {
        "straat": {"system": "open311", "jurisdiction_id": "example.com", "otherwise": "other"},
        "klant": {"system": "open_klant", "channel": "informatiezuil", "confidential": True, "actor": DESK},
        "voorwerpen": {"system": "objects"},
        "zaken": {"system": "open_zaak", "client_id": "infopunt", "organisation": "000000000", "prefix": "INFOPUNT"},
        "mail": {"system": "smtp", "sender": "infopunt@example.org", "mailbox": "voorwerpen@example.org"},
    }
    item = {"url": f"{urls['voorwerpen']}/objecttypes/{FOUND_ITEM}", "version": 1, "geometry": True}
    case = {"zaaktype": "MELDING", "role": "initiator", "properties": {"dorp": "code"}}
    targets["straat"]["services"] = {"lighting": "lighting"}
    targets["klant"] |= {"register_code": "infopunt", "object_type": "infopuntmelding"}
    targets["voorwerpen"]["types"] = {"found-item": item}
    targets["zaken"]["cases"] = {"complaint": case}
    targets["mail"] |= {"user": "infopunt", "encrypted": False}
    kinds = {"report": ["straat"], "call-back": ["klant"], "found-item": ["voorwerpen", "mail"], "complaint": ["zaken"]}
    return {
        "targets": {name: one | {"url": urls[name], "secret_file": "secret"} for name, one in targets.items()},
        "kinds": kinds,
    }


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder, clock = tmp_path_factory.mktemp("town"), LaterClock()
    simulators: dict[str, Any] = {
        "straat": Open311Simulator(now=clock.now),
        "klant": OpenKlantSimulator(),
        "voorwerpen": ObjectsSimulator(),
        "zaken": OpenZaakSimulator(now=clock.now),
        "mail": SmtpSimulator(),
    }
    with ExitStack() as stack:
        central = stack.enter_context(running_central(folder / "central", clock))
        house = stack.enter_context(running_house(folder, central, camera="simulated"))
        urls = {name: stack.enter_context(serving(one)) for name, one in simulators.items()}
        urls["mail"] = urls["mail"].replace("http:", "smtp:")
        file = _file(folder, urls)
        config = central.services.config.model_copy(update={"delivery_file": file})
        works = works_of(replace(central.services, config=config))
        deliverers = [Deliverer(work) for work in works]
        for deliverer in deliverers:
            deliverer.turn()  # joined before the first record comes in
        names = {"straat": "open311", "voorwerpen": "objects"}
        yield Town(house, clock, deliverers, **{names.get(name, name): one for name, one in simulators.items()})


def _file(folder: Path, urls: dict[str, str]) -> Path:
    secret = folder / "secret"
    secret.write_text("try-me", encoding="utf-8")
    secret.chmod(0o600)
    file = folder / "delivery.yaml"
    file.write_text(yaml.safe_dump(_settings(urls)), encoding="utf-8")
    return file


def _send(house: House, send: str) -> str:
    """Touch the button that sends; the code on the paper."""
    assert isinstance(house.state, Review)
    house.touch(send)
    house.until_at(Done)
    code = house.ticket().code.replace(" ", "")
    house.touch("screen.finished")
    return code


def _write(house: House, *texts: str) -> None:
    for text in texts:
        house.write(text)
        house.touch("screen.next")


def _stage(house: House, code: str) -> RecordStage:
    """How far it is, as the window tells whoever types the code."""
    house.touch("home.have")
    house.write(code)
    house.touch("screen.next")
    house.until_at(Standing)
    assert isinstance(house.state, Standing)
    stage = house.state.standing.state
    shell = house.stage.shell
    shown = " ".join(getattr(block, "text", "") for root in shell.blocks() for block in root.walk_blocks())
    assert house.text(f"standing.{stage}") in shown
    house.touch("screen.finished")
    return stage


def _as_published(asked: list[Asked], documents: dict[str, str]) -> None:
    """Every request keeps to the published documents, by what their paths begin with; where they are at hand."""
    for prefix, name in documents.items():
        if (DATA / name).is_file():
            published = Published(name)
            ours = [one for one in asked if one.path.startswith(prefix)]
            assert ours
            assert [told for one in ours for told in published.wrong_with(one, prefix)] == []


def test_a_report_stands_in_open311_and_its_end_is_seen(town: Town) -> None:
    house = town.house
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee, geen gevaar", "Nuth")
    _write(house, "dorpsstraat 14")
    while house.state.field == "where":  # type: ignore[union-attr]
        house.touch("screen.next")
    house.touch("question.skip")
    _write(house, "lamp stuk")
    house.touch("Ja, stuur een e-mail")
    _write(house, "anna@example.nl")
    house.touch("form.consent.yes")
    code = _send(house, "Melding versturen")
    town.hands_on_until(lambda: len(town.open311.requests) == 1)
    (request,) = town.open311.requests
    nuth = house.central.services.town.village("Nuth")
    place = (request.given["address_string"], request.given["lat"], request.given["long"])
    assert place == ("dorpsstraat 14, Nuth", f"{nuth.lat:.6f}", f"{nuth.lon:.6f}")
    assert (request.given["service_code"], request.given["email"]) == ("lighting", "anna@example.nl")
    first, _, rest = request.given["description"].partition("\n")
    assert (first, "lamp stuk" in rest) == (f"Infopunt {code}", True)
    assert _stage(house, code) is RecordStage.PASSED_ON
    request.closed = True
    town.asks_how_far_it_is()
    assert _stage(house, code) is RecordStage.CLOSED
    assert len(town.open311.requests) == 1


def test_a_call_back_is_a_task_in_open_klant_and_its_end_is_seen(town: Town) -> None:
    house = town.house
    house.touch("Hulp en zorg", "channel.call_back")
    _write(house, "anna jansen", "0612345678")
    house.touch("Maakt niet uit")
    code = _send(house, "Bel mij terug")
    town.hands_on_until(lambda: bool(town.klant.all_of("internetaken")))
    (contact,), (task,), (phone,), (person,) = (
        list(town.klant.all_of(name).values())
        for name in ("klantcontacten", "internetaken", "digitaleadressen", "betrokkenen")
    )
    assert (contact["kanaal"], contact["taal"], contact["vertrouwelijk"]) == ("informatiezuil", "nld", True)
    assert (contact["metadata"]["infopuntCode"], contact["metadata"]["infopuntProduct"]) == (code, "wmo")
    assert (phone["adres"], phone["soortDigitaalAdres"]) == ("0612345678", "telefoonnummer")
    assert person["volledigeNaam"] == "anna jansen"
    assert task["toegewezenAanActoren"][0]["uuid"] == DESK
    assert _stage(house, code) is RecordStage.PASSED_ON
    town.klant.settle(task["uuid"])
    town.asks_how_far_it_is()
    assert _stage(house, code) is RecordStage.CLOSED
    _as_published(town.klant.asked, {"": "openklant/klantinteracties_openapi.yaml"})


def test_a_found_item_is_an_object_and_a_message_with_its_photo(town: Town) -> None:
    house = town.house
    house.touch("home.found", "Sleutels", "Huissleutels", "Rood of roze")
    _write(house, "lint", SECRET_FEATURE)
    house.touch("Nuth", "place.skip")
    _write(house, "22-11-2025")
    house.until(lambda: house.text("camera.take") in [one.spoken for one in house.finger.reachable()])
    house.touch("camera.take")
    house.until(lambda: isinstance(house.state, Question) and len(photos_of(house.state)) == 1)
    photo = town.photo
    house.touch("screen.next", "Tot", "Ik geef het hier af", "Nee", "form.consent.no")
    code = _send(house, "Versturen")
    town.hands_on_until(lambda: bool(town.objects.all_of("objects") and town.mail.kept))
    (item,), (message,) = town.objects.all_of("objects").values(), town.mail.kept
    data = item["record"]["data"]
    assert (data["code"], data["soort"], data["status"], data["fotos"]) == (code, "found-item", "gemeld", 1)
    assert data["keuzes"]["colour"] == "red"
    assert data["plaats"]["dorp"] == "Nuth"
    assert (message["To"], code in message["Subject"]) == ("voorwerpen@example.org", True)
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (f"{code}-1.jpg", photo)
    told = message.get_body(("plain",))
    assert told is not None
    assert "Huissleutels" in told.get_content()
    assert SECRET_FEATURE not in f"{item} {message.as_string()}"
    assert _stage(house, code) is RecordStage.PASSED_ON
    town.objects.set_status(item["uuid"], "bewaard")
    town.asks_how_far_it_is()
    assert _stage(house, code) is RecordStage.IN_PROGRESS
    _as_published(town.objects.asked, {"": "objects/objects_v2_openapi.yaml"})


def test_a_complaint_is_a_zaak_and_its_statuses_are_seen(town: Town) -> None:
    house = town.house
    house.touch("Vragen en melden", "Vraag of suggestie", "channel.form", "Klacht")
    _write(house, "niemand hielp mij")
    house.touch("Bel mij")
    _write(house, "anna jansen", "0612345678")
    code = _send(house, "Versturen")
    parts = [f"{CASES}/{name}" for name in ("rollen", "zaakeigenschappen", "statussen")]
    town.hands_on_until(lambda: all(town.zaken.all_of(part) for part in parts))
    (zaak,), (role,) = (list(town.zaken.all_of(f"{CASES}/{name}").values()) for name in ("zaken", "rollen"))
    assert zaak["identificatie"].startswith("INFOPUNT-")
    assert "niemand hielp mij" in zaak["toelichting"]
    assert (role["betrokkeneIdentificatie"]["geslachtsnaam"], role["contactpersoonRol"]["telefoonnummer"]) == (
        "jansen",
        "0612345678",
    )
    assert [one["waarde"] for one in town.zaken.all_of(f"{CASES}/zaakeigenschappen").values()] == [code]
    assert _stage(house, code) is RecordStage.PASSED_ON
    for number, stage in ((2, RecordStage.IN_PROGRESS), (3, RecordStage.CLOSED)):
        town.zaken.put_on(zaak["url"], number)
        town.asks_how_far_it_is()
        assert _stage(house, code) is stage
    documents = {CASES: "zgw/openzaak_zaken_openapi.yaml", "catalogi/api/v1": "zgw/openzaak_catalogi_openapi.yaml"}
    _as_published(town.zaken.asked, documents)
