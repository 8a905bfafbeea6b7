"""Leases for the terminal's tests, put in the way the central does it."""

from datetime import datetime, timedelta
from uuid import UUID

from sync.protocol.leases import LeaseAnswer, NumberLease, SlotLease
from sync.terminal.leases import Leases
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, START

TOMORROW_NINE = START + timedelta(days=1)


def slot(number: int, start: datetime = TOMORROW_NINE, minutes: int = 30, location: str = "gemeentehuis") -> SlotLease:
    """The lent place called `number`."""
    return SlotLease(id=UUID(int=number, version=4), location=location, start=start, minutes=minutes)


def block(number: int, first: int = 501, last: int = 503, location: str = "gemeentehuis") -> NumberLease:
    """The lent numbers called `number`, of Burgerzaken."""
    lease = UUID(int=number, version=4)
    return NumberLease(
        id=lease, location=location, service="burgerzaken", letter="A", first=first, last=last, next=first
    )


def lend(
    leases: Leases,
    slots: tuple[SlotLease, ...] = (),
    numbers: tuple[NumberLease, ...] = (),
    now: datetime = START,
    epoch: UUID = FIRST_EPOCH,
    void: tuple[UUID, ...] = (),
    asked_back: tuple[UUID, ...] = (),
) -> bool:
    """Ask, and take in an answer that lends these; whether it was taken in."""
    request = leases.request()
    return leases.take_in(
        LeaseAnswer(
            central_id=CENTRAL_ID,
            epoch=epoch,
            request=request.id,
            now=now,
            slots=slots,
            numbers=numbers,
            returned=request.returned,
            void=void,
            asked_back=asked_back,
        )
    )
