"""The manager's view of the terminals: when each was heard, what it holds, and what could not become a record."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.api.problems import ProblemError
from sync.central.fleet.restoring import awaited, frozen_since, is_checked
from sync.central.leases.restoring import list_is_right
from sync.central.leases.revoking import (
    Holding,
    all_holdings,
    clashes,
    perhaps_promised,
    revoke_terminal,
)
from sync.central.pages.fleet_health import device_lines, machine_lines, remarks
from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.perhaps import ranges
from sync.central.pages.rendering import StaffPage
from sync.central.people.managing import Managed, ManagerAct, note
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.queue.announcing import AGENDA_CHANGED, topic_of
from sync.central.records.health import terminals
from sync.central.records.quarantine import settle, unsettled
from sync.central.records.terminal_health import all_told

ROUTER = APIRouter(include_in_schema=False)

Manager = Annotated[SignedIn, Depends(signed_in(Role.MANAGER))]
ActingManager = Annotated[SignedIn, Depends(posted_by(Role.MANAGER))]


@ROUTER.get("/fleet")
def fleet(page: StaffPage, manager: Manager) -> HTMLResponse:
    """All terminals with what they hold, who is waited for after a restore, and what a person has to see to."""
    with page.services.database.read() as connection:
        shown: dict[str, Any] = {
            "terminals": terminals(connection, page.now),
            "holdings": all_holdings(connection, page.now),
            "refused": unsettled(connection),
            "frozen_since": frozen_since(connection),
            "checked": is_checked(connection),
            "awaited": awaited(connection),
            "clashes": clashes(connection, page.now),
            "perhaps": sorted(perhaps_promised(connection, page.now)),
            "told": (told := all_told(connection)),
        }
    shown["remarks"] = {name: remarks(page, one) for name, one in told.items()}
    return page.show("fleet.html", person=manager, nothing=Holding(), **shown)


@ROUTER.get("/fleet/terminals/{name}")
def terminal(page: StaffPage, manager: Manager, name: str) -> HTMLResponse:
    """What one terminal holds or held, and giving it up: in plain words what nobody will know then."""
    with page.services.database.read() as connection:
        known = {one.name: one for one in terminals(connection, page.now)}.get(name)
        held = all_holdings(connection, page.now).get(name, Holding())
        perhaps = perhaps_promised(connection, page.now).get(name, Holding())
        told = all_told(connection).get(name)
    if known is None:
        raise ProblemError(404, "unknown_terminal", "There is no such terminal")
    return page.show(
        "fleet_terminal.html",
        person=manager,
        one=known,
        held=held,
        held_ranges=ranges(page, held.blocks),
        perhaps=perhaps,
        perhaps_ranges=ranges(page, perhaps.blocks),
        told=told,
        devices=device_lines(page.texts, told.health) if told else (),
        machine=machine_lines(page, told.health) if told else (),
    )


@ROUTER.post("/fleet/terminals/{name}/revoke")
def give_up(page: StaffPage, manager: ActingManager, name: str) -> Response:
    """Shut a terminal out for good, or until it joins anew; the page then tells what may be unknown."""
    with page.services.database.write() as connection:
        held = revoke_terminal(connection, page.services.town, name, page.now)
        if held is not None:
            note(connection, Managed(ManagerAct.GIVE_UP_TERMINAL, manager.user, terminal=name), page.now)
    if held is None:
        raise ProblemError(404, "unknown_terminal", "There is no such terminal")
    for location in page.services.town.locations:
        page.services.hub.publish(topic_of(location.slug), AGENDA_CHANGED)
    return RedirectResponse(f"/fleet/terminals/{name}", status_code=303)


@ROUTER.post("/fleet/checked")
def checked(page: StaffPage, manager: ActingManager) -> Response:
    """A manager has looked at which terminals a restored backup knows: none is missing, and none should be out."""
    with page.services.database.write() as connection:
        list_is_right(connection, page.services.town, page.now)
        note(connection, Managed(ManagerAct.CONFIRM_RESTORED, manager.user), page.now)
    for location in page.services.town.locations:
        page.services.hub.publish(topic_of(location.slug), AGENDA_CHANGED)
    return RedirectResponse("/fleet", status_code=303)


@ROUTER.post("/fleet/refused/{number}")
def look_at(page: StaffPage, manager: ActingManager, number: int) -> Response:
    """A manager has seen to what was refused; it stays kept, and leaves the page."""
    with page.services.database.write() as connection:
        settle(connection, number, page.now)
        note(connection, Managed(ManagerAct.SETTLE_REFUSED, manager.user, about=str(number)), page.now)
    return RedirectResponse("/fleet", status_code=303)
