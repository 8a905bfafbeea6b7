"""The host's workbench: choosing a counter, and the page of one."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.pages.desk_place import Host, Place, PlaceNamed
from sync.central.pages.desk_view import parts_of
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.queue.counters import SEEN_AGAIN_AFTER, presence_at, see

ROUTER = APIRouter(include_in_schema=False)

_COOKIE = "infopunt_desk"
_COOKIE_LASTS_S = 365 * 24 * 3600


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
    _notice(page, place, host)
    answer = page.show("desk.html", person=host, **parts_of(page, place, host))
    secure = page.services.config.address.startswith("https:")
    value = f"{place.location.slug}/{place.counter.slug}"
    answer.set_cookie(_COOKIE, value, _COOKIE_LASTS_S, path="/desk", secure=secure, httponly=True, samesite="lax")
    return answer


@ROUTER.get("/desk/{location}/{counter}/parts")
def parts(page: StaffPage, host: Host, place: PlaceNamed, here: Annotated[bool, Query()] = False) -> HTMLResponse:
    """What changes on the workbench, as it is now; `here` says that somebody has the page before him."""
    if here:
        _notice(page, place, host)
    return page.show("desk_parts.html", **parts_of(page, place, host))


def _notice(page: Page, place: Place, host: SignedIn) -> None:
    """Remember that somebody is at the counter; once a minute is enough."""
    at = place.desk(page, host)
    with page.services.database.read() as connection:
        seen = presence_at(connection, place.location, at.day).get(place.counter.slug)
    if seen is None or seen.host != host.user or at.now - seen.seen_at >= SEEN_AGAIN_AFTER:
        with page.services.database.write() as connection:
            see(connection, place.location.slug, place.counter.slug, at.day, host.user, at.now)
