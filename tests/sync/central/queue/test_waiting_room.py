"""A whole waiting room against a small model of it: whatever hosts do, in whatever order, on either database."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from sync.central.queue.calling import call_next, done, no_show, recall
from sync.central.queue.counters import AWAY_AFTER, see, set_pause
from sync.central.queue.desk import Desk, Result
from sync.central.queue.moving import park, put_back, resume, transfer_to_counter, transfer_to_service, withdraw
from sync.central.queue.numbers import Arrival, add_ticket, lock_cursor
from sync.central.queue.rules import service_of
from sync.central.queue.steps import undo
from sync.central.queue.tables import CALLS, COUNTERS, CURSORS, TICKETS
from sync.central.storage.database import Database
from tests.sync.central.demo_town import TOWN
from tests.sync.central.queue.scenes import NOW, TOWN_HALL, desk

COUNTERS_HERE = [counter.slug for counter in TOWN_HALL.counters]
SERVES = {counter.slug: set(counter.serves) for counter in TOWN_HALL.counters}
SERVICES = [service.slug for service in TOWN_HALL.services]
RULES = TOWN.queue

counters = st.sampled_from(COUNTERS_HERE)
services = st.sampled_from(SERVICES)
places = st.integers(0, 30)


@dataclass
class Person:
    """What the model knows of a number."""

    number: int
    service: str
    came: datetime
    waits_for: str
    appointment: datetime | None = None
    state: str = "waiting"
    counter: str | None = None
    wanted: str | None = None
    ended: datetime | None = None

    def place(self, now: datetime) -> tuple[int, datetime, int, str]:
        """The town's rule once more, written another way."""
        late = self.appointment is not None and self.came - self.appointment > timedelta(minutes=RULES.late_minutes)
        since = self.came
        if self.appointment is not None and not late:
            since = max(self.came, self.appointment)
        if (now - since).total_seconds() >= 60 * RULES.walk_in_limit_minutes:
            return (0, since, self.number, self.service)
        if self.appointment is not None and not late and now >= self.appointment:
            return (1, self.appointment, self.number, self.service)
        return (2, since, self.number, self.service)


@dataclass
class Step:
    """One step that may be taken back: whose, with whom, and how the person was."""

    counter: str
    who: int
    before: Person
    undone: bool = False


@dataclass
class Model:
    """The waiting room as it should be."""

    people: list[Person] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    seen: dict[str, datetime] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)

    def at(self, counter: str) -> int | None:
        """Who is at a counter."""
        found = [who for who, one in enumerate(self.people) if (one.state, one.counter) == ("called", counter)]
        assert len(found) <= 1
        return found[0] if found else None

    def next_for(self, counter: str, now: datetime) -> int | None:
        """Who is to be called."""
        there = {slug for slug, at in self.seen.items() if now - at < AWAY_AFTER} | {counter}

        def may(one: Person) -> bool:
            if one.state != "waiting":
                return False
            if one.wanted in there:
                return one.wanted == counter
            return one.waits_for in SERVES[counter]

        line = [who for who, one in enumerate(self.people) if may(one)]
        line.sort(key=lambda who: (self.people[who].wanted != counter, self.people[who].place(now)))
        return line[0] if line else None

    def step(self, by: str, who: int, **changes: Any) -> None:
        """Somebody does something with somebody."""
        self.steps.append(Step(by, who, deepcopy(self.people[who])))
        for name, value in changes.items():
            setattr(self.people[who], name, value)

    def undo(self, counter: str) -> Result:
        """Take back the last step of a counter."""
        mine = [place for place, step in enumerate(self.steps) if step.counter == counter and not step.undone]
        if not mine:
            return Result.NOTHING_TO_UNDO
        last = self.steps[mine[-1]]
        if any(step.who == last.who and not step.undone for step in self.steps[mine[-1] + 1 :]):
            return Result.CHANGED_SINCE
        last.undone = True
        self.people[last.who] = last.before
        return Result.OK


class WaitingRoom(RuleBasedStateMachine):
    """Does each thing in the database and in the model."""

    database: Database

    @initialize()
    def empty(self) -> None:
        with self.database.write() as connection:
            for table in (CALLS, TICKETS, CURSORS, COUNTERS):
                connection.execute(delete(table))
        self.now = NOW
        self.model = Model()
        self.ids: list[UUID] = []
        self.last: dict[str, int] = {}

    def at(self, counter: str) -> Desk:
        return desk(counter, self.now)

    def act(self, counter: str, does: Callable[..., Result], *arguments: Any) -> Result:
        """As the page does: whoever acts is seen at the counter."""
        at = self.at(counter)
        self.model.seen[counter] = self.now
        with self.database.write() as connection:
            see(connection, TOWN_HALL.slug, counter, at.day, at.host, self.now)
            return does(connection, at, *arguments)

    def chosen(self, place: int) -> int | None:
        return place % len(self.ids) if self.ids else None

    @rule(minutes=st.sampled_from([0, 1, 4, 9, 20, 50]))
    def time_passes(self, minutes: int) -> None:
        self.now = min(self.now + timedelta(minutes=minutes), NOW + timedelta(hours=12))

    @rule(service=services, appointment_in=st.none() | st.integers(-30, 60))
    def somebody_comes(self, service: str, appointment_in: int | None) -> None:
        known = service_of(TOWN_HALL, service)
        assert known is not None
        at = None if appointment_in is None else self.now + timedelta(minutes=appointment_in)
        ticket_id = UUID(int=len(self.ids) + 1)
        arrival = Arrival(ticket_id, TOWN_HALL, known, "nl", appointment_at=at)
        with self.database.write() as connection:
            cursor = lock_cursor(connection, TOWN_HALL, known, self.at("balie-1").day, self.now)
            ticket = add_ticket(connection, arrival, cursor, self.now)
        assert ticket is not None
        self.last[service] = self.last.get(service, 0) + 1
        assert ticket.number == self.last[service]
        self.ids.append(ticket_id)
        self.model.people.append(Person(ticket.number, service, self.now, service, at))

    @rule(counter=counters)
    def call(self, counter: str) -> None:
        who = self.model.next_for(counter, self.now)
        result = self.act(counter, call_next)
        if counter in self.model.paused:
            assert result is Result.PAUSED
        elif self.model.at(counter) is not None:
            assert result is Result.STILL_BUSY
        elif who is None:
            assert result is Result.NOBODY_WAITS
        else:
            assert result is Result.OK
            self.model.step(counter, who, state="called", counter=counter)

    @rule(counter=counters, does=st.sampled_from(["done", "no_show", "park", "recall"]), place=places)
    def at_counter(self, counter: str, does: str, place: int) -> None:
        who = self.model.at(counter) if place % 3 else self.chosen(place)
        if who is None:
            return
        acts = {"done": done, "no_show": no_show, "park": park, "recall": recall}
        result = self.act(counter, acts[does], self.ids[who])
        assert (result is Result.OK) is (who == self.model.at(counter))
        if result is Result.OK and does != "recall":
            state = {"done": "done", "no_show": "no_show", "park": "parked"}[does]
            ended = None if does == "park" else self.now
            self.model.step(counter, who, state=state, ended=ended)

    @rule(counter=counters, service=services)
    def send_to_service(self, counter: str, service: str) -> None:
        who = self.model.at(counter)
        if who is not None:
            assert self.act(counter, transfer_to_service, self.ids[who], service) is Result.OK
            self.model.step(counter, who, state="waiting", counter=None, waits_for=service, wanted=None)

    @rule(counter=counters, to=counters)
    def send_to_counter(self, counter: str, to: str) -> None:
        who = self.model.at(counter)
        if who is None:
            return
        there = to in self.model.seen and self.now - self.model.seen[to] < AWAY_AFTER
        expected = Result.UNKNOWN if to == counter else Result.OK if there else Result.COUNTER_AWAY
        assert self.act(counter, transfer_to_counter, self.ids[who], to) is expected
        if expected is Result.OK:
            self.model.step(counter, who, state="waiting", counter=None, wanted=to)

    @rule(counter=counters, place=places, does=st.sampled_from(["resume", "put_back", "withdraw"]))
    def from_aside(self, counter: str, place: int, does: str) -> None:
        who = self.chosen(place)
        if who is None:
            return
        one = self.model.people[who]
        result = self.act(counter, {"resume": resume, "put_back": put_back, "withdraw": withdraw}[does], self.ids[who])
        if does == "resume":
            free = self.model.at(counter) is None
            assert result is (
                Result.STILL_BUSY if not free else Result.OK if one.state == "parked" else Result.NOT_YOURS
            )
            if result is Result.OK:
                self.model.step(counter, who, state="called", counter=counter)
        elif does == "withdraw":
            assert (result is Result.OK) is (one.state == "waiting")
            if result is Result.OK:
                self.model.step(counter, who, state="withdrawn", ended=self.now)
        else:
            in_time = one.ended is not None and self.now - one.ended <= timedelta(minutes=RULES.return_minutes)
            assert (result is Result.OK) is (one.state == "no_show" and in_time)
            if result is Result.OK:
                self.model.step(counter, who, state="waiting", counter=None, ended=None)

    @rule(counter=counters)
    def take_back(self, counter: str) -> None:
        assert self.act(counter, undo) is self.model.undo(counter)

    @rule(counter=counters, pauses=st.booleans())
    def have_a_break(self, counter: str, pauses: bool) -> None:
        def does(connection: Any, at: Desk) -> Result:
            set_pause(connection, TOWN_HALL.slug, counter, at.day, self.now if pauses else None)
            return Result.OK

        self.act(counter, does)
        (self.model.paused.add if pauses else self.model.paused.discard)(counter)

    @invariant()
    def all_is_as_in_the_model(self) -> None:
        with self.database.read() as connection:
            rows = {row.id: row for row in connection.execute(select(TICKETS))}
        assert len(rows) == len(self.ids)
        for ticket_id, one in zip(self.ids, self.model.people, strict=True):
            row = rows[ticket_id]
            kept = (row.state, row.waits_for, row.counter_wanted, row.ended_at)
            assert kept == (one.state, one.waits_for, one.wanted, one.ended)
            if one.state in ("called", "waiting"):
                assert row.counter == one.counter


def test_a_waiting_room_does_what_its_model_does(database: Database) -> None:
    room = type("Room", (WaitingRoom,), {"database": database})
    steps = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(room, settings=steps)
