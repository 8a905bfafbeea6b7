"""Killing central or target between any two steps of a delivery, at random, and looking at both sides afterwards."""

import random
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.showing import held, it_is_there, send_again
from sync.central.delivery.states import SENDS_AT_MOST, State
from sync.central.delivery.tables import DELIVERIES
from sync.central.records.tables import RECORDS
from sync.central.storage.database import Database, open_database
from tests.faults.delivery.crashes import Fate, KilledError, MortalDatabase, MortalTarget, in_doubt_on_disk
from tests.faults.delivery.systems import System
from tests.sync.central.delivery.scenes import Scene, opener_on
from tests.sync.central.prepared import lay_tables
from tests.sync.central.ticking import TickingClock

CUTS = (
    Trouble.DROPPED_BEFORE,
    Trouble.DROPPED_AFTER,
    Trouble.BROKEN_BEFORE,
    Trouble.BROKEN_AFTER,
    Trouble.PORTAL_AFTER,
)
_STEPS_OF_A_DELIVERY = 14
"""Steps from one record to the next, at most, at a system with further steps."""

REST_MINUTES = 25
"""Longer than any doubt or pause lasts here."""


@dataclass
class Town:
    """A central before a pretended system, either of which can be killed."""

    system: System
    simulator: Any
    scene: Scene
    fate: Fate
    target: MortalTarget
    ambiguous: set[UUID] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    serving: AbstractContextManager[str] | None = None
    port: int = 0

    @property
    def disk(self) -> Database:
        """What outlives the central."""
        database: Any = self.scene.database
        disk: Database = database.inner
        return disk


def town_of(system: System, folder: Path, seed: int) -> Town:
    """A town in which nothing has happened."""
    clock, simulator, fate = TickingClock(), system.simulator(), Fate()
    simulator.now = clock.now
    opened = serving(simulator)
    url = opened.__enter__()
    lay_tables(folder / "central.db")
    disk = open_database(f"sqlite:///{folder / 'central.db'}")
    target = MortalTarget(system.target(url, clock), fate, simulator.day)
    mortal: Any = MortalDatabase(disk, fate)
    scene = Scene(target, simulator, mortal, opener_on(disk, folder), clock, random.Random(seed))
    port = int(url.split(":")[2].split("/")[0])
    return Town(system, simulator, scene, fate, target, serving=opened, port=port)


def close(town: Town) -> None:
    """Let everything end."""
    if town.serving is not None:
        town.serving.__exit__(None, None, None)
    town.disk.close()


def run(town: Town, kills: int) -> None:
    """Kill until there were so many kills that struck; then let everything come to rest."""
    chance = town.scene.chance
    while town.kills.total() < kills:
        town.scene.report(chance.randrange(1, 3), contact="no")
        kill = chance.choice((_kill_central,) * 5 + (_cut_target,) * 4 + (_stop_target,))
        kill(town, chance)
        ask_nothing(town)
        town.scene.clock.tick(seconds=chance.randrange(120))
    town.fate.steps = None
    town.scene.pass_time(minutes=REST_MINUTES)


def ask_nothing(town: Town) -> None:
    """How far they are with a thousand records is not what this is about."""
    with town.disk.write() as connection:
        connection.execute(update(DELIVERIES).values(ask_status_at=None))


def _kill_central(town: Town, chance: random.Random) -> None:
    """The central dies at some step, and starts again."""
    town.fate.steps = chance.randrange(_STEPS_OF_A_DELIVERY)
    try:
        town.scene.run()
    except KilledError as killed:
        town.kills[f"central {killed}"] += 1
        town.ambiguous |= in_doubt_on_disk(town.disk)
    town.fate.steps = None
    town.scene.restarted()
    if chance.random() < 0.5:
        town.scene.clock.tick(seconds=SENDS_AT_MOST.total_seconds() + 1)


def _cut_target(town: Town, chance: random.Random) -> None:
    """The target dies in the middle of a request, having done it or not; the central may die of that very answer."""
    before = len(town.target.cuts)
    town.simulator.day.turns(chance.choice(CUTS), times=1)
    if chance.random() < 0.2:
        _kill_central(town, chance)
    else:
        town.scene.run()
    town.simulator.day.turns(Trouble.NONE)
    for trouble in town.target.cuts[before:]:
        town.kills[f"target {trouble}"] += 1
    town.ambiguous |= town.target.cut


def _stop_target(town: Town, chance: random.Random) -> None:
    """The target is gone between two requests: nothing can be asked of it, and nothing is in doubt."""
    if town.serving is None:
        raise RuntimeError("the target is not serving")
    town.serving.__exit__(None, None, None)
    town.scene.run()
    town.kills["target away"] += 1
    town.serving = serving(town.simulator, town.port)
    town.serving.__enter__()
    town.scene.clock.tick(minutes=chance.randrange(1, 15))


def violations(town: Town) -> list[str]:
    """What may not be, after everything has come to rest; nothing is the proof."""
    codes, there = _codes(town), town.system.there(town.simulator)
    told = [f"{code} stands there {count} times" for code, count in there.items() if count != 1]
    told += [f"{part} is there {count} times" for part, count in town.system.parts(town.simulator).items() if count > 1]
    deliveries = town.scene.deliveries()
    told += [f"{record} has no delivery" for record in codes.keys() - {one.record for one in deliveries}]
    expected = set() if town.target.looks_up else town.ambiguous
    for one in deliveries:
        wanted = State.UNKNOWN if one.record in expected else State.DELIVERED
        if one.state is not wanted:
            told.append(f"{codes[one.record]} is {one.state}, {wanted} is expected")
        if one.state is State.DELIVERED and there[codes[one.record]] != 1:
            told.append(f"{codes[one.record]} is delivered, and stands there {there[codes[one.record]]} times")
    return told


def settle_by_hand(town: Town) -> list[str]:
    """A clerk looks into every doubt, as the target knows it; what is wrong after that."""
    there, now = town.system.there(town.simulator), town.scene.clock.now()
    with town.disk.write() as connection:
        for one in held(connection):
            decide = it_is_there if there[one.reference] else send_again
            decide(connection, one.id, "anna", now)
    town.scene.pass_time(minutes=REST_MINUTES)
    after, codes = town.system.there(town.simulator), _codes(town)
    return [f"{code} stands there {after[code]} times" for code in codes.values() if after[code] != 1]


def _codes(town: Town) -> dict[UUID, str]:
    with town.disk.read() as connection:
        rows = connection.execute(select(RECORDS.c.id, RECORDS.c.reference))
        return {row.id: row.reference for row in rows}
