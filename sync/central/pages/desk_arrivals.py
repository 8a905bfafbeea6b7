"""Visitors whom a host puts in line: without a ticket, or with the code of an appointment."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse

from sync.central.api.problems import ProblemError
from sync.central.pages.desk_place import ActingHost, Place, PlaceNamed
from sync.central.pages.desk_view import Arrived, parts_of
from sync.central.pages.rendering import Page, StaffPage
from sync.central.queue.announcing import LINE_CHANGED, topic_of
from sync.central.queue.checkin import CheckInRefusal, check_in
from sync.central.queue.numbers import NumberRefusal, give_number, ticket_of
from sync.central.queue.rules import Way
from sync.central.queue.steps import write_arrival
from sync.protocol.appointments import CheckIn, CheckInAnswer, CheckInStatus
from sync.protocol.ids import reference_in, spaced
from sync.protocol.messages import NumberAnswer, NumberRequest

ROUTER = APIRouter(include_in_schema=False)

_Language = Annotated[str, Form(pattern=r"^[a-z]{2}$")]


@ROUTER.post("/desk/{location}/{counter}/visitors")
def visitors(
    page: StaffPage,
    host: ActingHost,
    place: PlaceNamed,
    id: Annotated[UUID, Form()],  # noqa: A002  what the page calls it
    service: Annotated[str, Form()],
    language: _Language = "nl",
) -> HTMLResponse:
    """Put a visitor in; the page made the id, so that a second press gives no second number."""
    desk = place.desk(page, host)
    request = NumberRequest(id=id, location=place.location.slug, service=service, language=language)
    with page.services.database.write() as connection:
        known = ticket_of(connection, id) is not None
        answer = give_number(connection, request, page.services.town, page.now, Way.HOST)
        ticket = ticket_of(connection, id)
        if ticket is not None and not known and isinstance(answer, NumberAnswer):
            write_arrival(connection, desk, ticket)
    if isinstance(answer, NumberRefusal):
        raise ProblemError(404 if answer is NumberRefusal.UNKNOWN_SERVICE else 409, answer.value, "No number was given")
    said = page.texts.count("desk.ahead", answer.ahead) if answer.ahead else page.texts("desk.ahead_none")
    return _show(page, place, host, Arrived(answer.code, said))


@ROUTER.post("/desk/{location}/{counter}/checkins")
def checkins(
    page: StaffPage,
    host: ActingHost,
    place: PlaceNamed,
    id: Annotated[UUID, Form()],  # noqa: A002  what the page calls it
    code: Annotated[str, Form(max_length=300)],
    language: _Language = "nl",
) -> HTMLResponse:
    """Check a visitor in by the code of an appointment: typed, or scanned from the ticket."""
    reference = reference_in(code)
    if reference is None:
        return _show(page, place, host, Arrived("", page.texts("desk.checkin.no_code"), good=False))
    desk = place.desk(page, host)
    asked = CheckIn(id=id, location=place.location.slug, reference=reference, language=language)
    appointment = page.services.agenda.find(reference, page.now)
    with page.services.database.write() as connection:
        known = ticket_of(connection, id) is not None
        ours = page.services.agenda.lends
        answer = check_in(connection, asked, appointment, page.services.town, page.now, ours=ours)
        ticket = ticket_of(connection, id)
        if ticket is not None and not known:
            write_arrival(connection, desk, ticket)
    if isinstance(answer, CheckInRefusal):
        raise ProblemError(409, answer.value, "The visitor was not checked in")
    return _show(page, place, host, _arrived(page, answer, reference))


def _arrived(page: Page, answer: CheckInAnswer, reference: str) -> Arrived:
    words = {
        "reference": spaced(reference),
        "when": page.when_long(answer.start) if answer.start else "",
        "time": page.clock(answer.start) if answer.start else "",
        "place": page.place_name(answer.location) if answer.location else "",
    }
    good = answer.status in (CheckInStatus.EARLY, CheckInStatus.ON_TIME, CheckInStatus.LATE, CheckInStatus.ALREADY)
    return Arrived(answer.code, page.texts(f"desk.checkin.{answer.status.value}", **words), good)


def _show(page: Page, place: Place, host: ActingHost, arrived: Arrived) -> HTMLResponse:
    if arrived.code:
        page.services.hub.publish(topic_of(place.location.slug), LINE_CHANGED)
    return page.show("desk_parts.html", **parts_of(page, place, host, arrived=arrived))
