"""Escrow: rights that the central lends to a terminal, so that it can promise things without a network.

One exchange does it all: the terminal says what it holds and what it gives back, the central answers with what it
lends on top. Each exchange has an id that is on the terminal's disk before it is sent: asked again by the same id, the
central answers with the same grants (sync rule 23).
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.messages import Message, Name

MAX_LEASES = 500
"""Of one kind in one message: far more than any terminal needs."""


class SlotLease(Message):
    """A place in the agenda that only the holder may give out: one official of `location`, `minutes` from `start`.

    It comes back when the terminal returns it or its time is past, never by silence (sync rule 28).
    """

    id: UUID
    location: Name
    start: datetime
    minutes: Annotated[int, Field(ge=5, le=240)]


class NumberLease(Message):
    """Queue numbers `first` to `last` of a service that only the holder may give out; `next` is the first unused one.

    They are not bound to a day: a terminal whose clock is wrong cannot give out a number that somebody else holds.
    """

    id: UUID
    location: Name
    service: Name
    first: Annotated[int, Field(ge=1, le=99_999)]
    last: Annotated[int, Field(ge=1, le=99_999)]
    next: Annotated[int, Field(ge=1, le=99_999)]
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]?$")] = ""
    """What stands before the number when it is printed and called; without it the block cannot be used."""


class LeaseRequest(Message):
    """What a terminal holds and what it gives back; sent whenever it wants more.

    `complete` says that every record of something printed has been acknowledged in this epoch, so that after a restore
    the central may take what is not in this list, nor in those records, for free (sync rule 22). `unsure` are those
    in the list that the terminal no longer uses and cannot give back either: a visitor may hold a promise from them.
    `seq` counts within (terminal, incarnation), together with the records: a request that arrives after a later one
    changes nothing (sync rule 26).
    """

    id: UUID
    incarnation: Annotated[int, Field(ge=1, le=2**31 - 1)]
    epoch: UUID
    complete: bool
    slots: Annotated[tuple[SlotLease, ...], Field(max_length=MAX_LEASES)] = ()
    numbers: Annotated[tuple[NumberLease, ...], Field(max_length=MAX_LEASES)] = ()
    returned: Annotated[tuple[UUID, ...], Field(max_length=2 * MAX_LEASES)] = ()
    unsure: Annotated[tuple[UUID, ...], Field(max_length=2 * MAX_LEASES)] = ()
    seq: Annotated[int, Field(ge=0, le=2**62)] = 0


class LeaseAnswer(Message):
    """What the central lends on top, and proof of who answers. `request` is the id of the request.

    `void` are leases in the request that are not this terminal's (any more): it must not use them. `asked_back` are
    those that the central would like to have returned with the next request.
    """

    central_id: UUID
    epoch: UUID
    request: UUID
    now: datetime
    slots: tuple[SlotLease, ...] = ()
    numbers: tuple[NumberLease, ...] = ()
    returned: tuple[UUID, ...] = ()
    void: tuple[UUID, ...] = ()
    asked_back: tuple[UUID, ...] = ()
