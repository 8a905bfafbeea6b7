"""The whole way: records in the central's database, the journal, and a target on bad days, killed at any moment.

At a target that can be asked, each record stands there exactly once, with all its parts, whatever happened.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.central.connectors.objects.settings import OURS
from sync.central.connectors.simulators.objects import FOUND_ITEM, ObjectsSimulator
from sync.central.connectors.simulators.open_klant import OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import CASES, OpenZaakSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.port import Target
from sync.central.storage.database import Database
from tests.sync.central.connectors.targets import test_objects, test_open_klant, test_open_zaak
from tests.sync.central.delivery.scenes import Scene, opener_on
from tests.sync.central.ticking import TickingClock

RECORDS = 5
CONTACT = {"contact": "email", "name": "A. Voorbeeld", "email": "a@example.org", "phone": "0612345678"}
BAD_MOMENTS = [
    Trouble.DROPPED_BEFORE, Trouble.DROPPED_AFTER, Trouble.BROKEN_BEFORE, Trouble.BROKEN_AFTER, Trouble.PORTAL_AFTER,
]  # fmt: skip

Made = tuple[Any, Callable[[str, TickingClock], Target], dict[str, int]]


def klant() -> Made:
    parts = {"klantcontacten": 1, "onderwerpobjecten": 1, "betrokkenen": 1, "digitaleadressen": 2, "internetaken": 1}
    return OpenKlantSimulator(), lambda url, _: test_open_klant.target_on(url), parts


def items() -> Made:
    def target(url: str, _: TickingClock) -> Target:
        made = test_objects.target_on(url, f"{url}/objecttypes/{FOUND_ITEM}")
        types = {
            "report": made.settings.types["found-item"].model_copy(
                update={"data": dict(OURS) | {"soort": "=found-item"}}
            )
        }
        object.__setattr__(made.settings, "types", types)
        return made

    return ObjectsSimulator(), target, {"objects": 1}


def cases() -> Made:
    parts = {"zaken": 1, "rollen": 1, "zaakeigenschappen": 1, "statussen": 1}
    return (
        OpenZaakSimulator(),
        lambda url, clock: test_open_zaak.target_on(url, clock=clock.now),
        {f"{CASES}/{name}": count for name, count in parts.items()},
    )


class KilledError(BaseException):
    """The central is no longer there; nothing catches this."""


class Mortal:
    """A target at which the central dies now and then: before a request, or after it."""

    def __init__(self, target: Target, chance: random.Random) -> None:
        self.target, self.chance, self.kills = target, chance, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)

    def send(self, *given: Any) -> Any:
        return self._perhaps(self.target.send, *given)

    def take(self, *given: Any) -> Any:
        return self._perhaps(self.target.take, *given)

    def look_up(self, *given: Any) -> Any:
        return self._perhaps(self.target.look_up, *given)

    def _perhaps(self, call: Callable[..., Any], *given: Any) -> Any:
        before, after = self.chance.random() < 0.12, self.chance.random() < 0.12
        self.kills += before or after
        if before:
            raise KilledError
        answer = call(*given)
        if after:
            raise KilledError
        return answer


@contextmanager
def town(made: Made, database: Database, folder: Path, seed: int) -> Iterator[tuple[Scene, Mortal]]:
    simulator, target_on, _ = made
    clock = TickingClock()
    if isinstance(simulator, OpenZaakSimulator):
        simulator.now = clock.now
    with serving(simulator) as url:
        mortal = Mortal(target_on(url, clock), random.Random(seed))
        target: Any = mortal
        yield Scene(target, simulator, database, opener_on(database, folder), clock), mortal


# The engine is tried on both databases by its own tests; here it is about the systems.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("system", [klant, items, cases])
def test_whatever_is_cut_and_whoever_dies_each_record_stands_there_once(
    system: Callable[[], Made], database: Database, tmp_path: Path
) -> None:
    made = system()
    with town(made, database, tmp_path, 4) as (scene, mortal):
        scene.report(RECORDS, **CONTACT)
        for _ in range(20):
            if mortal.chance.random() < 0.5:
                scene.simulator.day.turns(mortal.chance.choice(BAD_MOMENTS), times=1)
            try:
                scene.pass_time(minutes=4)
            except KilledError:
                scene.restarted()
        scene.simulator.day.turns(Trouble.NONE)
        mortal.chance.random = lambda: 1.0  # type: ignore[method-assign]
        scene.pass_time(hours=4)
        assert scene.states() == ["delivered"] * RECORDS
        assert Counter(state for _, state in scene.steps()).keys() <= {"delivered"}
        counts = {name: len(scene.simulator.all_of(name)) for name in made[2]}
        assert counts == {name: count * RECORDS for name, count in made[2].items()}
        assert mortal.kills > 0
