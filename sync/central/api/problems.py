"""Every error that a machine gets is a Problem in application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from sync.protocol.messages import Problem

PROBLEM_TYPE = "application/problem+json"

_BY_STATUS = {
    400: ("bad_request", "The request cannot be read"),
    401: ("no_token", "A terminal's token is expected in the Authorization header"),
    403: ("not_allowed", "You may not do this"),
    404: ("not_found", "There is nothing here"),
    405: ("method_not_allowed", "This cannot be done here"),
    409: ("clash", "This does not fit what is there already"),
    413: ("too_large", "The request is larger than is accepted here"),
    415: ("bad_encoding", "The request is packed in a way that is not known here"),
    422: ("invalid", "The request is not what is expected here"),
    429: ("too_many_tries", "Wait before you try again"),
    500: ("bug", "Something went wrong here; it is our mistake"),
    503: ("storage_busy", "The database does not answer now; nothing was done"),
}
"""For errors that no handler of ours put into words, and as examples."""


class ProblemError(Exception):
    """Raised anywhere in a handler: the request ends with this Problem."""

    def __init__(self, status: int, code: str, title: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {title}")
        self.problem = Problem(status=status, code=code, title=title)
        self.headers = dict(headers or {})


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A Problem as an answer."""
    return Response(problem.model_dump_json(), problem.status, headers, PROBLEM_TYPE)


def problem_of_status(status: int) -> Problem:
    """The Problem for an HTTP status that the framework itself decided on (404, 405, ...)."""
    code, title = _BY_STATUS.get(status, (f"http_{status}", "The request cannot be answered"))
    return Problem(status=status, code=code, title=title)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What to declare as `responses` of a route, so that the OpenAPI description tells of each error."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": _PROBLEM_SCHEMA, "example": _example(status)}},
        }
        for status in statuses
    }


def _example(status: int) -> dict[str, Any]:
    return problem_of_status(status).model_dump()


_PROBLEM_SCHEMA = Problem.model_json_schema()
