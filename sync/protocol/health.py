"""How a terminal and its devices do, as it goes with every batch. Nothing in it is anybody's: words and counts only."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from sync.protocol.message import Message, Name

MAX_DEVICES = 32
MAX_FAILED = 64

_Count = Annotated[int, Field(ge=0, le=2**62)]


class DeviceHealth(Message):
    """A device and its state, both as the keys of texts name them (`device.printer.paper_low`).

    `since` is on the clock that says `Batch.sent_at`; the central knows how wrong that is.
    """

    device: Name
    state: Name
    since: datetime


class Readiness(Message):
    """The last time that somebody went through all devices: as which role, how many were right, which were not."""

    at: datetime
    role: Name
    passed: _Count
    failed: Annotated[tuple[Name, ...], Field(max_length=MAX_FAILED)] = ()


class TerminalHealth(Message):
    """What a terminal tells of itself. A central that knows no health ignores it (sync rule 24).

    `waiting` records and `waiting_photos` have not been acknowledged; `free_bytes` are left on the card;
    `under_voltage` is true once its power was too low since it was switched on; `card_errors` is what the kernel counts
    on the card; `clock_off_s` is how far its clock is ahead of the central's, None when it cannot know; `closed_until`
    is set while a volunteer has closed the point.
    """

    devices: Annotated[tuple[DeviceHealth, ...], Field(max_length=MAX_DEVICES)] = ()
    waiting: _Count = 0
    waiting_photos: _Count = 0
    free_bytes: _Count = 0
    under_voltage: bool = False
    card_errors: _Count = 0
    clock_off_s: Annotated[float, Field(allow_inf_nan=False)] | None = None
    closed_until: datetime | None = None
    readiness: Readiness | None = None
