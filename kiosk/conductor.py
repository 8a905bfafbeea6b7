"""Conducts a visit: takes intents, does what journeys ask of the world, and feeds the answers back as intents.

Everything happens in the window's thread, but for questions to the central and for printing: those run beside it, and
`post` brings their answers back. An answer for a visit that has ended is dropped.
"""

import gc
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from uuid import UUID

from devices.printer.port import PrinterState, PrintOutcome
from kiosk.bookings import BookingJournal
from kiosk.content import Content
from kiosk.idle import IdlePolicy
from kiosk.journeys.effects import AskNumber, AskSlots, Book, Effect, KeepRecord, PrintTicket
from kiosk.journeys.intents import (
    BookingAnswered,
    CentralSilent,
    GoBack,
    GoHome,
    Intent,
    KeepingFailed,
    Kept,
    NumberArrived,
    PaperMoved,
    SlotsArrived,
    Stop,
)
from kiosk.journeys.states import Awaited, Waiting
from kiosk.printing import PrintDesk
from kiosk.tickets.compose import form_ticket
from kiosk.tickets.ticket import Ticket
from kiosk.visit import TEXT_SIZES, Visit
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits, new_reference, uuid7
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.messages import Booking, BookingStatus, NumberRequest
from sync.protocol.seal import Binding, seal
from sync.terminal.client import CentralClient
from sync.terminal.errors import StorageError
from sync.terminal.identity import Identity
from sync.terminal.outbox import Outbox
from sync.terminal.reply import CentralRefused
from sync.terminal.reply import CentralSilent as CentralDidNotAnswer

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """The world as the conductor knows it: each built once in screens/app.py."""

    outbox: Outbox
    central: CentralClient
    identity: Identity
    bookings: BookingJournal
    prints: PrintDesk
    executor: Executor
    clock: Clock
    random_bits: RandomBits
    wake_sync: Callable[[], None]


class Conductor:
    """One visit after the other on one terminal.

    `post` runs a function in the window's thread soon; `changed` is called after every change of the visit.
    """

    def __init__(
        self,
        services: Services,
        content_in: Callable[[str], Content],
        idle: IdlePolicy,
        themes: int,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._services = services
        self._content_in = content_in
        self._idle = idle
        self._themes = themes
        self._post = post
        self._changed = changed
        self._visit_number = 0
        self._question_number = 0
        self._bookings_asked: set[UUID] = set()
        self._last_touch_s = services.clock.monotonic_s()
        self.visit = Visit(content_in)

    def emit(self, intent: Intent) -> None:
        """A visitor wants something, or the world has answered."""
        if isinstance(intent, Stop):
            self.end_visit()
            return
        effects = self.visit.take(intent)
        if effects is None:
            return
        if isinstance(intent, GoBack | GoHome) and self.visit.untouched:
            # Back at the start with nothing set: whoever touches next may be somebody else.
            self.end_visit()
            return
        self._changed()
        for effect in effects:
            self._do(effect)

    def end_visit(self) -> None:
        """Drop all that the visitor entered, and every setting."""
        self._visit_number += 1
        self.visit = Visit(self._content_in)
        self._services.prints.forget()
        self._changed()
        gc.collect()

    def touched(self) -> None:
        """Somebody is there."""
        self._last_touch_s = self._services.clock.monotonic_s()

    def pretend_idle(self, idle_s: float) -> None:
        """Act as if nobody had touched anything for so long: to show the warning without waiting for it."""
        self._last_touch_s = self._services.clock.monotonic_s() - idle_s

    def check_idle(self) -> int | None:
        """Called every second: the seconds left to show, None when no warning is due; ends a deserted visit."""
        if self.visit.untouched:
            return None
        idle_s = self._services.clock.monotonic_s() - self._last_touch_s
        if self._idle.is_over(idle_s):
            self.end_visit()
            return None
        return self._idle.seconds_left(idle_s)

    def next_text_size(self) -> None:
        """One size larger; after the largest the smallest."""
        settings = self.visit.settings
        self._set(text_size=(settings.text_size + 1) % TEXT_SIZES)

    def next_contrast(self) -> None:
        """The next theme."""
        self._set(contrast=(self.visit.settings.contrast + 1) % self._themes)

    def toggle_speech(self) -> None:
        """Speech on or off."""
        self._set(speech=not self.visit.settings.speech)

    def _set(self, **values: int | bool) -> None:
        self.visit.settings = replace(self.visit.settings, **values)  # type: ignore[arg-type]
        self._changed()

    def _do(self, effect: Effect) -> None:
        match effect:
            case KeepRecord():
                self.emit(self._keep(effect))
            case AskSlots():
                self._beside(lambda: self._ask_slots(effect), Awaited.SLOTS)
            case AskNumber():
                content = self.visit.content
                self._beside(lambda: self._ask_number(effect, content), Awaited.NUMBER)
            case Book():
                self._book(effect)
            case PrintTicket(ticket, job):
                self._print(ticket, job)

    def _keep(self, effect: KeepRecord) -> Intent:
        content = self.visit.content
        form = content.forms[effect.form]
        reference = new_reference(self._services.random_bits)
        payload = {
            "reference": reference,
            "answers": dict(effect.answers),
            "product": effect.purpose.product,
            "location": content.location.slug,
            "language": content.texts.language,
            "made_at": self._services.clock.now().isoformat(),
        }
        ticket = form_ticket(content, form, effect.answers, reference)
        jobs: list[int] = []
        try:
            self._services.outbox.put(
                form.record,
                form.slug,
                form.version,
                reference,
                payload,
                also=lambda connection: jobs.append(self._services.prints.enlist(connection, ticket)),
            )
        except StorageError as error:
            _log.error("a %s record could not be kept: %s", form.record, type(error).__name__)
            return KeepingFailed()
        self._services.wake_sync()
        return Kept(reference, jobs[-1])

    def _beside(self, ask: Callable[[], Intent], awaited: Awaited) -> None:
        """Ask the central beside the window; the answer comes back as an intent, if it is still the one waited for."""
        question = self._new_question()

        def work() -> None:
            try:
                answer = ask()
            except CentralDidNotAnswer:
                answer = CentralSilent(awaited)
            except CentralRefused as error:
                _log.warning("the central refused %s: %s", awaited, error.problem.code)
                answer = CentralSilent(awaited, refused=True)
            except Exception as error:
                # Whatever it was, the visitor must not stay in the waiting room.
                _log.error("asking for %s failed: %s", awaited, type(error).__name__)
                answer = CentralSilent(awaited)
            self._post(lambda: self._answered(question, answer))

        self._services.executor.submit(work)

    def _new_question(self) -> int:
        self._question_number += 1
        return self._question_number

    def _is_awaited(self, question: int) -> bool:
        """Whether this question is the one the visitor waits for: not an earlier one that he left."""
        return question == self._question_number and isinstance(self.visit.state, Waiting)

    def _answered(self, question: int, answer: Intent) -> None:
        if self._is_awaited(question):
            self.emit(answer)

    def _ask_slots(self, effect: AskSlots) -> Intent:
        return SlotsArrived(self._services.central.slots(effect.product, effect.location, effect.minutes))

    def _ask_number(self, effect: AskNumber, content: Content) -> Intent:
        request = NumberRequest(
            id=uuid7(self._services.clock.now(), self._services.random_bits),
            location=content.location.slug,
            service=effect.service,
            product=effect.product,
            language=content.texts.language,
        )
        answer = self._services.central.number(request)
        return NumberArrived(answer.code, answer.ahead)

    def _book(self, effect: Book) -> None:
        booking = self._booking(effect)
        try:
            self._services.bookings.asked(booking.id, booking.reference)
        except StorageError:
            self.emit(CentralSilent(Awaited.BOOKING))
            return
        self._bookings_asked.add(booking.id)
        question = self._new_question()

        def work() -> None:
            answer: BookingAnswered | None = None
            try:
                got = self._services.central.book(booking)
                answer = BookingAnswered(got.status, booking.reference, got.start)
            except Exception as error:
                _log.warning("a booking has no answer: %s", type(error).__name__)
            self._post(lambda: self._booked(question, booking, answer))

        self._services.executor.submit(work)

    def _booking(self, effect: Book) -> Booking:
        purpose, identity = effect.purpose, self._services.identity
        if purpose.start is None:
            raise ValueError("a booking has a start")
        booking_id: UUID = uuid7(self._services.clock.now(), self._services.random_bits)
        payload = {"answers": dict(effect.answers), "language": self.visit.settings.language}
        binding = Binding(booking_id, APPOINTMENT, identity.terminal)
        return Booking(
            id=booking_id,
            product=purpose.product or "",
            location=purpose.location or "",
            start=purpose.start,
            minutes=purpose.minutes or 0,
            reference=new_reference(self._services.random_bits),
            key_id=identity.key_id,
            sealed=seal(payload, binding, identity.public_key),
        )

    def _booked(self, question: int, booking: Booking, answer: BookingAnswered | None) -> None:
        """Back in the window's thread: tell the visitor, or withdraw what nobody was told."""
        self._bookings_asked.discard(booking.id)
        present = self._is_awaited(question)
        if answer is None or (answer.status is BookingStatus.CONFIRMED and not present):
            self._withdraw(booking)
        elif not self._settle(booking):
            answer = None
        if not present:
            return
        try:
            self.emit(answer or CentralSilent(Awaited.BOOKING))
        except Exception:
            self._withdraw(booking)
            raise

    def _settle(self, booking: Booking) -> bool:
        """Write down that the visitor is about to be told; False when the disk refuses, and then nobody is told."""
        try:
            self._services.bookings.settled(booking.id)
        except StorageError as error:
            _log.error("a booking could not be settled: %s", type(error).__name__)
            self._withdraw(booking)
            return False
        return True

    def _withdraw(self, booking: Booking) -> None:
        """Take a booking back; where the disk refuses now, `withdraw_left` does it later."""
        try:
            self._services.bookings.withdraw(booking.id, booking.reference)
        except StorageError as error:
            _log.error("a booking could not be withdrawn yet: %s", type(error).__name__)
        else:
            self._services.wake_sync()

    def withdraw_left(self) -> None:
        """Called now and then: withdraw bookings whose withdrawal could not be written down before."""
        try:
            if self._services.bookings.withdraw_open(but=self._bookings_asked):
                self._services.wake_sync()
        except StorageError as error:
            _log.error("open bookings could not be withdrawn yet: %s", type(error).__name__)

    def _print(self, ticket: Ticket, job: int | None) -> None:
        number = self._visit_number

        def on_done(outcome: PrintOutcome, printer: PrinterState) -> None:
            self._post(lambda: self._paper_moved(number, PaperMoved(outcome, printer, ticket)))

        if job is None:
            self._services.prints.print_ticket(ticket, on_done)
        else:
            self._services.prints.print_enlisted(job, ticket, on_done)

    def _paper_moved(self, visit_number: int, moved: PaperMoved) -> None:
        if visit_number == self._visit_number:
            self.emit(moved)
