"""Conducts a visit: takes intents, does what journeys ask of the world, and feeds the answers back as intents.

Everything happens in the window's thread, but for questions to the central and for printing: those run beside it, and
`post` brings their answers back. An answer for a visit that has ended is dropped.
"""

import gc
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from devices.printer.port import PrinterState, PrintOutcome
from kiosk.asking import Asking, Silence
from kiosk.content import Content
from kiosk.idle import IdlePolicy
from kiosk.inquiries import Inquiries, Inquiry
from kiosk.journeys.effects import AskPhoneLink, Book, Effect, KeepRecord, PrintTicket, TakePicture
from kiosk.journeys.intents import BookingAnswered, GoBack, GoHome, Intent, KeepingFailed, PaperMoved, Stop
from kiosk.journeys.states import Waiting
from kiosk.phoning import Phoning
from kiosk.photographs import Photographs
from kiosk.promises import Promises
from kiosk.services import Services
from kiosk.tickets.ticket import Ticket
from kiosk.visit import TEXT_SIZES, Visit
from sync.protocol.messages import UNCLEAR, Booking, BookingAnswer, BookingStatus


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
        self._asking = Asking(services.executor, post, self._waits)
        self._promises = Promises(services)
        self.photographs = Photographs(services, post)
        self._inquiries = Inquiries(services, self._promises)
        self._phoning = Phoning(services, post, self.emit)
        self._visit_number = 0
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
        self.photographs.look(wanted=self.visit.photographs)
        self._changed()
        for effect in effects:
            self._do(effect)

    def end_visit(self) -> None:
        """Drop all that the visitor entered, and every setting."""
        self._visit_number += 1
        self.visit = Visit(self._content_in)
        self._services.prints.forget()
        self.photographs.forget()
        self.photographs.look(wanted=False)
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
                self.emit(self._promises.form(effect, self.visit.content, self.photographs))
            case Book(_, purpose) if purpose.lease is not None:
                self._book_here(effect)
            case Book():
                self._book(effect)
            case TakePicture(form):
                self.photographs.take(form, self.emit)
            case PrintTicket(ticket, job):
                self._print(ticket, job)
            case AskPhoneLink():
                self._phoning.begin()
            case _:
                self._ask(self._inquiries.of(effect, self.visit.content))

    def _ask(self, inquiry: Inquiry) -> None:
        """Ask the central beside the window; the answer comes back as an intent, if it is still the one waited for."""

        def tell(answer: Any, present: bool) -> None:
            if present:
                self.emit(inquiry.answered(answer))
            else:
                inquiry.left()

        self._asking.ask(inquiry.question, tell)

    def _waits(self) -> bool:
        return isinstance(self.visit.state, Waiting)

    def _book_here(self, effect: Book) -> None:
        """In a place that this terminal holds: at once, whatever the network does."""
        content = self.visit.content
        booking = self._promises.booking(effect.answers, effect.purpose, content.texts.language)
        self._tell_booked(booking, self._promises.appointment(booking, effect.purpose, content, None))

    def _book(self, effect: Book) -> None:
        content = self.visit.content
        booking = self._promises.booking(effect.answers, effect.purpose, content.texts.language)
        if not self._promises.begin(booking):
            self.emit(KeepingFailed())
            return
        self._bookings_asked.add(booking.id)
        self._asking.ask(
            lambda: self._services.central.book(booking),
            lambda answer, present: self._booked(booking, effect, content, answer, present),
        )

    def _booked(
        self, booking: Booking, effect: Book, content: Content, answer: BookingAnswer | Silence, present: bool
    ) -> None:
        """Back in the window's thread: tell the visitor, or withdraw what nobody was told.

        Also after a no: a copy of the request that is still on its way could else be confirmed by a central that was
        restored from before that no.
        """
        self._bookings_asked.discard(booking.id)
        purpose = effect.purpose
        if isinstance(answer, Silence) or (answer.status is BookingStatus.CONFIRMED and not present):
            self._promises.withdraw(booking)
            told: Intent = self._inquiries.booking_silent(purpose)
        elif answer.status is BookingStatus.CONFIRMED:
            told = self._promises.appointment(booking, purpose, content, answer.start)
            if not isinstance(told, BookingAnswered):
                self._promises.withdraw(booking)
        else:
            self._promises.withdraw(booking)
            lease = self._inquiries.lent_since(purpose) if answer.status is BookingStatus.TAKEN and present else None
            if lease is not None:
                self._book_here(replace(effect, purpose=replace(purpose, lease=lease)))
                return
            unclear = answer.reason == UNCLEAR
            told = BookingAnswered(answer.status, booking.reference, None, unclear=unclear)
        if present:
            self._tell_booked(booking, told)

    def _tell_booked(self, booking: Booking, told: Intent) -> None:
        """A screen that breaks on it has told nobody: then there is no appointment either."""
        try:
            self.emit(told)
        except Exception:
            self._promises.withdraw(booking)
            raise

    def look_at_phone(self) -> None:
        """Called every second: has the visitor's phone answered, if one was asked?"""
        self._phoning.tick(self.visit.state)

    def withdraw_left(self) -> None:
        """Called now and then: withdraw bookings whose withdrawal could not be written down before."""
        self._promises.withdraw_left(self._bookings_asked)

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
