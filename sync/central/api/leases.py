"""Lending places and numbers to terminals, for the hours in which they cannot ask."""

from fastapi import APIRouter

from sync.central.api.auth import TerminalNeeded, refused
from sync.central.api.problems import ProblemError, problems
from sync.central.fleet.terminals import NotLetInError, seen
from sync.central.leases.exchange import Lender, exchange
from sync.central.queue.announcing import AGENDA_CHANGED, topic_of
from sync.central.services import Needed
from sync.protocol.leases import LeaseAnswer, LeaseRequest

ROUTER = APIRouter(prefix="/api/v1", tags=["leases"])

_YEARS = range(2000, 2200)
"""Beyond these a moment is a mistake, and at the ends of the calendar it cannot be moved to another time zone."""


@ROUTER.post("/leases", responses=problems(400, 401, 409, 413, 422, 503), operation_id="lease")
def leases(services: Needed, terminal: TerminalNeeded, request: LeaseRequest) -> LeaseAnswer:
    """Tell what is held and given back; get what is lent on top. The same id asked again gets the same leases.

    `void` may not be used (any more); `asked_back` should come with `returned` in the next request. In an epoch that
    the request does not know nothing is lent: hand in the records first, then ask by a new id.
    """
    if request.incarnation != terminal.incarnation:
        raise ProblemError(409, "other_incarnation", "The request and the token are of different enrolments")
    if any(slot.start.tzinfo is None or slot.start.year not in _YEARS for slot in request.slots):
        raise ProblemError(422, "invalid", "body.slots: moments with their offset from UTC are expected")
    now = services.clock.now()
    lender = Lender(services.town, services.agenda.lends, services.random_bits)
    try:
        with services.database.write() as connection:
            answer = exchange(connection, lender, terminal, request, now)
            seen(connection, terminal, now)
    except NotLetInError as error:
        raise refused(error.refusal) from error
    for location in {slot.location for slot in answer.slots}:
        services.hub.publish(topic_of(location), AGENDA_CHANGED)
    return answer
