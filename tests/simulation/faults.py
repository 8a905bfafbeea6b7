"""Bad luck: what goes wrong in the world, when, and for how long."""

import random
from collections.abc import Callable
from datetime import timedelta

from tests.simulation.clocks import LONG_AGO, TrueClock
from tests.simulation.history import History
from tests.simulation.managers import Manager
from tests.simulation.schedule import Schedule
from tests.simulation.settings import Setting
from tests.simulation.supplies import WeakSupply
from tests.simulation.terminals import Box
from tests.simulation.world_view import View

_FUSE = 120
"""A crash comes at one of so many next points."""


class Faults:
    """One misfortune after the other."""

    def __init__(
        self,
        schedule: Schedule,
        true: TrueClock,
        history: History,
        chance: random.Random,
        view: View,
        manager: Manager,
        clone: Box,
        setting: Setting,
    ) -> None:
        self._schedule = schedule
        self._true = true
        self._history = history
        self._chance = chance
        self._view = view
        self._manager = manager
        self._clone = clone
        self._places = view.places
        self._sky = setting.sky
        self._between_s = setting.between_faults_s
        luck = setting.luck
        self._weights: dict[Callable[[], None], float] = {
            self._weather: luck.weather,
            self._terminal_crash: luck.terminal_crash,
            self._terminal_off: luck.terminal_off,
            self._weak_supply: luck.weak_supply,
            self._clock_step: luck.clock_step,
            self._central_crash: luck.central_crash,
            self._central_off: luck.central_off,
            self._backup: luck.backup,
            self._restore: luck.restore,
            self._give_up: luck.give_up,
            self._broken_card: luck.broken_card,
            self._damage: luck.damage,
            self._copied_card: luck.copied_card,
        }

    def begin(self) -> None:
        """Let the first misfortune come."""
        self._later()

    def _later(self) -> None:
        self._schedule.at(self._places.closed_s() + self._chance.expovariate(1 / self._between_s), self._strike)

    def _strike(self) -> None:
        if not self._view.witness.calm:
            (fault,) = self._chance.choices(list(self._weights), list(self._weights.values()))
            fault()
        self._later()

    def _box(self) -> Box:
        return self._chance.choice(self._view.boxes)

    def _weather(self) -> None:
        self._change_weather(self._box())

    def _change_weather(self, box: Box) -> None:
        box.link.weather = self._chance.choices(*zip(*self._sky.weights().items(), strict=True))[0]
        box.link.badness = self._chance.choice(self._sky.badness)
        self._history.note(f"weather: {box.link.weather}", box.name)

    def _terminal_crash(self) -> None:
        box = self._box()
        if box.is_on:
            box.process.fuse = self._chance.randint(1, _FUSE)
            self._schedule.at(self._chance.uniform(30, 300), box.switch_on)

    def _terminal_off(self) -> None:
        box = self._box()
        box.crash()
        self._schedule.at(self._chance.uniform(60, 6 * 3600), box.switch_on)

    def _weak_supply(self) -> None:
        box = self._box()
        if box.is_on:
            box.supply = WeakSupply.by_chance(self._chance)
            self._history.note("terminal: weak supply", box.name, box.supply.strain)

    def _clock_step(self) -> None:
        box = self._box()
        hours = self._chance.choice((-26, -3, -0.5, -0.1, 0.02, 2, 30))
        now = self._true.now()
        box.clock.set_to(self._chance.choice((now, LONG_AGO, box.clock.now() + timedelta(hours=hours))))
        self._history.note("clock: set", box.name, int(box.clock.wrong_by.total_seconds()))

    def _central_crash(self) -> None:
        if self._view.central.is_on:
            self._view.central.process.fuse = self._chance.randint(1, _FUSE)

    def _central_off(self) -> None:
        self._view.central.crash()

    def _backup(self) -> None:
        self._view.central.back_up()

    def _restore(self) -> None:
        central = self._view.central
        if central.backups:
            backup, made_s = self._chance.choice(central.backups[-3:])
            self._history.note("central: restored", f"from {made_s:.0f}s")
            self._view.rooms.at_counter.clear()
            self._view.papers.forget_fragile()
            for paper in self._view.papers.appointments.values():
                if paper.forget_changes_since(made_s, self._view.papers.lost):
                    for start in filter(None, paper.may_stand()):
                        self._view.excuses.add(paper.location, start, paper.minutes)
            central.restore(backup)
            self._schedule.at(self._chance.uniform(10, 1800), self._look_at_list)

    def _give_up(self) -> None:
        self._manager.give_up(self._box())
        self._schedule.at(self._chance.uniform(600, 4 * 3600), self._let_back_in)

    def _let_back_in(self) -> None:
        if self._view.central.is_on:
            self._manager.let_back_in()

    def _look_at_list(self) -> None:
        self._manager.look_at_list()

    def _broken_card(self) -> None:
        self._manager.replace_card(self._box())

    def _damage(self) -> None:
        self._manager.damage(self._box())

    def _copied_card(self) -> None:
        self._manager.copy_card(self._view.boxes[0], self._clone)
        self._change_weather(self._clone)
