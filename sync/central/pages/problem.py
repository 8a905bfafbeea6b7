"""An error, told to a person."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from sync.central.pages.rendering import visitor_page_of
from sync.central.services import services_of
from sync.protocol.messages import Problem

_TOLD = (401, 403, 404, 429, 503)
"""What a person can do something about has words of its own."""

_TOLD_BY_CODE = {
    "unknown_appointment": "appointment",
    "unknown_record": "record",
    "unknown_link": "link",
    "agenda_silent": "agenda",
}

_WAY_ON = {"401": "/signin", "429": "/a", "appointment": "/a", "record": "/r"}
"""Where there is something better to do than to start again."""


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, and not a machine or a script."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a page with a way on."""
    page = visitor_page_of(request, services_of(request))
    told = _TOLD_BY_CODE.get(problem.code) or (str(problem.status) if problem.status in _TOLD else "other")
    way = _WAY_ON.get(told, "/")
    response = page.show("problem.html", problem.status, told=told, way=way)
    response.headers.update(headers or {})
    return response
