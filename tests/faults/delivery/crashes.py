"""A central that dies at a given step: before a commit, after it, before a request, or after its answer came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.central.connectors.simulators.trouble import Day, Trouble
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import Made, Outcome, Step, Target
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES
from sync.central.storage.database import Database


class KilledError(BaseException):
    """The process is gone; nothing in it goes on."""


@dataclass
class Fate:
    """When the central dies: `steps` steps from now, or not (None). `where` tells what kind of step it was."""

    steps: int | None = None
    where: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        """One more step is done; raises KilledError when that was the last."""
        if self.steps is None:
            return
        if self.steps == 0:
            self.steps = None
            self.where.append(name)
            raise KilledError(name)
        self.steps -= 1


class MortalDatabase:
    """The database of a central that may die around any commit; what was committed stays."""

    def __init__(self, inner: Database, fate: Fate) -> None:
        self.inner = inner
        self._fate = fate

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction; dying before its end undoes it."""
        with self.inner.write() as connection:
            yield connection
            self._fate.step("before commit")
        self._fate.step("after commit")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass
class MortalTarget:
    """A target whose caller may die, and that knows which requests for records were cut off in the middle."""

    inner: Target
    fate: Fate
    day: Day
    cut: set[UUID] = field(default_factory=set)
    cuts: list[Trouble] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def send(self, parcel: Parcel) -> Outcome:
        """Ask that the record be made; whoever asks may die on the way."""
        self.fate.step("before request")
        before = self.day.times
        outcome = self.inner.send(parcel)
        if before and not self.day.times:
            self.cut.add(parcel.record)
            self.cuts.append(self.day.trouble)
        self.fate.step("after answer")
        return outcome

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Ask for a further step; whoever asks may die on the way."""
        self.fate.step("before request of a step")
        before = self.day.times
        outcome = self.inner.take(step, parcel, made)
        if before and not self.day.times:
            self.cuts.append(self.day.trouble)
        self.fate.step("after answer of a step")
        return outcome


def in_doubt_on_disk(database: Database) -> set[UUID]:
    """What a central that starts now cannot know: it was written down that it is asked for, and not what came of it."""
    with database.read() as connection:
        query = select(DELIVERIES.c.record).where(DELIVERIES.c.state == State.SENDING)
        return set(connection.execute(query).scalars())
