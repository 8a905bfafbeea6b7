"""The world: built from a seed, gone on with for so many events, brought to rest now and then, and looked at."""

import shutil
from datetime import datetime

from tests.simulation.central import Central
from tests.simulation.chances import Chances
from tests.simulation.changers import Changers
from tests.simulation.clocks import TrueClock
from tests.simulation.disks import new_folder
from tests.simulation.faults import Faults
from tests.simulation.history import History
from tests.simulation.hosts import Host, Rooms
from tests.simulation.managers import Manager
from tests.simulation.network import Network
from tests.simulation.online import People
from tests.simulation.properties import check_all, check_conflicts, is_frozen, people_waiting
from tests.simulation.schedule import Schedule, Work
from tests.simulation.settings import COMMON, Setting, Weather
from tests.simulation.terminals import Box
from tests.simulation.town import Places
from tests.simulation.violations import Property, Violation
from tests.simulation.visitors import Visitors
from tests.simulation.witness import Witness
from tests.simulation.world_view import View

TIMEZONE = "Europe/Amsterdam"
STARTS = ("2026-11-23T08:45+01:00", "2026-10-23T08:45+02:00", "2026-03-27T08:45+01:00", "2026-12-29T08:45+01:00")
"""Just before the doors open, in a common week, before both changes of the clock, and before a change of the year."""

TERMINALS = {"hal-1": "hal", "hal-2": "hal", "punt-1": "punt"}
REST_EVERY_EVENTS = 4000
_LOOK_AGAIN_S = 300.0
_PATIENCE_S = 3 * 3600.0
"""So long a manager waits for a terminal that cannot tell all after a restore."""

_MAX_REST_EVENTS = 20_000
_MAX_REST_S = 12 * 3600.0


class World:
    """Everything there is. Close it when done."""

    def __init__(self, seed: int, setting: Setting = COMMON) -> None:
        self.seed = seed
        self.setting = setting
        self.chances = Chances(seed)
        self.schedule = Schedule()
        self.history = History(self.schedule)
        self.folder = new_folder()
        start = datetime.fromisoformat(self.chances.of("start").choice(STARTS))
        self.clock = TrueClock(self.schedule, start, TIMEZONE)
        self.witness = Witness(self.clock, self.history)
        (self.folder / "central").mkdir()
        self.central = Central(
            self.schedule,
            self.clock,
            self.history,
            self.chances.of("central"),
            self.folder / "central",
            setting.writing_waits_s,
        )
        self.places = Places(self.central.services.town, self.clock, setting.days_ahead, setting.times)
        self.network = Network(self.schedule, self.history, self.chances.of("network"), self.central.serve, setting.sky)
        self.rooms = Rooms()
        self.hosts: list[Host] = []
        self.view = View(self.central, [], self.places, self.witness, self.rooms)
        self.manager = Manager(self.view, self.clock, self.history, self.chances.of("manager"))
        for name, location in TERMINALS.items():
            self._add_terminal(name, location)
        self._add_hosts()
        self.clone = self._copied_box()
        self.faults = Faults(
            self.schedule,
            self.clock,
            self.history,
            self.chances.of("faults"),
            self.view,
            self.manager,
            self.clone,
            setting,
        )
        self.faults.begin()
        online = self.chances.of("online")
        People(self.schedule, self.central, self.places, self.witness, online, setting.between_changes_s).begin()

    def run(self, events: int, rest_every: int = REST_EVERY_EVENTS) -> None:
        """Go on until so many events have happened, and come to rest; raises Violation."""
        while self.schedule.events < events:
            until = min(events, self.schedule.events + rest_every)
            while self.schedule.events < until:
                self.schedule.step()
            self.rest()

    def rest(self) -> None:
        """Let everything be connected and drained, look at it, and let it go on as before."""
        self.witness.calm = True
        for box in self.view.boxes:
            box.link.weather = Weather.FINE
            box.clock.set_to(self.clock.now())
            box.process.fuse = box.supply = None
            box.switch_on()
        self.central.process.fuse = None
        self.central.start_again()
        for host in self.hosts:
            host.call_in()
        self.manager.let_back_in()
        self.manager.look_at_list()
        self._drain()
        self.history.note("world: at rest")
        self.schedule.pause_if_reached()
        check_all(self.view)
        self.witness.calm = False

    def close(self) -> None:
        """Give everything back."""
        for box in self.view.boxes:
            box.crash()
            box.let_go()
        self.central.crash()
        self.central.close()
        shutil.rmtree(self.folder)

    def _drain(self) -> None:
        began_s, began = self.schedule.now_s, self.schedule.events
        while True:
            until_s = self.schedule.now_s + _LOOK_AGAIN_S
            while self.schedule.now_s < until_s:
                self.schedule.step()
            check_conflicts(self.view)
            if self._is_quiet():
                return
            self._set_right()
            self.manager.look_at_list()
            if self.schedule.now_s - began_s > _PATIENCE_S:
                self.manager.wait_for_nobody()
            if self.schedule.now_s - began_s > _MAX_REST_S or self.schedule.events - began > _MAX_REST_EVENTS:
                raise Violation(Property.SETTLES, self._state())

    def _set_right(self) -> None:
        """Whoever is off is switched on, and what the central rejected is sent again: its reason is gone."""
        for box in self.view.boxes:
            box.switch_on()
            if box.program is not None:
                box.program.outbox.requeue(record.id for record in box.program.outbox.quarantined())
                box.wake_sync()

    def _is_quiet(self) -> bool:
        return (
            not self.rooms.at_counter
            and not people_waiting(self.view)
            and not is_frozen(self.view)
            and all(box.is_done() for box in self.view.boxes)
        )

    def _state(self) -> str:
        return (
            "; ".join(
                f"{box.name}: {'on' if box.program else 'off'}, {'busy' if box.visiting else 'free'},"
                f" {box.program.outbox.counts() if box.program else ''}"
                for box in self.view.boxes
            )
            + f"; at counters: {self.rooms.at_counter}"
        )

    def _add_terminal(self, name: str, location: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        chance = self.chances.of(name)
        box = Box(name, location, self.schedule, self.clock, self.history, self.network, chance, folder)
        box.losses = self.manager.note_losses
        self.manager.let_join(box, location)
        box.people.append(self._visitors(box, location).come)
        self.view.boxes.append(box)
        self.schedule.at(0.0, box.switch_on)

    def _visitors(self, box: Box, location: str) -> Visitors:
        changers = Changers(box, self.schedule, self.places, self.witness)
        return Visitors(box, location, self.places, self.witness, self.setting, changers)

    def _copied_box(self) -> Box:
        """Another board, in which somebody puts a copied card."""
        name, location = next(iter(TERMINALS.items()))
        chance, folder = self.chances.of("clone"), self.folder / "clone"
        clone = Box(name, location, self.schedule, self.clock, self.history, self.network, chance, folder, "other")
        clone.people.append(self._visitors(clone, location).come)
        return clone

    def _add_hosts(self) -> None:
        for location in self.places.town.locations:
            for counter in location.counters:
                chance = self.chances.of(f"{location.slug} {counter.slug}")
                host = Host(
                    self.schedule,
                    self.central,
                    location,
                    counter,
                    self.places,
                    self.witness,
                    self.rooms,
                    chance,
                    self.setting.between_calls_s,
                )
                self.hosts.append(host)
                self.central.began.append(self._worker(host))
        for work in self.central.began:
            work()

    def _worker(self, host: Host) -> Work:
        def begin() -> None:
            self.central.process.spawn(host.work)

        return begin
