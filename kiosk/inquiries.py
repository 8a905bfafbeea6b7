"""What each question of a journey asks of the central, and what its answer, or its silence, means for the visit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.asking import Silence
from kiosk.content import Content
from kiosk.journeys.choices import lease_for
from kiosk.journeys.effects import AskNumber, AskSlots, Cancel, CheckIn, Effect, FindAppointment, FollowNumber, Move
from kiosk.journeys.intents import (
    AppointmentArrived,
    CentralSilent,
    Changed,
    Intent,
    NotCheckedIn,
    NumberKept,
    NumberSeen,
    SlotsArrived,
    StandingArrived,
)
from kiosk.journeys.states import Awaited, Paper, Purpose, YourNumber
from kiosk.journeys.volunteer_intents import ThingSeen
from kiosk.journeys.volunteer_states import FoundThing
from kiosk.opening import is_open
from kiosk.promises import Promises
from kiosk.services import Services
from kiosk.tickets.form import label_code, label_of
from kiosk.tickets.number import GivenNumber, number_ticket, service_of
from sync.protocol import appointments as wire
from sync.protocol.appointments import Appointment, ChangeAnswer, CheckInAnswer
from sync.protocol.following import NumberStanding
from sync.protocol.found import FoundItem
from sync.protocol.ids import follow_address, id_of_token, uuid7
from sync.protocol.leases import SlotLease
from sync.protocol.messages import Meeting, NumberAnswer, NumberRequest, Slots
from sync.protocol.standing import RecordStage, RecordStanding
from sync.terminal.errors import StorageError
from sync.terminal.reply import CentralRefused


@dataclass(frozen=True)
class Inquiry:
    """The question, asked beside the window, and what its answer or Silence means, worked out in the window's thread.

    `left` is what is to be done when the visitor does not wait for it any more. Where it `stands`, what was asked is
    done whether or not anybody waits, and so its answer counts all the same.
    """

    question: Callable[[], Any]
    answered: Callable[[Any], Intent]
    left: Callable[[], None] = lambda: None
    stands: bool = False


_CLOSED = "closed"
_UNKNOWN_ITEM = "unknown_item"
_UNKNOWN_NUMBER = "unknown_number"
_SHORT_PATIENCE_S = 2.0
"""For a central that was silent just now: nobody should wait long for what this terminal can give itself."""


@dataclass(frozen=True)
class Inquiries:
    """Makes inquiries out of effects."""

    services: Services
    promises: Promises

    def of(self, effect: Effect, content: Content, *, helps: bool = False) -> Inquiry:
        """The inquiry for an effect that asks something of the central; `helps`: for a volunteer, not a visitor."""
        match effect:
            case AskSlots(purpose):
                return self._slots(purpose)
            case AskNumber(service, product):
                return self._number(service, product, content)
            case FindAppointment(reference, on_label=True) if helps:
                return self._thing(reference, content)
            case FindAppointment(reference):
                return self._find(reference)
            case FollowNumber(token):
                return self._follow(token, content)
            case CheckIn(reference, service):
                return self._check_in(reference, service, content)
            case Move(appointment, start):
                move = wire.Move(start=start, revision=appointment.revision, seen_at=appointment.seen_at)
                return self._change(Awaited.MOVE, lambda: self.services.central.move(appointment.reference, move))
            case Cancel(appointment):
                cancel = wire.Cancellation(revision=appointment.revision, seen_at=appointment.seen_at)
                return self._change(Awaited.CANCEL, lambda: self.services.central.cancel(appointment.reference, cancel))
        raise TypeError(f"{type(effect).__name__} asks nothing of the central")

    def booking_silent(self, purpose: Purpose) -> CentralSilent:
        """A booking that nobody confirmed, and the times that this terminal holds for the same thing."""
        return CentralSilent(Awaited.BOOKING, lent=self._lent(purpose))

    def lent_since(self, purpose: Purpose) -> UUID | None:
        """The time of `purpose` among those that this terminal was lent while the visitor made up his mind."""
        return lease_for(purpose.start, self._lent(purpose)) if purpose.start else None

    def _lent(self, purpose: Purpose) -> tuple[SlotLease, ...]:
        """Only times at the desk are lent; an appointment that is moved is the central's own affair."""
        if purpose.meeting is not Meeting.DESK or purpose.appointment is not None:
            return ()
        return self.services.leases.slots(purpose.location or "", purpose.minutes or 0, self.services.clock.now())

    def _slots(self, purpose: Purpose) -> Inquiry:
        product, location, minutes = purpose.product or "", purpose.location or "", purpose.minutes or 0

        def ask() -> Slots:
            moving = purpose.appointment.id if purpose.appointment else None
            return self.services.central.slots(product, location, minutes, purpose.meeting, purpose.village, moving)

        def answered(got: Slots | Silence) -> Intent:
            lent = self._lent(purpose)
            return SlotsArrived(None, lent, got.refused) if isinstance(got, Silence) else SlotsArrived(got, lent)

        return Inquiry(ask, answered)

    def _number(self, service: str, product: str | None, content: Content) -> Inquiry:
        request = NumberRequest(
            id=self._new_id(),
            location=content.location.slug,
            service=service,
            product=product,
            language=content.texts.language,
        )

        def answered(got: NumberAnswer | Silence) -> Intent:
            known = GivenNumber("", service, request.id)
            if isinstance(got, Silence):
                told = self._own_number(request, got, known, Awaited.NUMBER, content)
            else:
                known = replace(known, ahead=got.ahead, wait=got.wait)
                told = self.promises.number(request, got, known, content) or CentralSilent(Awaited.NUMBER)
            if not isinstance(told, NumberKept):
                withdraw()
            return told

        def withdraw() -> None:
            self.promises.withdraw_number(request)

        patience_s = self._patience_s()
        return Inquiry(lambda: self.services.central.number(request, patience_s), answered, withdraw)

    def _own_number(
        self, request: NumberRequest, silence: Silence, known: GivenNumber, awaited: Awaited, content: Content
    ) -> Intent:
        """The next number of this terminal's own, under the id of the request that got no answer (sync rule 23)."""
        if silence.refused:
            return CentralSilent(awaited, refused=True, closed=silence.code == _CLOSED)
        service = service_of(content, request.service)
        if awaited is Awaited.NUMBER and not is_open(content.town, content.location, service, content.now()):
            return CentralSilent(awaited, closed=True)
        return self.promises.number(request, None, known, content) or CentralSilent(awaited)

    def _find(self, reference: str) -> Inquiry:
        def ask() -> Appointment | RecordStanding | None:
            return self.services.central.found(reference)

        def answered(got: Appointment | RecordStanding | Silence | None) -> Intent:
            if (got is None or isinstance(got, Silence)) and (ours := self._ours(reference)):
                return ours
            if isinstance(got, Silence):
                return CentralSilent(Awaited.APPOINTMENT, got.refused)
            if isinstance(got, RecordStanding):
                return StandingArrived(got)
            if got is not None:
                self.promises.changed(got)
            return AppointmentArrived(got)

        return Inquiry(ask, answered)

    def _follow(self, token: str, content: Content) -> Inquiry:
        """How far a number is; what this terminal knows of it by itself is told whether or not the central answers."""
        number = id_of_token(token)
        if number is None:
            raise ValueError("a token that was read from a code is expected")

        def answered(got: NumberStanding | Silence) -> Intent:
            job, ticket = self.services.prints.kept(follow_address(content.public_url, number)) or (None, None)
            seen = YourNumber(
                token,
                standing=None if isinstance(got, Silence) else got,
                unknown=isinstance(got, Silence) and got.code == _UNKNOWN_NUMBER,
                given_at=self._given_at(number),
                job=job,
                paper=Paper(ticket) if ticket else None,
            )
            return NumberSeen(seen)

        return Inquiry(lambda: self.services.central.follow(number), answered)

    def _given_at(self, number: UUID) -> datetime | None:
        try:
            kept = self.services.outbox.kept_under(number)
        except StorageError:
            return None
        return kept.made_at if kept else None

    def _thing(self, reference: str, content: Content) -> Inquiry:
        """The thing with this code on its label, for a volunteer; without an answer, what was printed here."""
        central = self.services.central

        def ask() -> FoundItem | Appointment | RecordStanding | None:
            try:
                return central.found_item(reference)
            except CentralRefused as refused:
                if refused.problem.code != _UNKNOWN_ITEM:
                    raise
            return central.found(reference)

        def answered(got: FoundItem | Appointment | RecordStanding | Silence | None) -> Intent:
            if isinstance(got, Appointment):
                return AppointmentArrived(got)
            if isinstance(got, RecordStanding):
                return StandingArrived(got)
            if isinstance(got, Silence) and got.refused:
                return CentralSilent(Awaited.APPOINTMENT, refused=True)
            if isinstance(got, FoundItem):
                label = label_of(content, got)
                return ThingSeen(FoundThing(reference, got, label=Paper(label) if label else None))
            job, ticket = self.services.prints.kept(label_code(reference)) or (None, None)
            seen = FoundThing(reference, unknown=got is None, label=Paper(ticket) if ticket else None, job=job)
            return ThingSeen(seen)

        return Inquiry(ask, answered)

    def _ours(self, reference: str) -> StandingArrived | None:
        """How far a record of this terminal's own is, when the central does not know it or is silent."""
        try:
            kept = self.services.outbox.kept_as(reference)
        except StorageError:
            return None
        if kept is None:
            return None
        standing = RecordStanding(reference=reference, state=RecordStage.RECEIVED, since=kept.made_at)
        return StandingArrived(standing, kept_here=not kept.sent)

    def _check_in(self, reference: str, service: str, content: Content) -> Inquiry:
        language = content.texts.language
        location = content.location.slug
        request = wire.CheckIn(id=self._new_id(), location=location, reference=reference, language=language)
        wanted = NumberRequest(id=request.id, location=location, service=service, language=language)

        def answered(got: CheckInAnswer | Silence) -> Intent:
            if isinstance(got, Silence):
                known = GivenNumber("", service, request.id, appointment=reference)
                return self._own_number(wanted, got, known, Awaited.CHECK_IN, content)
            return self._checked_in(wanted, got, reference, content)

        patience_s = self._patience_s()
        return Inquiry(lambda: self.services.central.check_in(request, patience_s), answered)

    def _checked_in(self, wanted: NumberRequest, got: CheckInAnswer, reference: str, content: Content) -> Intent:
        if not got.code:
            return NotCheckedIn(got.status, got.start, got.location)
        given = GivenNumber(
            got.code,
            got.service or wanted.service,
            wanted.id,
            got.ahead,
            got.wait,
            appointment=reference,
            check_in=got.status,
            appointment_at=got.start,
        )
        if got.status is wire.CheckInStatus.ALREADY:
            # That number has its record, under the id of the first check-in.
            known = replace(given, id=None)
            return NumberKept(known, number_ticket(content, known))
        request = wanted.model_copy(update={"service": given.service})
        today = content.now().astimezone(ZoneInfo(content.town.timezone)).date()
        answer = NumberAnswer(id=got.id, code=got.code, day=today, ahead=got.ahead, number=got.number, wait=got.wait)
        return self.promises.number(request, answer, given, content) or CentralSilent(Awaited.CHECK_IN)

    def _change(self, awaited: Awaited, ask: Callable[[], ChangeAnswer]) -> Inquiry:
        def answered(got: ChangeAnswer | Silence) -> Intent:
            if isinstance(got, Silence):
                return CentralSilent(awaited, got.refused)
            self.promises.changed(got.appointment)
            return Changed(got)

        return Inquiry(ask, answered, stands=True)

    def _new_id(self) -> UUID:
        return uuid7(self.services.clock.now(), self.services.random_bits)

    def _patience_s(self) -> float | None:
        return None if self.services.connected() else _SHORT_PATIENCE_S
