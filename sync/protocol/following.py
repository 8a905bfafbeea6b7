"""How far a queue number is, for whoever holds its ticket: its place in line, no person and no product."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sync.protocol.messages import Message, Name, Wait


class NumberStage(StrEnum):
    """Where a number is on its way."""

    WAITING = "waiting"
    CALLED = "called"
    PARKED = "parked"
    """The host does something for this visitor, and calls again."""
    NO_SHOW = "no_show"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    PAST = "past"
    """It was of another day."""


class NumberStanding(Message):
    """How far a number is now. `service` is what its visitor waits for, `counter` where he is wanted or was called to.

    `ahead` and `wait` are told of a number that waits; `wait` is None where no counter is open that could call it.
    """

    id: UUID
    code: str
    day: date
    location: Name
    service: Name
    stage: NumberStage
    ahead: Annotated[int, Field(ge=0)] | None = None
    wait: Wait | None = None
    counter: Name | None = None
