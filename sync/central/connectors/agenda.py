"""The agenda port before another appointment system: its places are its own, our promises are ours.

Neither system knows an idempotency key. So before anything is asked it is written down (attempts.py); nothing that
writes is ever repeated; and what cannot be found out is said: the visitor is told that it is not confirmed, and a
person that something may stand there under our reference. Nothing is lent: only our own agenda knows what it has given
out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from assets.town import Town
from sync.central.agenda.changing import as_appointment, wanted_of
from sync.central.agenda.port import AgendaSilentError, Wanted
from sync.central.agenda.rules import HORIZON, SHORTEST_NOTICE
from sync.central.connectors import changing
from sync.central.connectors.attempts import Attempt, State, step
from sync.central.connectors.claiming import claim, known
from sync.central.connectors.concluding import conclude_booking, conclude_move, held
from sync.central.connectors.contact import contact_of
from sync.central.connectors.finishing import Finisher
from sync.central.connectors.localtime import local
from sync.central.connectors.system import Ask, Declined, Outcome, SilentSystemError, System, Unclear, UnmappedError
from sync.central.records.keys import KeyRing
from sync.central.storage.database import Database
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer
from sync.protocol.messages import Booking, BookingAnswer, SlotDay, Slots

_SHORTEST_MINUTES, _LONGEST_MINUTES = 5, 240
"""What a booking's message can hold; a place takes as long as the other system says, whatever we call it."""


@dataclass(frozen=True)
class OtherAgenda:
    """One municipality's other system behind the port."""

    system: System
    database: Database
    keys: KeyRing
    town: Town
    finisher: Finisher
    lends: bool = False

    def slots(self, wanted: Wanted, now: datetime) -> Slots:
        """When the other system has room, by day; what it does not know has no room."""
        days: dict[date, list[datetime]] = defaultdict(list)
        minutes = wanted.minutes
        try:
            offer = self.system.offer(wanted, now + SHORTEST_NOTICE, now + HORIZON)
        except UnmappedError:
            pass
        except SilentSystemError as error:
            raise AgendaSilentError(str(error)) from error
        else:
            minutes = min(max(offer.minutes, _SHORTEST_MINUTES), _LONGEST_MINUTES)
            for start in offer.starts:
                days[start.date()].append(start)
        found = tuple(SlotDay(day=day, starts=tuple(starts)) for day, starts in sorted(days.items()))
        return Slots(
            product=wanted.product, location=wanted.location, minutes=minutes, meeting=wanted.meeting, days=found
        )

    def book(self, booking: Booking, terminal: str, now: datetime) -> BookingAnswer:
        """Ask for an appointment, once for each id; asked again, the id tells what became of it."""
        with self.database.write() as connection:
            claimed = claim(connection, booking, terminal, self.system.name, now)
            row = held(connection, booking.id)
        if isinstance(claimed, BookingAnswer):
            return claimed
        if claimed.ask:
            outcome = self.ask(claimed.attempt, row, now)
            with self.database.write() as connection:
                conclude_booking(connection, claimed.attempt, outcome, now)
        else:
            self.finisher.finish(claimed.attempt)
        with self.database.read() as connection:
            answer = known(connection, booking, terminal)
        if answer is None:
            raise AgendaSilentError("it is not known yet what became of this booking")
        return answer

    def find(self, reference: str, now: datetime) -> Appointment | None:
        """The appointment with this code, as the other system has it now; as we know it when that is silent."""
        with self.database.read() as connection:
            row = changing.with_code(connection, reference, now)
        if row is None:
            return None
        appointment = as_appointment(row, now)
        if appointment.status is not AppointmentStatus.CONFIRMED or row.system_id is None:
            return appointment
        try:
            there = self.system.seen(row.system_id)
        except SilentSystemError:
            return appointment
        with self.database.write() as connection:
            return changing.as_it_stands(connection, held(connection, row.id), there, now)

    def move(self, reference: str, start: datetime, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Book the new place, then give up the old one; never the other way round."""
        with self.database.write() as connection:
            begun = changing.begin_move(connection, self.town, self.system.name, reference, start, revision, now)
        if begun is None or isinstance(begun, ChangeAnswer):
            return begun
        attempt = begun.claim.attempt
        outcome = self.ask(attempt, begun.row, now) if begun.claim.ask else self._find_out(attempt)
        with self.database.write() as connection:
            moved = conclude_move(connection, attempt, outcome, begun.row.revision, now)
        self._finish(moved.owed)
        return changing.moved_answer(moved, now)

    def cancel(self, reference: str, now: datetime, revision: int | None = None) -> ChangeAnswer | None:
        """Cancel it with us at once; in the other system it is owed from then on, until it is gone there."""
        with self.database.write() as connection:
            begun = changing.begin_cancel(connection, self.town, self.system.name, reference, now, revision)
        if begun is None:
            return None
        answer, owed = begun
        self._finish(owed)
        return answer

    def ask(self, attempt: Attempt, row: Row[Any], now: datetime) -> Outcome:
        """Ask the other system for the place of an attempt; raises AgendaSilentError when it was certainly not asked.

        The attempt is then free, and the same id may ask again.
        """
        contact = contact_of(self.keys, row)
        if contact is None:
            return Declined(taken=False, reason="sealed")
        start = local(attempt.start_at, ZoneInfo(self.town.timezone))
        try:
            return self.system.book(Ask(attempt.key, row.reference, wanted_of(row), start, contact))
        except UnmappedError as error:
            return Declined(taken=False, reason=error.why)
        except SilentSystemError as error:
            with self.database.write() as connection:
                step(connection, attempt, State.ASKING, State.FREE, now, why=str(error)[:64])
            raise AgendaSilentError(str(error)) from error

    def _find_out(self, attempt: Attempt) -> Outcome:
        """What became of a place that was asked for before."""
        try:
            found = self.system.look_up(attempt.key) if self.system.can_look_up else None
        except SilentSystemError:
            found = None
        return found or Unclear("no_answer")

    def _finish(self, owed: Sequence[Attempt]) -> None:
        """Take away at once what is owed; what does not work out now is left to the finisher's next round."""
        for attempt in owed:
            self.finisher.finish(attempt)
