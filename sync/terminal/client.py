"""Asking the central: batches for the worker, and the few things that a visitor waits for."""

import gzip
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sync.protocol.appointments import Appointment, Cancellation, ChangeAnswer, CheckIn, CheckInAnswer, Move
from sync.protocol.attachments import PIECE_TYPE, UPLOAD_OFFSET, Attachment, AttachmentAnswer
from sync.protocol.badges import BadgeList, ShownBadge
from sync.protocol.clock import Clock, SystemClock
from sync.protocol.following import NumberStanding
from sync.protocol.found import FoundItem
from sync.protocol.ids import token_of
from sync.protocol.leases import LeaseAnswer, LeaseRequest
from sync.protocol.messages import (
    Batch,
    BatchAnswer,
    Booking,
    BookingAnswer,
    Meeting,
    Message,
    NumberAnswer,
    NumberRequest,
    Slots,
)
from sync.protocol.phone import PhoneLink, PhonePoint
from sync.protocol.standing import RecordStanding
from sync.terminal.asker import Asker, Asks, SessionFactory, new_session
from sync.terminal.identity import Identity
from sync.terminal.reply import CentralRefused, CentralSilent, SomeMessage, read_reply

__all__ = ["CentralClient", "CentralRefused", "CentralSilent", "CentralStatus"]

BATCH_TIMEOUT_S = 30.0
VISITOR_DEADLINE_S = 8.0
"""How long a visitor waits at most for something that only the central can say."""

_VISITOR_TRY_S = 4.0
"""One try: half the deadline, so that a lost answer can still be asked for again."""

_PAUSE_S = 0.5
_PHONE_TRY_S = 3.0
"""A visitor who waits for a code on the screen has another way to say where it is."""
_NOT_FOUND = 404
_NOT_MODIFIED = 304
_NO_CONTENT = 204
_JSON = {"Content-Type": "application/json"}


class CentralStatus(Message):
    """Who the central is and what time it has there; for `infopunt doctor`."""

    central_id: UUID
    epoch: UUID
    now: datetime


class CentralClient:
    """The central as its terminal sees it. Safe to use from any thread; every call ends within a known time.

    Raises ValueError for an address that is neither https nor this machine itself. Each call raises CentralSilent or
    CentralRefused. `asker` is what stands between us and the wire; a simulation brings its own.
    """

    def __init__(
        self,
        base_url: str,
        identity: Identity,
        new: SessionFactory = new_session,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
        visitor_deadline_s: float = VISITOR_DEADLINE_S,
        batch_timeout_s: float = BATCH_TIMEOUT_S,
        asker: Asks | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {identity.token}", "Accept": "application/json"}
        self._asker = asker or Asker(base_url, headers, new)
        self._central_id = identity.central_id
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._visitor_deadline_s = visitor_deadline_s
        self._batch_timeout_s = batch_timeout_s

    def send(self, batch: Batch) -> BatchAnswer:
        """Send a batch once. What is believed has our central's id, this batch's id and its records only (rule 13)."""
        body = gzip.compress(batch.model_dump_json().encode(), mtime=0)
        headers = _JSON | {"Content-Encoding": "gzip"}
        reply = self._asker.ask("POST", "/api/v1/sync", self._batch_timeout_s, body=body, headers=headers)
        answer = read_reply(reply, BatchAnswer)
        sent = {record.id for record in batch.records}
        if (answer.central_id, answer.batch_id) != (self._central_id, batch.batch_id) or not sent.issuperset(
            result.id for result in answer.results
        ):
            raise CentralSilent("an answer to another batch, or of another central", reached=False)
        return answer

    def lease(self, request: LeaseRequest) -> LeaseAnswer:
        """Say what is held and get what is lent, once; the same id asked again gets the same (sync rule 23)."""
        body = request.model_dump_json().encode()
        reply = self._asker.ask("POST", "/api/v1/leases", self._batch_timeout_s, body=body, headers=_JSON)
        answer = read_reply(reply, LeaseAnswer)
        if (answer.central_id, answer.request) != (self._central_id, request.id):
            raise CentralSilent("an answer to another request, or of another central", reached=False)
        return answer

    def announce(self, attachment: Attachment) -> AttachmentAnswer:
        """Say which photo will be sent, or ask how far it is: the same question, as often as one likes."""
        body = attachment.model_dump_json().encode()
        reply = self._asker.ask("POST", "/api/v1/attachments", self._batch_timeout_s, body=body, headers=_JSON)
        return self._about_photo(attachment.sealed_sha256, read_reply(reply, AttachmentAnswer))

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> AttachmentAnswer:
        """Send bytes of a photo from `offset`, once; only the offset in the answer says that they are there."""
        headers = {"Content-Type": PIECE_TYPE, UPLOAD_OFFSET: str(offset)}
        path = f"/api/v1/attachments/{sealed_sha256}"
        reply = self._asker.ask("PATCH", path, self._batch_timeout_s, body=piece, headers=headers)
        return self._about_photo(sealed_sha256, read_reply(reply, AttachmentAnswer))

    def _about_photo(self, sealed_sha256: str, answer: AttachmentAnswer) -> AttachmentAnswer:
        if (answer.central_id, answer.sealed_sha256) != (self._central_id, sealed_sha256):
            raise CentralSilent("an answer about another photo, or of another central", reached=False)
        return answer

    def badges(self, version: str | None) -> BadgeList | None:
        """The list of badges, or None when it is still `version`. One try; the worker asks again."""
        headers = {"If-None-Match": f'"{version}"'} if version is not None else None
        reply = self._asker.ask("GET", "/api/v1/badges", self._batch_timeout_s, headers=headers)
        if version is not None and reply.status == _NOT_MODIFIED:
            return None
        return read_reply(reply, BadgeList)

    def show_badge(self, shown: ShownBadge) -> None:
        """Tell of an unknown badge that a manager waits for at this terminal. One try."""
        body = shown.model_dump_json().encode()
        reply = self._asker.ask("POST", "/api/v1/badges/shown", _VISITOR_TRY_S, body=body, headers=_JSON)
        if reply.status != _NO_CONTENT:
            read_reply(reply, Message)

    def slots(
        self,
        product: str,
        location: str,
        minutes: int,
        meeting: Meeting = Meeting.DESK,
        village: str | None = None,
        moving: UUID | None = None,
    ) -> Slots:
        """The free starting times. One try: the visitor is better served with a call-back than with waiting.

        `village` is where the official has to go when the two meet at the visitor's home. `moving` is the id of the
        appointment that looks for another time.
        """
        params = {"product": product, "location": location, "minutes": str(minutes), "meeting": meeting.value}
        if village is not None:
            params["village"] = village
        if moving is not None:
            params["moving"] = str(moving)
        reply = self._asker.ask("GET", "/api/v1/agenda/slots", _VISITOR_TRY_S, params=params)
        slots = read_reply(reply, Slots)
        asked = (product, location, minutes, meeting)
        if (slots.product, slots.location, slots.minutes, slots.meeting) != asked:
            raise CentralSilent("free times for something else", reached=False)
        return slots

    def book(self, booking: Booking) -> BookingAnswer:
        """Book an appointment, or learn what became of it: the same id is asked again until the deadline.

        After CentralSilent nobody here knows whether it was booked. Tell the visitor that it could not be confirmed and
        that there is no appointment, offer a call-back, and hand in a withdrawal of this id, so that a slot that
        was taken all the same becomes free. Print nothing as an appointment.
        """
        answer = self._ask_again("/api/v1/appointments", booking, BookingAnswer)
        if answer.id != booking.id:
            raise CentralSilent("an answer to another booking", reached=False)
        return answer

    def number(self, request: NumberRequest, patience_s: float | None = None) -> NumberAnswer:
        """Take a queue number; the same id is asked again until the deadline, and gives the same number.

        `patience_s` is a shorter deadline, for a central that was silent just now. After CentralSilent a number may
        have been given out that nobody holds: what the terminal gives instead is recorded under the same id and takes
        its place.
        """
        answer = self._ask_again("/api/v1/queue/numbers", request, NumberAnswer, patience_s)
        if answer.id != request.id:
            raise CentralSilent("an answer to another request", reached=False)
        return answer

    def follow(self, number: UUID) -> NumberStanding:
        """How far the queue number with this id is. One try; CentralRefused (404) when there is none (yet)."""
        reply = self._asker.ask("GET", f"/api/v1/queue/numbers/{token_of(number)}", _VISITOR_TRY_S)
        standing = read_reply(reply, NumberStanding)
        if standing.id != number:
            raise CentralSilent("an answer about another number", reached=False)
        return standing

    def appointment(self, reference: str) -> Appointment:
        """How the appointment with this code stands. One try; CentralRefused (404) when nobody has that code."""
        reply = self._asker.ask("GET", f"/api/v1/appointments/{reference}", _VISITOR_TRY_S)
        return _about(reference, read_reply(reply, Appointment))

    def standing(self, reference: str) -> RecordStanding:
        """How far the record with this code is. One try; CentralRefused (404) when there is none."""
        reply = self._asker.ask("GET", f"/api/v1/records/{reference}", _VISITOR_TRY_S)
        standing = read_reply(reply, RecordStanding)
        if standing.reference != reference:
            raise CentralSilent("an answer about another record", reached=False)
        return standing

    def found_item(self, reference: str) -> FoundItem:
        """The found item with this code on its label. One try; CentralRefused (404) when it is none."""
        reply = self._asker.ask("GET", f"/api/v1/found-items/{reference}", _VISITOR_TRY_S)
        item = read_reply(reply, FoundItem)
        if item.reference != reference:
            raise CentralSilent("an answer about another item", reached=False)
        return item

    def phone_link(self) -> PhoneLink:
        """A link for a visitor's own phone. One try, and a short one: without it the visitor points here."""
        return read_reply(self._asker.ask("POST", "/api/v1/phone-places", _PHONE_TRY_S, headers=_JSON), PhoneLink)

    def phone_point(self, token: str) -> PhonePoint:
        """Whether the phone has answered, and what."""
        return read_reply(self._asker.ask("GET", f"/api/v1/phone-places/{token}", _PHONE_TRY_S), PhonePoint)

    def forget_phone(self, token: str) -> None:
        """Have the central forget the link and what the phone said. One try; it goes by itself in some minutes."""
        self._asker.ask("DELETE", f"/api/v1/phone-places/{token}", _PHONE_TRY_S)

    def found(self, reference: str) -> Appointment | RecordStanding | None:
        """What has this code: an appointment, or else a record; None when nothing has it."""
        try:
            return self.appointment(reference)
        except CentralRefused as refused:
            if refused.problem.code != "unknown_appointment":
                raise
        try:
            return self.standing(reference)
        except CentralRefused as refused:
            if refused.problem.status != _NOT_FOUND:
                raise
        return None

    def move(self, reference: str, move: Move) -> ChangeAnswer:
        """Move the appointment with this code; asked again until the deadline, since moving there twice is once.

        After CentralSilent nobody here knows whether it was moved: look it up before anything is said of it.
        """
        answer = self._ask_again(f"/api/v1/appointments/{reference}/move", move, ChangeAnswer)
        _about(reference, answer.appointment)
        return answer

    def cancel(self, reference: str, asked: Cancellation) -> ChangeAnswer:
        """Cancel the appointment with this code; asked again until the deadline. CentralSilent as for `move`."""
        answer = self._ask_again(f"/api/v1/appointments/{reference}/cancel", asked, ChangeAnswer)
        _about(reference, answer.appointment)
        return answer

    def check_in(self, request: CheckIn, patience_s: float | None = None) -> CheckInAnswer:
        """Say that a visitor is here for an appointment; as `number`, by the same id to the same answer."""
        answer = self._ask_again("/api/v1/queue/checkins", request, CheckInAnswer, patience_s)
        if answer.id != request.id:
            raise CentralSilent("an answer to another check-in", reached=False)
        return answer

    def status(self) -> CentralStatus:
        """Who answers at the address; raises CentralSilent when it is not the central that we joined."""
        status = read_reply(self._asker.ask("GET", "/api/v1/status", _VISITOR_TRY_S), CentralStatus)
        if status.central_id != self._central_id:
            raise CentralSilent("another central answers", reached=False)
        return status

    def _ask_again(
        self, path: str, question: Message, kind: type[SomeMessage], patience_s: float | None = None
    ) -> SomeMessage:
        """Ask until there is an answer or the deadline has passed; raises the last CentralSilent."""
        body = question.model_dump_json().encode()
        deadline_s = self._clock.monotonic_s() + (patience_s or self._visitor_deadline_s)
        while True:
            left_s = deadline_s - self._clock.monotonic_s()
            try:
                reply = self._asker.ask(
                    "POST", path, min(_VISITOR_TRY_S, max(left_s, _PAUSE_S)), body=body, headers=_JSON
                )
                return read_reply(reply, kind)
            except CentralSilent as silence:
                pause_s = max(_PAUSE_S, silence.retry_after_s or 0.0)
                if self._clock.monotonic_s() + pause_s >= deadline_s:
                    raise
            self._sleep(pause_s)


def _about(reference: str, appointment: Appointment) -> Appointment:
    """The appointment, if it is the one that was asked about."""
    if appointment.reference != reference:
        raise CentralSilent("an answer about another appointment", reached=False)
    return appointment
