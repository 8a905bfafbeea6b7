"""Appointments that may stand in the municipality's other system though nobody counts on them: a person looks there."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Row
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.agenda.booking import KeptStatus
from sync.central.connectors.attempts import State, for_a_person, saw
from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.rendering import StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role

ROUTER = APIRouter(include_in_schema=False)

_WHO = (Role.HOST, Role.CLERK)


@ROUTER.get("/agenda/doubts")
def doubts(page: StaffPage, person: Annotated[SignedIn, Depends(signed_in(*_WHO))]) -> HTMLResponse:
    """What has to be looked into, by the time of the appointment: code, product, place and time, and no names."""
    with page.services.database.read() as connection:
        rows = connection.execute(for_a_person(page.now)).all()
    return page.show("doubts.html", person=person, doubts=[(row, advice(row)) for row in rows])


@ROUTER.post("/agenda/doubts/{number}")
def looked_into(page: StaffPage, person: Annotated[SignedIn, Depends(posted_by(*_WHO))], number: int) -> Response:
    """Somebody has looked in the other system: it leaves the page."""
    with page.services.database.write() as connection:
        saw(connection, number, person.user, page.now)
    return RedirectResponse("/agenda/doubts", status_code=303)


def advice(row: Row[Any]) -> str:
    """What to do about it: take it away (`gone`), or look whether it is there (`booked`, or `moved` to there)."""
    if row.state == State.OWED or row.why == "cancelled":
        return "gone"
    return "moved" if row.status == KeptStatus.CONFIRMED else "booked"
