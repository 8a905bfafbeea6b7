"""The pretended systems of the fault runs: how each is made, and what stands in it by the visitor's code."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.open_klant.target import open_klant
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.open_klant import DESK, OpenKlantSimulator
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.delivery.port import Target
from tests.sync.central.connectors.targets.parcels import DUTCH
from tests.sync.central.delivery.scenes import open311_on, signalen_on
from tests.sync.central.ticking import TickingClock


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


def _klant_on(url: str, clock: TickingClock) -> Target:
    given = {"system": "open_klant", "url": url, "actor": DESK, "read_timeout_s": 30, "write_timeout_s": 30}
    return open_klant("klant", OpenKlantSettings.model_validate(given), Secret("try-me"), DUTCH)


SYSTEMS = {
    one.name: one
    for one in (
        System("signalen", lambda: SignalenSimulator(per_hour=None), signalen_on, _signalen),
        System("open311", Open311Simulator, open311_on, _open311),
        System("open_klant", OpenKlantSimulator, _klant_on, _open_klant, _open_klant_parts),
    )
}
