"""What a visitor is told for certain is on disk first: record, ticket and used right together (sync rule 7)."""

import logging
import sqlite3
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from assets.form import FilledBy
from kiosk.content import Content
from kiosk.journeys.appointment import agreed_on
from kiosk.journeys.effects import KeepRecord
from kiosk.journeys.intents import BookingAnswered, Intent, KeepingFailed, Kept, NumberKept
from kiosk.journeys.states import Purpose
from kiosk.photographs import Photographs
from kiosk.services import Services
from kiosk.tickets.appointment import appointment_ticket
from kiosk.tickets.form import form_ticket, shelf_label
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Answers, payload_of
from sync.protocol.appointments import Appointment
from sync.protocol.found import HandedOver, Taker
from sync.protocol.ids import new_reference, uuid7
from sync.protocol.kinds import APPOINTMENT, HANDED_OVER, WITHDRAWAL
from sync.protocol.messages import Booking, BookingStatus, NumberAnswer, NumberRequest
from sync.protocol.printed import PrintedAppointment, PrintedNumber
from sync.protocol.seal import Binding, seal
from sync.terminal.changes import keep_change
from sync.terminal.errors import StorageError
from sync.terminal.leases import LeaseSpentError, NothingLeftError

_log = logging.getLogger(__name__)


class Promises:
    """Keeps forms, appointments and queue numbers, each with its ticket, before anything is shown, said or printed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def form(
        self, effect: KeepRecord, content: Content, photographs: Photographs, by: FilledBy | None = None
    ) -> Intent:
        """Keep a filled-in form, with its photos; `by` tells who filled it in, where it is not as the form says."""
        form = content.forms[effect.form]
        reference = new_reference(self._services.random_bits)
        payload = {
            "reference": reference,
            "answers": payload_of(effect.answers),
            "product": effect.purpose.product,
            "by": (by or form.by).value,
            "location": content.location.slug,
            "language": content.texts.language,
            "made_at": self._services.clock.now().isoformat(),
        }
        if effect.purpose.about:
            payload["about"] = effect.purpose.about
        tickets = [form_ticket(content, form, effect.answers, reference)] if form.ticket else []
        label = shelf_label(content, form, effect.answers, reference)
        jobs = _Jobs(self._services, *tickets, *([label] if label else []))
        record, photos = photographs.of(form.slug, effect.answers)
        try:
            self._services.outbox.put(
                form.record,
                form.slug,
                form.version,
                reference,
                payload,
                also=jobs.enlist,
                record_id=record,
                photos=photos,
            )
        except StorageError as error:
            _log.error("a %s record could not be kept: %s", form.record, type(error).__name__)
            return KeepingFailed()
        photographs.handed_in(form.slug)
        self._services.wake_sync()
        job, label_job = (*jobs.ids, None, None)[:2]
        return Kept(reference, job, label_job, offline=not self._services.connected())

    def number(
        self, request: NumberRequest, answer: NumberAnswer | None, known: GivenNumber, content: Content
    ) -> NumberKept | None:
        """Keep a queue number, the central's or one of our own under the same id; None when there is none to give.

        `known` is what is known of it besides the number itself. `appointment` in it is the code that was typed.
        """
        kept: list[tuple[GivenNumber, Ticket, int]] = []

        def enlist(connection: sqlite3.Connection, printed: PrintedNumber) -> None:
            given = replace(known, code=printed.code)
            ticket = number_ticket(content, given)
            kept.append((given, ticket, self._services.prints.enlist(connection, ticket)))

        try:
            self._services.leases.keep_number(request, answer, enlist, known.appointment)
        except NothingLeftError:
            _log.warning("no number is left for %s", request.service)
            return None
        except StorageError as error:
            _log.error("a queue number could not be kept: %s", type(error).__name__)
            return None
        self._services.wake_sync()
        return NumberKept(*kept[-1])

    def withdraw_number(self, request: NumberRequest) -> None:
        """Nobody was told this number: the central takes it out of the line, if it gave one."""
        payload = {"number": str(request.id)}
        reference = new_reference(self._services.random_bits)
        try:
            self._services.outbox.put(WITHDRAWAL, WITHDRAWAL, 1, reference, payload)
        except StorageError as error:
            # A host then calls a number that nobody has: a minute lost, no harm done.
            _log.error("a queue number could not be withdrawn: %s", type(error).__name__)
        else:
            self._services.wake_sync()

    def handed_over(self, item: str, taker: Taker) -> None:
        """Keep that the found thing with the code `item` was given away. Raises StorageError.

        It is also said as the answers of a form are: a clerk reads them where the central knows no such thing.
        """
        told = HandedOver(item=item, taker=taker).model_dump(mode="json")
        payload = told | {"answers": told}
        reference = new_reference(self._services.random_bits)
        self._services.outbox.put(HANDED_OVER, HANDED_OVER, 1, reference, payload)
        self._services.wake_sync()

    def booking(self, answers: Answers, purpose: Purpose, language: str, by: FilledBy | None = None) -> Booking:
        """A booking of `purpose`, its contact sealed once: the record of the appointment has the very same bytes.

        `by` tells who has helped the visitor to make it.
        """
        reference, helped_by = new_reference(self._services.random_bits), by.value if by else None
        printed = self._printed(answers, purpose, reference, language).model_copy(update={"by": helped_by})
        booking_id = uuid7(self._services.clock.now(), self._services.random_bits)
        identity = self._services.identity
        binding = Binding(booking_id, APPOINTMENT, identity.terminal)
        return Booking(
            id=booking_id,
            product=printed.product,
            location=printed.location,
            start=printed.start,
            minutes=printed.minutes,
            meeting=printed.meeting,
            village=printed.village,
            by=printed.by,
            reference=printed.reference,
            key_id=identity.key_id,
            sealed=seal(printed.model_dump(mode="json"), binding, identity.public_key),
        )

    def _printed(self, answers: Answers, purpose: Purpose, reference: str, language: str) -> PrintedAppointment:
        if purpose.start is None:
            raise ValueError("a booking has a start")
        return PrintedAppointment(
            product=purpose.product or "",
            location=purpose.location or "",
            start=purpose.start,
            minutes=purpose.minutes or 0,
            reference=reference,
            meeting=purpose.meeting,
            village=purpose.village,
            lease=purpose.lease,
            language=language,
            answers={name: answer for name, answer in answers.items() if isinstance(answer, str)},
        )

    def appointment(self, booking: Booking, purpose: Purpose, content: Content, start: datetime | None) -> Intent:
        """Keep an appointment that the central has confirmed at `start`, or that stands in the lent slot of `purpose`.

        From then on the booking is no longer open. Answers KeepingFailed when the disk did not take it.
        """
        agreed = agreed_on(replace(purpose, start=start or purpose.start), booking.reference)
        jobs = _Jobs(self._services, appointment_ticket(content, agreed))

        def also(connection: sqlite3.Connection) -> None:
            self._services.bookings.forget(connection, booking.id)
            jobs.enlist(connection)

        printed = self._printed({}, purpose, booking.reference, content.texts.language)
        try:
            self._services.leases.keep_appointment(printed, booking.id, booking.sealed, booking.key_id, also)
        except LeaseSpentError:
            return BookingAnswered(BookingStatus.TAKEN, booking.reference, None)
        except StorageError as error:
            _log.error("an appointment could not be kept: %s", type(error).__name__)
            return KeepingFailed()
        self._services.wake_sync()
        return BookingAnswered(BookingStatus.CONFIRMED, booking.reference, agreed.start, jobs.ids[0])

    def changed(self, stands: Appointment) -> None:
        """Keep that an appointment was moved or cancelled, before the visitor is told.

        Where the disk refuses he is told all the same: the central has made the change, and only a restore undoes it.
        """
        try:
            kept = keep_change(self._services.outbox, stands)
        except StorageError as error:
            _log.error("a change of an appointment could not be kept: %s", type(error).__name__)
        else:
            if kept is not None:
                self._services.wake_sync()

    def begin(self, booking: Booking) -> bool:
        """Write down that the central is about to be asked; False when the disk refuses, and then nobody is asked."""
        try:
            self._services.bookings.asked(booking.id, booking.reference)
        except StorageError as error:
            _log.error("a booking could not be begun: %s", type(error).__name__)
            return False
        return True

    def withdraw(self, booking: Booking) -> None:
        """Take a booking back; where the disk refuses now, `withdraw_left` does it later."""
        try:
            self._services.bookings.withdraw(booking.id, booking.reference)
        except StorageError as error:
            _log.error("a booking could not be withdrawn yet: %s", type(error).__name__)
        else:
            self._services.wake_sync()

    def withdraw_left(self, but: set[UUID]) -> None:
        """Withdraw bookings whose withdrawal could not be written down before, but those that are being asked for."""
        try:
            if self._services.bookings.withdraw_open(but=but):
                self._services.wake_sync()
        except StorageError as error:
            _log.error("open bookings could not be withdrawn yet: %s", type(error).__name__)


class _Jobs:
    """The print jobs of some tickets; enlisted once more when a failing disk had the transaction done again."""

    def __init__(self, services: Services, *tickets: Ticket) -> None:
        self._services = services
        self._tickets = tickets
        self.ids: tuple[int, ...] = ()

    def enlist(self, connection: sqlite3.Connection) -> None:
        """In the transaction of `connection`."""
        self.ids = tuple(self._services.prints.enlist(connection, ticket) for ticket in self._tickets)
