"""In which order people are called: one rule for walk-ins and appointments, without a database.

First whoever has waited for `walk_in_limit_minutes`, the longest first. Then appointments whose time has come, by
that time. Then everybody else as they came; who is early for an appointment as if coming at its time. Who checks in
more than `late_minutes` after the time of the appointment waits like a walk-in, from then on.

Waiting counts from the moment at which somebody could have been helped: for an appointment its time, or checking in
when that was later. So nobody is called before somebody who came earlier and is past the limit, and a crowd of walk-ins
that are past it cannot put off an appointment for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol, TypeVar

from assets.town import QueueRules


class InLine(Protocol):
    """What the order is made from: when somebody came, the number, and the time of an appointment, if any."""

    @property
    def taken_at(self) -> datetime:
        """When the number was taken, or the visitor checked in."""
        ...

    @property
    def number(self) -> int:
        """The number without its letter."""
        ...

    @property
    def service(self) -> str:
        """The service of the number's letter."""
        ...

    @property
    def appointment_at(self) -> datetime | None:
        """The time of the appointment; None for a walk-in."""
        ...


Somebody = TypeVar("Somebody", bound=InLine)


class Turn(IntEnum):
    """The three groups of the rule, in order; within each the earliest goes first."""

    PAST_LIMIT = 0
    DUE = 1
    AS_THEY_CAME = 2


@dataclass(frozen=True, order=True)
class Place:
    """Somebody's place in line: the smaller goes first. Number and service tell two of the same instant apart."""

    turn: Turn
    since: datetime
    number: int
    service: str


def place_of(one: InLine, now: datetime, rules: QueueRules) -> Place:
    """The place of `one` in the line of `now`.

    >>> from datetime import UTC
    >>> from types import SimpleNamespace
    >>> nine = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    >>> walk_in = SimpleNamespace(taken_at=nine, number=7, service="vragen", appointment_at=None)
    >>> [place_of(walk_in, nine + timedelta(minutes=waited), QueueRules()).turn.name for waited in (44, 45)]
    ['AS_THEY_CAME', 'PAST_LIMIT']
    """
    appointment_at = None if is_late(one, rules) else one.appointment_at
    since = one.taken_at if appointment_at is None else max(appointment_at, one.taken_at)
    if now - since >= timedelta(minutes=rules.walk_in_limit_minutes):
        return Place(Turn.PAST_LIMIT, since, one.number, one.service)
    if appointment_at is not None and appointment_at <= now:
        return Place(Turn.DUE, appointment_at, one.number, one.service)
    return Place(Turn.AS_THEY_CAME, since, one.number, one.service)


def in_turn(waiting: Iterable[Somebody], now: datetime, rules: QueueRules) -> list[Somebody]:
    """`waiting` in the order in which they are called."""
    return sorted(waiting, key=lambda one: place_of(one, now, rules))


def is_late(one: InLine, rules: QueueRules) -> bool:
    """Whether somebody checked in so long after the time of the appointment that it gives no place any more."""
    return one.appointment_at is not None and one.taken_at > one.appointment_at + timedelta(minutes=rules.late_minutes)
