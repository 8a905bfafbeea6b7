"""The pretended systems of the fault runs: how each is made, and what stands in it by the visitor's code."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.central.connectors.objects import target as objects
from sync.central.connectors.objects.settings import OURS, ObjectsSettings
from sync.central.connectors.open_klant import target as open_klant
from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.open_zaak import target as open_zaak
from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.objects import FOUND_ITEM, ObjectsSimulator
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.open_klant import DESK, OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import CASES, OpenZaakSimulator
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.connectors.simulators.smtp import SmtpSimulator
from sync.central.connectors.smtp import target as smtp
from sync.central.connectors.smtp.settings import SmtpSettings
from sync.central.delivery.port import Target
from tests.sync.central.connectors.targets.parcels import DUTCH
from tests.sync.central.delivery.scenes import open311_on, signalen_on
from tests.sync.central.ticking import TickingClock

CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{6}\b")
_PATIENT = {"read_timeout_s": 30, "write_timeout_s": 30}


@dataclass(frozen=True)
class System:
    """One kind of target. `there`: how many of each code stand in it; `parts`: of what belongs to a record."""

    name: str
    simulator: Callable[[], Any]
    target: Callable[[str, TickingClock], Target]
    there: Callable[[Any], Counter[str]]
    parts: Callable[[Any], Counter[str]] = lambda simulator: Counter()


def _signalen(simulator: SignalenSimulator) -> Counter[str]:
    return Counter(str(one.given["text_extra"]).split()[-1] for one in simulator.signals.values())


def _open311(simulator: Open311Simulator) -> Counter[str]:
    return Counter(one.given["description"].split()[1] for one in simulator.requests)


def _open_klant(simulator: OpenKlantSimulator) -> Counter[str]:
    return Counter(one["metadata"]["infopuntCode"] for one in simulator.all_of("klantcontacten").values())


def _open_klant_parts(simulator: OpenKlantSimulator) -> Counter[str]:
    """Subjects and tasks, by the code of the contact that they belong to."""
    codes = {one["uuid"]: one["metadata"]["infopuntCode"] for one in simulator.all_of("klantcontacten").values()}
    subjects = (one["klantcontact"] for one in simulator.all_of("onderwerpobjecten").values())
    tasks = (one["aanleidinggevendKlantcontact"] for one in simulator.all_of("internetaken").values())
    named = [("subject", one) for one in subjects] + [("task", one) for one in tasks]
    return Counter(f"{name} {codes[contact['uuid']]}" for name, contact in named)


def _objects(simulator: ObjectsSimulator) -> Counter[str]:
    return Counter(one["record"]["data"]["code"] for one in simulator.all_of("objects").values())


def _cases(simulator: OpenZaakSimulator) -> Counter[str]:
    cases = simulator.all_of(f"{CASES}/zaken").values()
    return Counter(CODE.findall(json.dumps(one["kenmerken"]))[0] for one in cases)


def _case_parts(simulator: OpenZaakSimulator) -> Counter[str]:
    """Statuses and properties, by their case."""
    statuses = (f"status {one['zaak']}" for one in simulator.all_of(f"{CASES}/statussen").values())
    return Counter(statuses)


def _mail(simulator: SmtpSimulator) -> Counter[str]:
    return Counter(CODE.findall(str(one["Subject"]))[-1] for one in simulator.kept)


def _klant_on(url: str, clock: TickingClock) -> Target:
    given = {"system": "open_klant", "url": url, "actor": DESK} | _PATIENT
    settings = OpenKlantSettings.model_validate(given)
    return open_klant.build("klant", settings, Secret("try-me"), clock.now, DUTCH)


def _objects_on(url: str, clock: TickingClock) -> Target:
    kind = {"url": f"{url}/objecttypes/{FOUND_ITEM}", "data": dict(OURS) | {"soort": "=found-item"}}
    settings = ObjectsSettings.model_validate({"system": "objects", "url": url, "types": {"report": kind}} | _PATIENT)
    return objects.build("objecten", settings, Secret("try-me"), clock.now)


def _zaken_on(url: str, clock: TickingClock) -> Target:
    case = {"zaaktype": "MELDING", "properties": {"dorp": "village"}}
    given = {"system": "open_zaak", "url": url, "client_id": "infopunt", "organisation": "000000000"}
    settings = OpenZaakSettings.model_validate(given | {"cases": {"report": case}} | _PATIENT)
    return open_zaak.build("zaken", settings, Secret("try-me"), clock.now, DUTCH)


def _mail_on(url: str, clock: TickingClock) -> Target:
    given = {"system": "smtp", "url": url.replace("http:", "smtp:"), "sender": "infopunt@example.org"}
    settings = SmtpSettings.model_validate(given | {"mailbox": "m@example.org", "user": "infopunt", "encrypted": False})
    return smtp.build("mail", settings, Secret("try-me"), clock.now, DUTCH, "")


SYSTEMS = {
    one.name: one
    for one in (
        System("signalen", lambda: SignalenSimulator(per_hour=None), signalen_on, _signalen),
        System("open311", Open311Simulator, open311_on, _open311),
        System("open_klant", OpenKlantSimulator, _klant_on, _open_klant, _open_klant_parts),
        System("objects", ObjectsSimulator, _objects_on, _objects),
        System("open_zaak", OpenZaakSimulator, _zaken_on, _cases, _case_parts),
        System("smtp", SmtpSimulator, _mail_on, _mail),
    )
}
