"""Many records through a target that takes sixty an hour, as Signalen does unless told otherwise; in simulated time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from sync.central.delivery.backlog import backlog
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES
from tests.faults.delivery.chaos import Town, ask_nothing
from tests.sync.central.delivery.scenes import Scene

AT_ONCE = 500


@dataclass
class Throttled:
    """How it went. `told`: at a moment, how long the rest was said to take."""

    began_at: datetime
    ended_at: datetime
    told: list[tuple[datetime, timedelta]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def furthest_off(self) -> float:
        """The worst of what was told, as a share of what it then really took; the last hours are not counted.

        A target that takes sixty at once and then none for an hour makes half an hour more or less.
        """
        real = [(told, self.ended_at - at) for at, told in self.told if self.ended_at - at > timedelta(hours=3)]
        return max((abs(told - took) / took for told, took in real), default=0.0)


def run_throttled(town: Town, count: int, per_hour: int = 60) -> Throttled:
    """Send `count` records; what was told on the way, and what is wrong at the end."""
    town.simulator.per_hour = per_hour
    scene = town.scene
    for _ in range(0, count, AT_ONCE):
        scene.report(min(AT_ONCE, count))
    went = Throttled(scene.clock.now(), scene.clock.now())
    next_look = scene.clock.now()
    while _left(town, count):
        wait_s = scene.run(turns=count * 3)
        ask_nothing(town)
        if scene.clock.now() >= next_look:
            _look(scene, went)
            next_look = scene.clock.now() + timedelta(hours=max(1.0, count / per_hour / 20))
        scene.clock.tick(seconds=max(0.01, wait_s))
    went.ended_at = scene.clock.now()
    went.wrong = _wrong(town, count)
    return went


def _left(town: Town, count: int) -> int:
    """How many are not yet delivered."""
    done = select(func.count()).select_from(DELIVERIES).where(DELIVERIES.c.state == State.DELIVERED)
    with town.disk.read() as connection:
        return count - connection.execute(done).scalar_one()


def _look(scene: Scene, went: Throttled) -> None:
    with scene.database.read() as connection:
        (row,) = backlog(connection, scene.clock.now())
    if row.left is not None and row.waiting:
        went.told.append((scene.clock.now(), row.left))


def _wrong(town: Town, count: int) -> list[str]:
    there = town.system.there(town.simulator)
    wrong = [f"{code} stands there {times} times" for code, times in there.items() if times != 1]
    if len(there) != count:
        wrong.append(f"{len(there)} of {count} are there")
    if set(town.scene.states()) != {"delivered"}:
        wrong.append("not everything is delivered")
    numbers = [int(shown.removeprefix("SIG-")) for shown in town.scene.column("shown_as")]
    if numbers != sorted(numbers):
        wrong.append("the order was not kept")
    return wrong
