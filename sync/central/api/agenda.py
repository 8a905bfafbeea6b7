"""Free times, and appointments, for visitors who stand before a terminal."""

from typing import Annotated

from fastapi import APIRouter, Query

from sync.central.agenda.booking import book
from sync.central.agenda.room import free_slots
from sync.central.agenda.rules import DURATION_STEP_MINUTES
from sync.central.api.auth import TerminalNeeded
from sync.central.api.problems import ProblemError, problems
from sync.central.fleet.terminals import seen
from sync.central.queue.announcing import AGENDA_CHANGED, topic_of
from sync.central.services import Needed
from sync.protocol.messages import Booking, BookingAnswer, BookingStatus, Name, Slots

ROUTER = APIRouter(prefix="/api/v1", tags=["agenda"])

_YEARS = range(2000, 2200)
"""Beyond these a moment is a mistake, and at the ends of the calendar it cannot be moved to another time zone."""

_Minutes = Annotated[
    int, Query(ge=5, le=240, multiple_of=DURATION_STEP_MINUTES, description="How long the appointment takes")
]


@ROUTER.get("/agenda/slots", responses=problems(401, 404, 422, 503), operation_id="free_slots")
def slots(
    services: Needed,
    terminal: TerminalNeeded,
    product: Annotated[Name, Query(description="The slug of a product that takes appointments")],
    location: Annotated[Name, Query(description="The slug of a location of the town")],
    minutes: _Minutes,
) -> Slots:
    """When there is room for a product at a location, in the next four weeks; days without room are left out."""
    places = {place.slug: place for place in services.town.locations}
    if location not in places:
        raise ProblemError(404, "unknown_location", "This town has no such location")
    if product not in services.content.bookable_products():
        raise ProblemError(404, "unknown_product", "There is no such product that takes appointments")
    with services.database.read() as connection:
        return free_slots(connection, services.town, places[location], product, minutes, services.clock.now())


@ROUTER.post("/appointments", responses=problems(400, 401, 413, 422, 503), operation_id="book")
def appointments(services: Needed, terminal: TerminalNeeded, booking: Booking) -> BookingAnswer:
    """Ask for an appointment. The same id asked again tells what became of it; only `confirmed` is an appointment.

    `taken`: no official has room then. `refused`: it cannot be, and `reason` says why: unknown_location,
    unknown_product, no_appointments, duration, too_soon, too_far, closed, id_reused, withdrawn.
    """
    if booking.start.tzinfo is None or booking.start.year not in _YEARS:
        raise ProblemError(422, "invalid", "body.start: a moment with its offset from UTC is expected")
    now = services.clock.now()
    with services.database.write() as connection:
        answer = book(connection, booking, terminal.name, services.town, services.content.bookable_products(), now)
        seen(connection, terminal, now)
    if answer.status is BookingStatus.CONFIRMED:
        services.hub.publish(topic_of(booking.location), AGENDA_CHANGED)
    return answer
