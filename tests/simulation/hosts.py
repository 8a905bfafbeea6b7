"""Hosts at the counters: they call whoever is next, and see who comes."""

import random
from dataclasses import dataclass, field
from uuid import UUID

from assets.town import Counter, Location
from sync.central.queue.calling import Desk, Result, call_next, done, no_show, open_call
from sync.central.services import Services
from tests.simulation.central import Central
from tests.simulation.town import Places
from tests.simulation.violations import Property, Violation
from tests.simulation.witness import Witness

_PAUSE_S = 40.0
_HELP_S = 100.0


@dataclass
class Rooms:
    """What can be heard in the waiting rooms: whose number was called, and where somebody is being helped."""

    called: dict[UUID, int] = field(default_factory=dict)
    """How often each ticket was called, ever."""
    at_counter: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def hear(self, place: tuple[str, str], ticket: UUID) -> None:
        """A number is called to a counter."""
        elsewhere = [other for other, known in self.at_counter.items() if known == ticket and other != place]
        if elsewhere:
            raise Violation(Property.CALLABLE, f"{ticket} is called to {place} and is at {elsewhere[0]}")
        self.at_counter[place] = ticket
        self.called[ticket] = self.called.get(ticket, 0) + 1

    def leave(self, place: tuple[str, str]) -> None:
        """The counter is free."""
        self.at_counter.pop(place, None)


class Host:
    """One host at one counter."""

    def __init__(
        self,
        central: Central,
        location: Location,
        counter: Counter,
        places: Places,
        witness: Witness,
        rooms: Rooms,
        chance: random.Random,
    ) -> None:
        self._central = central
        self._location = location
        self._counter = counter
        self._places = places
        self._witness = witness
        self._rooms = rooms
        self._chance = chance
        self._place = (location.slug, counter.slug)

    def work(self) -> None:
        """In a task of the central's process: call, help, call the next."""
        process = self._central.process
        while True:
            process.sleep(self._chance.expovariate(1 / _PAUSE_S))
            if not self._witness.calm:
                process.sleep(self._places.closed_s())
            if self._next(self._central.services) is None:
                continue
            process.sleep(self._chance.expovariate(1 / _HELP_S))
            self._end(self._central.services)

    def _desk(self, services: Services) -> Desk:
        return Desk.at(self._location, self._counter, "anna", services.town.timezone, services.clock.now())

    def _next(self, services: Services) -> UUID | None:
        with services.database.write() as connection:
            desk = self._desk(services)
            call_next(connection, desk)
            row = open_call(connection, desk)
            ticket: UUID | None = row.id if row is not None else None
        if ticket is not None and self._rooms.at_counter.get(self._place) != ticket:
            self._witness.note("host: calls", *self._place, row.code if row is not None else "")
            self._rooms.hear(self._place, ticket)
        return ticket

    def _end(self, services: Services) -> None:
        ticket = self._rooms.at_counter.get(self._place)
        if ticket is None:
            return
        step = no_show if self._chance.random() < 0.1 else done
        with services.database.write() as connection:
            outcome = step(connection, self._desk(services), ticket)
        self._witness.note(f"host: {step.__name__}", *self._place, outcome)
        if outcome is Result.OK or outcome is Result.NOT_YOURS:
            self._rooms.leave(self._place)
