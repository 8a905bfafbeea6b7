"""People at a terminal: they want something, are told what became of it, and go away with paper or without.

What the program does for them is done in the order of kiosk/conductor.py; only the window is left out.
"""

import sqlite3
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sync.protocol.ids import new_reference, uuid7
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus, NumberAnswer, NumberRequest
from sync.protocol.printed import PrintedAppointment, PrintedNumber
from sync.protocol.seal import Binding, seal
from sync.terminal.leases import LeaseSpentError, NothingLeftError
from sync.terminal.reply import CentralRefused, CentralSilent
from tests.simulation.changers import Changers
from tests.simulation.papers import AppointmentPaper, NumberPaper
from tests.simulation.settings import Setting
from tests.simulation.supplies import Strain
from tests.simulation.terminals import Box, Program
from tests.simulation.town import PRODUCT, Places
from tests.simulation.witness import Witness

_LOOK_AGAIN_S = 120.0


class Visitors:
    """All who come to one terminal, one after the other."""

    def __init__(
        self, box: Box, location: str, places: Places, witness: Witness, setting: Setting, changers: Changers
    ) -> None:
        self._changers = changers
        self._box = box
        self._location = location
        self._places = places
        self._witness = witness
        self._came_at = witness.now()
        self._wishes = setting.wishes
        self._between_s = setting.between_visitors_s
        self._chance = box.chance

    def come(self) -> None:
        """For as long as the program runs: somebody comes, and the next one after him."""
        while True:
            self._box.process.sleep(self._chance.expovariate(1 / self._between_s))
            self._box.process.sleep(self._places.closed_s())
            if self._witness.calm:
                self._box.process.sleep(_LOOK_AGAIN_S)
                continue
            assert self._box.program is not None
            self._box.visiting = True
            self._came_at = self._witness.now()
            self._help(self._box.program)
            self._box.visiting = False

    def _help(self, program: Program) -> None:
        wish = self._chance.choice(self._wishes)
        self._witness.note(f"visitor: {wish}", self._box.name)
        match wish:
            case "report":
                self._report(program)
            case "number":
                self._number(program)
            case "appointment":
                self._appointment(program)
            case "times":
                self._times(program)
            case "change":
                self._changers.come(program)

    def _report(self, program: Program) -> None:
        papers = self._witness.papers
        number = papers.next_report()
        record = program.outbox.put("report", "report", 1, new_reference(program.random_bits), {"number": number})
        self._say()
        papers.kept[number] = record
        self._box.wake_sync()

    def _times(self, program: Program) -> None:
        with suppress(CentralSilent, CentralRefused):
            program.client.slots(PRODUCT, self._chance.choice(self._places.slugs), 30)

    def _number(self, program: Program) -> None:
        service = self._chance.choice(self._places.services)
        request = NumberRequest(
            id=uuid7(program.clock.now(), program.random_bits), location=self._location, service=service
        )
        try:
            answer: NumberAnswer | None = program.client.number(request)
        except CentralRefused as refusal:
            self._witness.note("visitor: refused a number", self._box.name, refusal.problem.code)
            answer = None
        except CentralSilent:
            answer = None
        if self._has_left():
            return
        try:
            self._keep_number(program, request, answer)
        except NothingLeftError:
            self._witness.note("visitor: no number left", self._box.name)

    def _keep_number(self, program: Program, request: NumberRequest, answer: NumberAnswer | None) -> None:
        """Record and number are on disk before the paper comes out."""
        printed = program.leases.keep_number(request, answer)
        self._print_number(program, request.id, printed)

    def _is_dated(self, program: Program, now: datetime) -> bool:
        boot, today = self._box.clock.boot_id(), now.date()
        return any(
            one.boot_id == boot or one.at.astimezone(now.tzinfo).date() == today for one in program.outbox.heard()
        )

    def _print_number(self, program: Program, promise: UUID, printed: PrintedNumber) -> None:
        self._say()
        now = self._witness.now()
        paper = NumberPaper(
            promise=promise,
            location=printed.location,
            service=printed.service,
            code=printed.code,
            day=now.date(),
            printed_at=now,
            terminal=self._box.name,
            lent=printed.lease is not None,
            came_at=self._came_at,
            boot=self._box.clock.boot_id(),
            dated=self._is_dated(program, now),
        )
        self._witness.sees_number(paper)
        self._box.wake_sync()

    def _appointment(self, program: Program) -> None:
        location = self._chance.choice(self._places.slugs)
        minutes = self._chance.choice((15, 30, 30, 45))
        start = self._places.some_start(self._chance, self._witness.now(), minutes)
        booking, printed = self._booking(program, location, start, minutes)
        program.bookings.asked(booking.id, booking.reference)
        answer = self._asked(program, booking)
        if answer is None or (answer.status is BookingStatus.CONFIRMED and self._has_left()):
            program.bookings.withdraw(booking.id, booking.reference)
            self._box.wake_sync()
            self._tell_no(booking)
        elif answer.status is BookingStatus.CONFIRMED:
            self._keep(program, booking, printed)
        else:
            program.bookings.withdraw(booking.id, booking.reference)
            self._box.wake_sync()
            self._witness.note(f"visitor: {answer.status} {answer.reason}", self._box.name)
            self._tell_no(booking)
        if answer is None:
            self._lent_appointment(program, location, minutes)

    def _lent_appointment(self, program: Program, location: str, minutes: int) -> None:
        """The central says nothing: what the terminal holds can be promised all the same."""
        held = program.leases.slots(location, minutes, program.clock.now())
        if not held:
            self._witness.note("visitor: no place left", self._box.name)
            return
        slot = self._chance.choice(held)
        booking, printed = self._booking(program, location, slot.start, minutes, slot.id)
        try:
            self._keep(program, booking, printed)
        except LeaseSpentError:
            self._witness.note("visitor: place gone", self._box.name)

    def _keep(self, program: Program, booking: Booking, printed: PrintedAppointment) -> None:
        """Record, use of the lease, and end of the open booking: all on disk before anybody hears of it."""

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM open_bookings WHERE id = ?", (str(booking.id),))

        program.leases.keep_appointment(printed, booking.id, booking.sealed, booking.key_id, forget)
        self._print_appointment(booking, lent=printed.lease is not None)

    def _asked(self, program: Program, booking: Booking) -> BookingAnswer | None:
        try:
            return program.client.book(booking)
        except (CentralSilent, CentralRefused):
            self._witness.note("visitor: no answer to a booking", self._box.name)
            return None

    def _booking(
        self, program: Program, location: str, start: datetime, minutes: int, lease: UUID | None = None
    ) -> tuple[Booking, PrintedAppointment]:
        booking_id = uuid7(program.clock.now(), program.random_bits)
        reference = new_reference(program.random_bits)
        printed = PrintedAppointment(
            product=PRODUCT, location=location, start=start, minutes=minutes, reference=reference, lease=lease
        )
        identity = program.identity
        binding = Binding(booking_id, APPOINTMENT, identity.terminal)
        booking = Booking(
            id=booking_id,
            product=PRODUCT,
            location=location,
            start=start,
            minutes=minutes,
            reference=reference,
            key_id=identity.key_id,
            sealed=seal(printed.model_dump(mode="json"), binding, identity.public_key),
        )
        return booking, printed

    def _print_appointment(self, booking: Booking, lent: bool) -> None:
        self._say()
        paper = AppointmentPaper(
            promise=booking.id,
            reference=booking.reference,
            location=booking.location,
            start=booking.start,
            first_start=booking.start,
            minutes=booking.minutes,
            printed_at=self._witness.now(),
            terminal=self._box.name,
            lent=lent,
        )
        self._witness.sees_appointment(paper)
        self._box.wake_sync()

    def _tell_no(self, booking: Booking) -> None:
        self._box.process.point()
        self._witness.papers.told_no[booking.id] = self._box.name

    def _has_left(self) -> bool:
        """Now and then a visitor does not wait for the answer."""
        return self._chance.random() < 0.04

    def _say(self) -> None:
        """A word, a paper: from here on somebody knows."""
        self._box.process.point()
        self._box.strained(Strain.PRINTING)
