"""Who goes on with a booking: of all that ask by one id, one asks the other system, and once only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from sync.central.agenda.booking import KeptStatus, booking_row, kept_answer, same_wish
from sync.central.agenda.port import AgendaSilentError
from sync.central.agenda.rules import HORIZON, SHORTEST_NOTICE, Refusal
from sync.central.agenda.tables import BOOKINGS
from sync.central.connectors.attempts import Attempt, State, begin, latest, step
from sync.central.connectors.concluding import held, settle
from sync.central.storage.portable import insert_if_new
from sync.protocol.messages import Booking, BookingAnswer


@dataclass(frozen=True)
class Claim:
    """An attempt to go on with: by asking, or (we asked, and did not survive it) by finding out what became of it."""

    attempt: Attempt
    ask: bool


def claim(connection: Connection, booking: Booking, terminal: str, system: str, now: datetime) -> Claim | BookingAnswer:
    """The answer that is known already, or the attempt that this call, and no other, goes on with.

    Raises AgendaSilentError while another call is asking.
    """
    if insert_if_new(connection, BOOKINGS, booking_row(booking, terminal, now) | {"system": system}):
        refused = _refusal(connection, booking, now)
        if refused is None:
            return Claim(begin(connection, booking.id, system, booking.start, now), ask=True)
        settle(connection, booking.id, KeptStatus.REFUSED, reason=refused)
    held(connection, booking.id)
    answer = known(connection, booking, terminal)
    if answer is not None:
        return answer
    attempt = latest(connection, booking.id)
    return go_on(connection, attempt, now) if attempt else _nobody_asks()


def go_on(connection: Connection, attempt: Attempt, now: datetime) -> Claim:
    """Go on with an attempt that was begun before; raises AgendaSilentError while another call is at it."""
    if attempt.state is State.FREE and step(connection, attempt, State.FREE, State.ASKING, now, asked_at=now):
        return Claim(attempt, ask=True)
    if attempt.state is State.ASKING and attempt.is_old(now):
        return Claim(attempt, ask=False)
    raise AgendaSilentError("the other system is being asked")


def known(connection: Connection, booking: Booking, terminal: str) -> BookingAnswer | None:
    """What became of a booking; None while that is not known."""
    row = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == booking.id)).one()
    if row.status == KeptStatus.DECIDING and same_wish(booking, terminal, row):
        return None
    return kept_answer(booking, terminal, row)


def _nobody_asks() -> Claim:
    raise AgendaSilentError("nothing is known of this booking in the other system")


def _refusal(connection: Connection, booking: Booking, now: datetime) -> Refusal | None:
    """Why we do not ask at all. When there is room, and whether they are open, is the other system's to say."""
    if booking.start < now + SHORTEST_NOTICE:
        return Refusal.TOO_SOON
    return Refusal.TOO_FAR if booking.start > now + HORIZON else None
