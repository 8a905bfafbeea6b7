"""Who has an appointment: opened for a host only when asked, never listed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from sync.central.agenda.room import sealed_booking
from sync.central.api.problems import ProblemError
from sync.central.pages.answers import answers_of
from sync.central.pages.guards import posted_by
from sync.central.pages.places import location_named
from sync.central.pages.rendering import StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.protocol.kinds import APPOINTMENT, appointment_forms
from sync.protocol.seal import Binding, SealError

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.post("/desk/{location}/{counter}/appointments/{booking}")
def contact(
    page: StaffPage, _: Annotated[SignedIn, Depends(posted_by(Role.HOST))], location: str, counter: str, booking: UUID
) -> HTMLResponse:
    """The contact that belongs to an appointment of this location."""
    place = location_named(page.services, location)
    with page.services.database.read() as connection:
        row = sealed_booking(connection, place, booking)
    if row is None:
        raise ProblemError(404, "unknown_appointment", "This location has no such appointment")
    if row.sealed is None:  # forgotten: it is long past
        return page.show("desk_contact.html", answers=[], sealed=False)
    try:
        opened = page.services.keys.open(row.sealed, row.key_id, Binding(row.id, APPOINTMENT, row.terminal))
    except SealError:
        return page.show("desk_contact.html", answers=[], sealed=True)
    forms = page.services.content.forms
    form = next((forms[slug] for slug in appointment_forms(row.meeting) if slug in forms), None)
    return page.show("desk_contact.html", answers=answers_of(opened, form, page.texts), sealed=False)
