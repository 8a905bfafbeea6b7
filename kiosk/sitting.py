"""One visit and all that answers to it: takes intents, does what journeys ask of the world, feeds the answers back.

Everything happens in the window's thread, but for questions to the central and for printing: those run beside it, and
`post` brings their answers back, to this visit even while another one is on the screen. An answer for a visit that has
ended is dropped.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from assets.form import FilledBy
from devices.printer.port import PrinterState, PrintOutcome
from kiosk.asking import Asking, Silence
from kiosk.content import Content
from kiosk.inquiries import Inquiries, Inquiry
from kiosk.journeys.effects import AskPhoneLink, Book, Effect, KeepRecord, PrintKept, PrintTicket, TakePicture
from kiosk.journeys.intents import BookingAnswered, Intent, KeepingFailed, PaperMoved, Stop
from kiosk.journeys.states import State, Waiting
from kiosk.journeys.volunteer_effects import VolunteerEffect
from kiosk.phoning import Phoning
from kiosk.photographs import Photographs
from kiosk.promises import Promises
from kiosk.services import Services
from kiosk.tickets.ticket import Ticket
from kiosk.visit import Visit
from sync.protocol.badges import Act
from sync.protocol.messages import UNCLEAR, Booking, BookingAnswer, BookingStatus
from sync.terminal.errors import StorageError

_log = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], None]
"""Runs a function in the window's thread soon."""


class Keeper(Protocol):
    """Who looks after a volunteer's sitting: kiosk.volunteering.Volunteering."""

    def does(self, effect: VolunteerEffect, sitting: "Sitting") -> None:
        """Do what a volunteer's journey asks, and answer `sitting`."""
        ...

    def may(self, act: Act) -> bool:
        """Whether the badge has opened, and its role allows this."""
        ...

    def witness(self, state: State, intent: Intent) -> None:
        """This was answered at that place, whether or not it is still waited for."""
        ...

    def touched(self) -> None:
        """The screen was touched."""
        ...

    def seconds_left(self) -> int | None:
        """What is left of the volunteer's time; None while that need not be told."""
        ...

    def helps(self) -> bool:
        """Whether a volunteer is there by a badge: not beside the question for a PIN, nor beside a refused card."""
        ...

    def leave(self) -> None:
        """The volunteer wants to go."""
        ...


class Sitting:
    """One visit, from its first touch to its end.

    `bookings_asked` are the bookings that some visit waits for, shared by all. `changed` is called after every change.
    `keeper` looks after a volunteer's sitting, and is None for a visitor's: a volunteer fills in all forms himself.
    """

    def __init__(
        self,
        services: Services,
        promises: Promises,
        visit: Visit,
        bookings_asked: set[UUID],
        post: Post,
        changed: Callable[["Sitting"], None],
        keeper: Keeper | None = None,
    ) -> None:
        self.visit = visit
        self.ended = False
        self._services = services
        self._promises = promises
        self._bookings_asked = bookings_asked
        self._post = post
        self._changed = changed
        self._keeper = keeper
        self._seen = True
        self._asking = Asking(services.executor, post, self._waits)
        self._inquiries = Inquiries(services, promises)
        self._phoning = Phoning(services, post, self.emit)
        self.photographs = Photographs(services, post)

    def emit(self, intent: Intent, *, paper_first: bool = True) -> None:
        """Somebody wants something, or the world has answered.

        Paper goes on its way before the screen is drawn, which takes longer than making the ticket; not so where a
        screen that breaks takes the promise back (`paper_first` false).
        """
        if self._keeper is not None:
            self._keeper.witness(self.visit.state, intent)
        if self.ended:
            return
        effects = self.visit.take(intent)
        if effects is None:
            return
        early = [effect for effect in effects if paper_first and isinstance(effect, PrintTicket)]
        for paper in early:
            self._do(paper)
        if self._seen:
            self._look()
        self._changed(self)
        for effect in effects:
            if effect not in early:
                self._do(effect)

    def put_aside(self) -> None:
        """Another visit is on the screen, and camera and scanner are that one's."""
        self._seen = False
        self._look()

    def take_up(self) -> None:
        """This visit is on the screen again, as it was."""
        self._seen = True
        self._look()

    def end(self) -> None:
        """Drop all that was entered."""
        if self._keeper is not None:
            self._keeper.witness(self.visit.state, Stop())
        self.ended = True
        self._phoning.end(self.visit.state)
        self.visit = Visit(self.visit.content_in)
        self.photographs.forget()
        if self._seen:
            self._look()

    def look_at_phone(self) -> None:
        """Called every second: has the visitor's phone answered, if one was asked?"""
        self._phoning.tick(self.visit.state)

    def _look(self) -> None:
        """Camera and scanner look only while something is to be seen; whoever lets go of the camera goes first."""
        scanner, scans = self._services.scanner, self._seen and self.visit.scans
        if scanner is not None and not scans:
            scanner.rest()
        self.photographs.look(wanted=self._seen and self.visit.photographs)
        if scanner is not None and scans:
            scanner.wake()

    def _waits(self) -> bool:
        return not self.ended and isinstance(self.visit.state, Waiting)

    def _do(self, effect: Effect) -> None:
        match effect:
            case KeepRecord():
                self.emit(self._promises.form(effect, self.visit.content, self.photographs, self._helper))
            case Book(_, purpose) if purpose.lease is not None:
                self._book_here(effect)
            case Book():
                self._book(effect)
            case TakePicture(form):
                self.photographs.take(form, self.emit)
            case PrintTicket(ticket, job):
                self._print(ticket, job)
            case PrintKept(job, ticket):
                self._print_kept(job, ticket)
            case AskPhoneLink():
                self._phoning.begin()
            case _ if isinstance(effect, VolunteerEffect):
                if self._keeper is not None:
                    self._keeper.does(effect, self)
            case _:
                helps = self._keeper is not None and self._keeper.may(Act.FOUND_ITEM)
                self._ask(self._inquiries.of(effect, self.visit.content, helps=helps))

    @property
    def _helper(self) -> FilledBy | None:
        """By whom is filled in what is filled in here, when it is not the visitor alone."""
        return FilledBy.VOLUNTEER if self._keeper is not None and self._keeper.helps() else None

    def _ask(self, inquiry: Inquiry) -> None:
        """Ask the central beside the window; the answer comes back as an intent, if it is still the one waited for."""
        asked_at = self.visit.state

        def tell(answer: Any, present: bool) -> None:
            if present:
                self.emit(inquiry.answered(answer))
            elif inquiry.stands:
                told = inquiry.answered(answer)
                if self._keeper is not None:
                    self._keeper.witness(asked_at, told)
            else:
                inquiry.left()

        self._asking.ask(inquiry.question, tell)

    def _book_here(self, effect: Book) -> None:
        """In a place that this terminal holds: at once, whatever the network does."""
        content = self.visit.content
        booking = self._promises.booking(effect.answers, effect.purpose, content.texts.language, self._helper)
        self._tell_booked(booking, self._promises.appointment(booking, effect.purpose, content, None))

    def _book(self, effect: Book) -> None:
        content = self.visit.content
        booking = self._promises.booking(effect.answers, effect.purpose, content.texts.language, self._helper)
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
            self.emit(told, paper_first=False)
        except Exception:
            self._promises.withdraw(booking)
            raise

    def _print(self, ticket: Ticket, job: int | None) -> None:
        def on_done(outcome: PrintOutcome, printer: PrinterState) -> None:
            self._post(lambda: self.emit(PaperMoved(outcome, printer, ticket)))

        if job is None:
            self._services.prints.print_ticket(ticket, on_done)
        else:
            self._services.prints.print_enlisted(job, ticket, on_done)

    def _print_kept(self, job: int, ticket: Ticket) -> None:
        """The hour of its ticket may just be over: then nothing is printed, and that is told."""

        def tell(outcome: PrintOutcome, printer: PrinterState) -> None:
            self._post(lambda: self.emit(PaperMoved(outcome, printer, ticket)))

        def work() -> None:
            try:
                is_kept = self._services.prints.print_again(job, tell)
            except StorageError as error:
                _log.warning("a ticket could not be read: %s", type(error).__name__)
                is_kept = False
            if not is_kept:
                tell(PrintOutcome.NOT_PRINTED, PrinterState.READY)

        self._services.executor.submit(work)
