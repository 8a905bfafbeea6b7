"""What a form or an appointment is about, as a visit carries it from screen to screen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sync.protocol.appointments import Appointment
from sync.protocol.messages import Meeting


@dataclass(frozen=True)
class Purpose:
    """What a form is about, besides its answers.

    `village` is where we go to who is visited at home. `lease` is the lent slot that the time stands in: booked here,
    at once, with a network or without. `offline`: the central said nothing when it was asked for times. `appointment`
    is the one that is being moved or cancelled. `about` is the product whose page is judged.
    """

    product: str | None = None
    location: str | None = None
    start: datetime | None = None
    minutes: int | None = None
    meeting: Meeting = Meeting.DESK
    village: str | None = None
    lease: UUID | None = None
    offline: bool = False
    appointment: Appointment | None = None
    about: str | None = None
