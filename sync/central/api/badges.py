"""The list of badges that each terminal keeps, and telling of a badge that a manager waits for."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from sync.central.api.auth import TerminalNeeded, refused
from sync.central.api.problems import problems
from sync.central.fleet.terminals import NotLetInError, hold
from sync.central.people.badge_list import list_for
from sync.central.people.badge_waits import keep_shown
from sync.central.services import Needed
from sync.protocol.badges import BadgeList, ShownBadge

ROUTER = APIRouter(prefix="/api/v1", tags=["badges"])

_SAME = {"description": "The list is still the one of `If-None-Match`"}


@ROUTER.get("/badges", responses={**problems(401, 503), 304: _SAME}, response_model=BadgeList, operation_id="badges")
def badges(services: Needed, terminal: TerminalNeeded, if_none_match: Annotated[str, Header()] = "") -> Response:
    """All badges that open something. Ask with the `ETag` of the last answer as `If-None-Match`: 304 when it holds."""
    with services.database.read() as connection:
        found = list_for(connection, terminal.name, services.clock.now())
    headers = {"ETag": f'"{found.version}"', "Cache-Control": "no-store"}
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.model_dump_json(), headers=headers, media_type="application/json")


@ROUTER.post("/badges/shown", responses=problems(400, 401, 413, 422, 503), operation_id="show_badge", status_code=204)
def shown(services: Needed, terminal: TerminalNeeded, badge: ShownBadge) -> Response:
    """Tell of an unknown badge that is held to this terminal, while the list says `wanted`; else it is not kept."""
    try:
        with services.database.write() as connection:
            hold(connection, terminal)
            keep_shown(connection, terminal.name, badge, services.clock.now())
    except NotLetInError as error:
        raise refused(error.refusal) from error
    return Response(status_code=204)
