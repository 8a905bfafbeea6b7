"""Queue numbers for visitors who stand before a terminal."""

from typing import Annotated

from fastapi import APIRouter, Path

from sync.central.api.auth import TerminalNeeded
from sync.central.api.guesses import guessed_wrong, hold_back
from sync.central.api.problems import ProblemError, problems
from sync.central.fleet.terminals import seen
from sync.central.queue.announcing import LINE_CHANGED, topic_of
from sync.central.queue.checkin import CheckInRefusal, check_in, ticket_answered
from sync.central.queue.following import number_standing
from sync.central.queue.numbers import NumberRefusal, give_number
from sync.central.queue.waiting_times import with_wait
from sync.central.services import Needed
from sync.protocol.appointments import CheckIn, CheckInAnswer, CheckInStatus
from sync.protocol.following import NumberStanding
from sync.protocol.ids import FOLLOW_PATTERN, id_of_token
from sync.protocol.messages import NumberAnswer, NumberRequest

ROUTER = APIRouter(prefix="/api/v1", tags=["queue"])

_REFUSALS = {
    NumberRefusal.UNKNOWN_LOCATION: (404, "This town has no such location"),
    NumberRefusal.UNKNOWN_SERVICE: (404, "This location has no such service"),
    NumberRefusal.ID_REUSED: (409, "This id was used for another request"),
    NumberRefusal.CLOSED: (409, "This service is closed now; a host can still put somebody in"),
}
_CHECK_IN_REFUSALS = {
    CheckInRefusal.UNKNOWN_LOCATION: (404, "This town has no such location"),
    CheckInRefusal.NO_SERVICE: (404, "Nobody waits for a number at this location"),
    CheckInRefusal.ID_REUSED: (409, "This id was used for another request"),
}


@ROUTER.post(
    "/queue/numbers",
    responses=problems(400, 401, 403, 404, 409, 413, 422, 503),
    operation_id="give_number",
    status_code=200,
)
def numbers(services: Needed, terminal: TerminalNeeded, request: NumberRequest) -> NumberAnswer:
    """Give out a queue number at the terminal's own location. The same id asked again gets the same number.

    409 `closed`: outside the opening hours of the service no new number is given.
    """
    if request.location != terminal.location:
        raise ProblemError(403, "other_location", "A terminal gives out numbers of its own location only")
    now = services.clock.now()
    with services.database.write() as connection:
        answer = give_number(connection, request, services.town, now)
        if isinstance(answer, NumberAnswer):
            seen(connection, terminal, now)
    if isinstance(answer, NumberRefusal):
        status, title = _REFUSALS[answer]
        raise ProblemError(status, answer.value, title)
    services.hub.publish(topic_of(request.location), LINE_CHANGED)
    return with_wait(services.database, services.town, request.location, answer.id, answer, now)


_Token = Annotated[str, Path(pattern=FOLLOW_PATTERN, description="What stands behind /n/ in the code on the ticket")]


@ROUTER.get("/queue/numbers/{token}", responses=problems(401, 404, 422, 503), operation_id="follow_number")
def follow(services: Needed, terminal: TerminalNeeded, token: _Token) -> NumberStanding:
    """How far a number is, for a visitor who shows its ticket: the same as its page for a phone tells."""
    number, now = id_of_token(token), services.clock.now()
    with services.database.read() as connection:
        found = number_standing(connection, services.waits, services.town, number, now) if number else None
    if found is None:
        raise ProblemError(404, "unknown_number", "There is no such number (yet)")
    return found


@ROUTER.post(
    "/queue/checkins",
    responses=problems(400, 401, 403, 404, 409, 413, 422, 429, 503),
    operation_id="check_in",
    status_code=200,
)
def checkins(services: Needed, terminal: TerminalNeeded, request: CheckIn) -> CheckInAnswer:
    """Check in for an appointment at the terminal's own location. The same id asked again gets the same answer.

    `early`, `on_time`, `late` and `already` come with the number under which the visitor is called; the others tell
    why there is none, and where known when and where the appointment is.
    """
    if request.location != terminal.location:
        raise ProblemError(403, "other_location", "A terminal checks visitors in at its own location only")
    hold_back(services, terminal)
    now = services.clock.now()
    appointment = services.agenda.find(request.reference, now)
    with services.database.write() as connection:
        answer = check_in(connection, request, appointment, services.town, now, ours=services.agenda.lends)
        seen(connection, terminal, now)
    if isinstance(answer, CheckInRefusal):
        status, title = _CHECK_IN_REFUSALS[answer]
        raise ProblemError(status, answer.value, title)
    if answer.status is CheckInStatus.UNKNOWN:
        guessed_wrong(services, terminal)
    if not answer.code:
        return answer
    services.hub.publish(topic_of(request.location), LINE_CHANGED)
    with services.database.read() as connection:
        ticket = ticket_answered(connection, answer, services.town, now) or answer.id
    return with_wait(services.database, services.town, request.location, ticket, answer, now)
