"""An error, told to a person."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from sync.central.pages.rendering import visitor_page_of
from sync.central.services import services_of
from sync.protocol.messages import Problem

_TOLD = (401, 403, 404, 503)
"""What a person can do something about has words of its own."""


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, and not a machine or a script."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a page with a way on."""
    page = visitor_page_of(request, services_of(request))
    told = str(problem.status) if problem.status in _TOLD else "other"
    response = page.show("problem.html", problem.status, told=told)
    response.headers.update(headers or {})
    return response
