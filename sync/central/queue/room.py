"""Everybody of one day at one location who still matters to a host, in one look at the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select

from assets.town import Location, QueueRules
from sync.central.queue.order import in_turn
from sync.central.queue.rules import TicketState
from sync.central.queue.tables import TICKETS

_STILL_HERE = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED, TicketState.NO_SHOW)

_EVERYBODY = select(TICKETS).where(
    TICKETS.c.location == bindparam("location"),
    TICKETS.c.day == bindparam("day"),
    TICKETS.c.state.in_(_STILL_HERE) | TICKETS.c.appointment.is_not(None),
)
"""Made once: making a statement takes longer than SQLite needs to answer it."""


@dataclass(frozen=True)
class Aside:
    """One who is at no counter and may come back: set aside, or called without coming; `since` is when that was."""

    id: UUID
    code: str
    waits_for: str
    state: TicketState
    counter: str | None
    since: datetime


@dataclass(frozen=True)
class Room:
    """The numbers of a day, as they were read, but for those that are done or withdrawn and had no appointment."""

    tickets: Sequence[Row[Any]]

    def waiting(self, now: datetime, rules: QueueRules) -> list[Row[Any]]:
        """Who waits, in the order of the town's rule."""
        return in_turn(self._in(TicketState.WAITING), now, rules)

    def at(self, counter: str) -> Row[Any] | None:
        """Who is at `counter`."""
        return next((one for one in self._in(TicketState.CALLED) if one.counter == counter), None)

    def aside(self, now: datetime, rules: QueueRules) -> list[Aside]:
        """Who was set aside, and then who did not come and can still be put back; the longest ago first."""
        gone_since = now - timedelta(minutes=rules.return_minutes)
        parked = [_aside(one, one.parked_at) for one in self._in(TicketState.PARKED)]
        gone = [_aside(one, one.ended_at) for one in self._in(TicketState.NO_SHOW) if one.ended_at >= gone_since]
        return [one for group in (parked, gone) for one in sorted(group, key=lambda one: one.since)]

    def checked_in(self) -> dict[UUID, str]:
        """The numbers of those who came for an appointment, by its id."""
        return {
            one.appointment: one.code
            for one in self.tickets
            if one.appointment is not None and one.state != TicketState.WITHDRAWN
        }

    def _in(self, state: TicketState) -> list[Row[Any]]:
        return [one for one in self.tickets if one.state == state]


def room_of(connection: Connection, location: Location, day: date) -> Room:
    """The room of `location` on `day`."""
    return Room(connection.execute(_EVERYBODY, {"location": location.slug, "day": day}).all())


def _aside(one: Row[Any], since: datetime) -> Aside:
    return Aside(one.id, one.code, one.waits_for, TicketState(one.state), one.counter, since)
