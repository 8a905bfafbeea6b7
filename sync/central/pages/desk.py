"""The host's workbench: who waits, who is being helped, what a host does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assets.town import Counter, Location
from sync.central.agenda.room import expected_on
from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.places import counter_named, location_named
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.queue.announcing import BOARD_CHANGED, board_state, topic_of
from sync.central.queue.calling import Desk, Result, call_next, done, no_show, open_call, recall
from sync.central.queue.line import waiting_list
from sync.central.queue.rules import Action

ROUTER = APIRouter()

Host = Annotated[SignedIn, Depends(signed_in(Role.HOST))]
ActingHost = Annotated[SignedIn, Depends(posted_by(Role.HOST))]

_COOKIE = "infopunt_desk"
_COOKIE_LASTS_S = 365 * 24 * 3600
_ON_TICKET: dict[Action, Callable[[Connection, Desk, UUID], Result]] = {
    Action.RECALL: recall,
    Action.DONE: done,
    Action.NO_SHOW: no_show,
}


@dataclass(frozen=True)
class Place:
    """The counter of the address."""

    location: Location
    counter: Counter


def _place_of(page: StaffPage, location: str, counter: str) -> Place:
    place = location_named(page.services, location)
    return Place(place, counter_named(place, counter))


PlaceNamed = Annotated[Place, Depends(_place_of)]


@ROUTER.get("/desk")
def choose(request: Request, page: StaffPage, host: Host, choose: Annotated[bool, Query()] = False) -> Response:
    """Straight to the counter that this browser worked at last, or the choice of one."""
    location, _, counter = request.cookies.get(_COOKIE, "").partition("/")
    known = any(
        place.slug == location and any(one.slug == counter for one in place.counters)
        for place in page.services.town.locations
    )
    if known and not choose:
        return RedirectResponse(f"/desk/{location}/{counter}", status_code=303)
    return page.show("desk_choose.html", person=host)


@ROUTER.get("/desk/{location}/{counter}")
def desk(page: StaffPage, host: Host, place: PlaceNamed) -> Response:
    """The workbench of one counter; the browser remembers which."""
    answer = page.show("desk.html", person=host, **_parts(page, place, host))
    secure = page.services.config.address.startswith("https:")
    value = f"{place.location.slug}/{place.counter.slug}"
    answer.set_cookie(_COOKIE, value, _COOKIE_LASTS_S, path="/desk", secure=secure, httponly=True, samesite="lax")
    return answer


@ROUTER.get("/desk/{location}/{counter}/parts")
def parts(page: StaffPage, host: Host, place: PlaceNamed) -> HTMLResponse:
    """What changes on the workbench, as it is now."""
    return page.show("desk_parts.html", **_parts(page, place, host))


@ROUTER.post("/desk/{location}/{counter}/{action}")
def act(
    page: StaffPage, host: ActingHost, place: PlaceNamed, action: Action, ticket: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """Call the next visitor, or do something with the one who was called."""
    at = _at(page, place, host)
    with page.services.database.write() as connection:
        outcome = _act(connection, at, action, ticket)
        state = board_state(connection, place.location, at.day)
    if outcome is Result.OK:
        page.services.hub.publish(topic_of(place.location.slug), BOARD_CHANGED, json.dumps(state))
    said = "" if outcome is Result.OK else page.texts(f"desk.result.{outcome.value}")
    return page.show("desk_parts.html", **_parts(page, place, host, said))


def _act(connection: Connection, at: Desk, action: Action, ticket: str) -> Result:
    if action is Action.CALL:
        return call_next(connection, at)
    try:
        return _ON_TICKET[action](connection, at, UUID(ticket))
    except ValueError:
        return Result.NOT_YOURS


def _at(page: Page, place: Place, host: SignedIn) -> Desk:
    return Desk.at(place.location, place.counter, host.user, page.services.town.timezone, page.now)


def _parts(page: Page, place: Place, host: SignedIn, said: str = "") -> dict[str, Any]:
    at = _at(page, place, host)
    with page.services.database.read() as connection:
        waiting = waiting_list(connection, place.location, at.day)
        ticket = open_call(connection, at)
        expected = expected_on(connection, page.services.town, place.location, at.day)
    return {
        "location": place.location,
        "counter": place.counter,
        "service_names": {service.slug: page.texts.local(service.name) for service in place.location.services},
        "waiting": waiting,
        "waiting_here": sum(one.service in place.counter.serves for one in waiting),
        "ticket": ticket,
        "expected": expected,
        "outcome_text": said,
    }
