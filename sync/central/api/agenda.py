"""Free times, and appointments, for visitors who stand before a terminal."""

from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Query

from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import DURATION_STEP_MINUTES, Refusal, is_moment, what_refuses
from sync.central.api.auth import TerminalNeeded
from sync.central.api.guesses import guessed_wrong, hold_back
from sync.central.api.problems import ProblemError, problems
from sync.central.fleet.terminals import Terminal, seen
from sync.central.queue.announcing import AGENDA_CHANGED, topic_of
from sync.central.services import Needed, Services
from sync.central.standing import standing
from sync.protocol.appointments import CHANGED_WITHIN, Appointment, Cancellation, ChangeAnswer, ChangeStatus, Move
from sync.protocol.ids import REFERENCE_PATTERN
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus, Meeting, Name, Slots

ROUTER = APIRouter(prefix="/api/v1", tags=["agenda"])

Found = TypeVar("Found")

_Minutes = Annotated[
    int, Query(ge=5, le=240, multiple_of=DURATION_STEP_MINUTES, description="How long the appointment takes")
]
_Code = Annotated[str, Path(pattern=REFERENCE_PATTERN, description="The code on the visitor's ticket")]

_NOT_OFFERED = {
    Refusal.UNKNOWN_LOCATION: (404, "This town has no such location"),
    Refusal.UNKNOWN_PRODUCT: (404, "There is no such product that takes appointments"),
    Refusal.MEETING: (422, "One cannot meet in this way for this product"),
    Refusal.VILLAGE: (422, "For a visit at home one of the town's villages is expected"),
}


@ROUTER.get("/agenda/slots", responses=problems(401, 404, 422, 503), operation_id="free_slots")
def slots(
    services: Needed,
    terminal: TerminalNeeded,
    product: Annotated[Name, Query(description="The slug of a product that takes appointments")],
    location: Annotated[Name, Query(description="The slug of a location of the town")],
    minutes: _Minutes,
    meeting: Annotated[Meeting, Query(description="How visitor and official meet")] = Meeting.DESK,
    village: Annotated[str | None, Query(max_length=64, description="For a visit at home: where")] = None,
    moving: Annotated[UUID | None, Query(description="The id of the appointment that looks for another time")] = None,
) -> Slots:
    """When there is room for a product at a location, in the next four weeks; days without room are left out."""
    wanted = Wanted(product, location, minutes, meeting, village, moving)
    refused = what_refuses(services.town, wanted, services.content.offers())
    if refused in _NOT_OFFERED:
        status, title = _NOT_OFFERED[refused]
        raise ProblemError(status, refused, title)
    return services.agenda.slots(wanted, services.clock.now())


@ROUTER.post("/appointments", responses=problems(400, 401, 413, 422, 503), operation_id="book")
def appointments(services: Needed, terminal: TerminalNeeded, booking: Booking) -> BookingAnswer:
    """Ask for an appointment. The same id asked again tells what became of it; only `confirmed` is an appointment.

    `taken`: no official has room then. `refused`: it cannot be, and `reason` says why: unknown_location,
    unknown_product, meeting, village, no_appointments, duration, too_soon, too_far, closed, id_reused,
    reference_reused, withdrawn, cancelled, restoring (no room is given out for a while after a restore from backup).
    """
    _check_moment(booking.start)
    now = services.clock.now()
    answer = services.agenda.book(booking, terminal.name, now)
    with services.database.write() as connection:
        seen(connection, terminal, now)
    if answer.status is BookingStatus.CONFIRMED:
        services.hub.publish(topic_of(booking.location), AGENDA_CHANGED)
    return answer


@ROUTER.get("/appointments/{reference}", responses=problems(401, 404, 422, 429, 503), operation_id="find_appointment")
def find(services: Needed, terminal: TerminalNeeded, reference: _Code) -> Appointment:
    """The appointment with this code: no name, no contact."""
    hold_back(services, terminal)
    now = services.clock.now()
    found = services.agenda.find(reference, now)
    if found is None and _is_of_a_record(services, reference):
        raise _unknown()  # the terminal asks for the record next: that is no guess
    return _known(services, terminal, found).model_copy(update={"seen_at": now})


@ROUTER.post(
    "/appointments/{reference}/move",
    responses=problems(400, 401, 404, 413, 422, 429, 503),
    operation_id="move_appointment",
)
def move(services: Needed, terminal: TerminalNeeded, reference: _Code, message: Move) -> ChangeAnswer:
    """Move the appointment with this code: the new place is taken and the old one given back, or nothing changes.

    `taken`: no official has room then. `refused`: it cannot be, and `reason` says why: too_late, arrived, cancelled,
    changed (since `revision`, or seen too long ago), too_soon, too_far, closed, restoring.
    """
    _check_moment(message.start)
    hold_back(services, terminal)
    now = services.clock.now()
    if _is_old(message, now):
        return _look_again(services, terminal, reference, now)
    answer = services.agenda.move(reference, message.start, now, message.revision)
    return _told(services, _known(services, terminal, answer), now)


@ROUTER.post(
    "/appointments/{reference}/cancel",
    responses=problems(400, 401, 404, 413, 422, 429, 503),
    operation_id="cancel_appointment",
)
def cancel(
    services: Needed, terminal: TerminalNeeded, reference: _Code, message: Cancellation | None = None
) -> ChangeAnswer:
    """Cancel the appointment with this code. `refused`: it cannot be (any more): too_late, arrived, changed."""
    hold_back(services, terminal)
    now = services.clock.now()
    if message is not None and _is_old(message, now):
        return _look_again(services, terminal, reference, now)
    answer = services.agenda.cancel(reference, now, message.revision if message else None)
    return _told(services, _known(services, terminal, answer), now)


def _is_old(asked: Move | Cancellation, now: datetime) -> bool:
    """A request that was late on its way: its visitor was told that nobody knows, and may have looked again since."""
    if asked.seen_at is None:
        return False
    _check_moment(asked.seen_at, "seen_at")
    return asked.seen_at < now - CHANGED_WITHIN


def _look_again(services: Services, terminal: Terminal, reference: str, now: datetime) -> ChangeAnswer:
    stands = _known(services, terminal, services.agenda.find(reference, now))
    appointment = stands.model_copy(update={"seen_at": now})
    return ChangeAnswer(status=ChangeStatus.REFUSED, appointment=appointment, reason=Refusal.CHANGED)


def _check_moment(moment: datetime, name: str = "start") -> None:
    if not is_moment(moment):
        raise ProblemError(422, "invalid", f"body.{name}: a moment with its offset from UTC is expected")


def _known(services: Services, terminal: Terminal, found: Found | None) -> Found:
    if found is None:
        guessed_wrong(services, terminal)
        raise _unknown()
    return found


def _unknown() -> ProblemError:
    return ProblemError(404, "unknown_appointment", "There is no appointment with this code")


def _is_of_a_record(services: Services, reference: str) -> bool:
    with services.database.read() as connection:
        return standing(connection, services.keys, reference) is not None


def _told(services: Services, answer: ChangeAnswer, now: datetime) -> ChangeAnswer:
    """Tell the desk; a change that was done before may be told again, that does no harm."""
    if answer.status is ChangeStatus.DONE:
        services.hub.publish(topic_of(answer.appointment.location), AGENDA_CHANGED)
    return answer.model_copy(update={"appointment": answer.appointment.model_copy(update={"seen_at": now})})
