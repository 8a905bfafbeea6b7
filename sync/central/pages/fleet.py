"""The manager's view of the terminals: when each was last heard, and what could not become a record."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.rendering import StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.records.health import terminals
from sync.central.records.quarantine import settle, unsettled

ROUTER = APIRouter()


@ROUTER.get("/fleet")
def fleet(page: StaffPage, manager: Annotated[SignedIn, Depends(signed_in(Role.MANAGER))]) -> HTMLResponse:
    """All terminals, and what was refused and nobody has looked at yet."""
    with page.services.database.read() as connection:
        known = terminals(connection, page.now)
        refused = unsettled(connection)
    return page.show("fleet.html", person=manager, terminals=known, refused=refused)


@ROUTER.post("/fleet/refused/{number}")
def look_at(page: StaffPage, _: Annotated[SignedIn, Depends(posted_by(Role.MANAGER))], number: int) -> Response:
    """A manager has seen to what was refused; it stays kept, and leaves the page."""
    with page.services.database.write() as connection:
        settle(connection, number, page.now)
    return RedirectResponse("/fleet", status_code=303)
