"""Hosts at the counters: they call whoever is next, and see who comes."""

import random
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from assets.town import Counter, Location
from sync.central.queue import calling, moving
from sync.central.queue.desk import Desk, Result
from sync.central.queue.rules import TicketState
from sync.central.queue.steps import open_call
from sync.central.queue.tables import TICKETS
from sync.central.services import Services
from tests.simulation.central import Central
from tests.simulation.schedule import Schedule, Task, this_task
from tests.simulation.town import Places
from tests.simulation.violations import Property, Violation
from tests.simulation.witness import Witness

_HELP_S = 100.0
_BACK_FROM_SEAT = 0.6
"""How likely a host goes on with somebody who was set aside, before calling the next."""

_ANYBODY = (
    select(TICKETS.c.id)
    .where(
        TICKETS.c.location == bindparam("location"),
        TICKETS.c.day == bindparam("day"),
        TICKETS.c.state.in_((TicketState.WAITING, TicketState.PARKED, TicketState.CALLED)),
    )
    .limit(1)
)


@dataclass
class Rooms:
    """What can be heard in the waiting rooms: whose number was called, and where somebody is being helped."""

    called: set[tuple[UUID, str]] = field(default_factory=set)
    """Each ticket that was ever called, with the number that was heard."""
    at_counter: dict[tuple[str, str], UUID] = field(default_factory=dict)
    _codes: dict[tuple[str, str], str] = field(default_factory=dict)

    def hear(self, place: tuple[str, str], ticket: UUID, code: str) -> None:
        """A number is called to a counter."""
        for other in [other for other, known in self.at_counter.items() if known == ticket and other != place]:
            if self._codes[other] == code:
                raise Violation(Property.CALLABLE, f"{code} ({ticket}) is called to {place} and is at {other}")
            # There it was called by a number that nobody holds, and nobody came.
            self.leave(other)
        self.at_counter[place] = ticket
        self._codes[place] = code
        self.called.add((ticket, code))

    def leave(self, place: tuple[str, str]) -> None:
        """The counter is free."""
        self.at_counter.pop(place, None)


class Host:
    """One host at one counter."""

    def __init__(
        self,
        schedule: Schedule,
        central: Central,
        location: Location,
        counter: Counter,
        places: Places,
        witness: Witness,
        rooms: Rooms,
        chance: random.Random,
        between_calls_s: float,
    ) -> None:
        self._schedule = schedule
        self._central = central
        self._between_s = between_calls_s
        self._location = location
        self._counter = counter
        self._places = places
        self._witness = witness
        self._rooms = rooms
        self._chance = chance
        self._zone = ZoneInfo(places.town.timezone)
        self._at_home: tuple[Task, int] | None = None
        self._place = (location.slug, counter.slug)
        self._pressed: UUID | None = None
        """Whose visit he was about to end; he has not seen yet that it was."""

    def work(self) -> None:
        """In a task of the central's process: call, help, call the next."""
        process = self._central.process
        self._look_back(self._central.services)
        while True:
            process.sleep(self._chance.expovariate(1 / self._between_s))
            if not self._witness.calm and self._place not in self._rooms.at_counter:
                self._go_home()
            if self._next(self._central.services) is None:
                continue
            process.sleep(self._chance.expovariate(1 / _HELP_S))
            self._end(self._central.services)

    def call_in(self) -> None:
        """Whoever is at home comes back: there may be people who wait."""
        if self._at_home is not None:
            self._schedule.wake(*self._at_home, "called in")
            self._at_home = None

    def _look_back(self, services: Services) -> None:
        """The central went down as he pressed something: whether it was done shows now, before anybody is called."""
        if self._pressed is None:
            return
        with services.database.read() as connection:
            row = open_call(connection, self._desk(services))
        if row is None or row.id != self._pressed:
            self._rooms.leave(self._place)
        self._pressed = None

    def _go_home(self) -> None:
        task = this_task()
        closed_s = self._places.closed_s()
        if task is not None and closed_s:
            self._at_home = (task, task.turn)
            self._central.process.sleep(closed_s)
            self._at_home = None

    def _desk(self, services: Services) -> Desk:
        return Desk.at(services.town, self._location, self._counter, "anna", services.clock.now())

    def _next(self, services: Services) -> UUID | None:
        """Who is at the counter now: still, back from a seat, or called."""
        if not self._sees_anybody(services):
            return None
        with services.database.write() as connection:
            desk = self._desk(services)
            parked = self._parked(connection, desk)
            if parked is not None and self._chance.random() < _BACK_FROM_SEAT:
                moving.resume(connection, desk, parked)
            else:
                calling.call_next(connection, desk)
            row = open_call(connection, desk)
        if row is None:
            return None
        ticket: UUID = row.id
        if self._rooms.at_counter.get(self._place) != ticket:
            self._witness.note("host: calls", *self._place, row.code)
            self._rooms.hear(self._place, ticket, row.code)
        return ticket

    def _sees_anybody(self, services: Services) -> bool:
        """A glance at the screen: nearly always nobody is there, and then nothing is pressed."""
        here = {"location": self._location.slug, "day": services.clock.now().astimezone(self._zone).date()}
        with services.database.read() as connection:
            return connection.execute(_ANYBODY, here).first() is not None

    def _parked(self, connection: Connection, desk: Desk) -> UUID | None:
        query = select(TICKETS.c.id).where(
            TICKETS.c.location == self._location.slug, TICKETS.c.day == desk.day, TICKETS.c.state == TicketState.PARKED
        )
        return connection.execute(query.order_by(TICKETS.c.parked_at, TICKETS.c.id).limit(1)).scalar()

    def _end(self, services: Services) -> None:
        ticket = self._rooms.at_counter.get(self._place)
        if ticket is None:
            return
        (step,) = self._chance.choices(("done", "no_show", "service", "counter", "park"), (70, 8, 10, 6, 6))
        self._pressed = ticket
        with services.database.write() as connection:
            result = self._take(connection, self._desk(services), ticket, step)
        self._pressed = None
        self._witness.note(f"host: {step}, {result}", *self._place)
        if result in {Result.OK, Result.NOT_YOURS}:
            self._rooms.leave(self._place)

    def _take(self, connection: Connection, desk: Desk, ticket: UUID, step: str) -> Result:
        match step:
            case "no_show":
                return calling.no_show(connection, desk, ticket)
            case "service":
                service = self._chance.choice(self._places.services)
                return moving.transfer_to_service(connection, desk, ticket, service)
            case "counter":
                counter = self._chance.choice(self._location.counters)
                return moving.transfer_to_counter(connection, desk, ticket, counter.slug)
            case "park":
                return moving.park(connection, desk, ticket)
        return calling.done(connection, desk, ticket)
