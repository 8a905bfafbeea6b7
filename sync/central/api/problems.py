"""Every error that a machine gets is a Problem in application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from sync.protocol.messages import Problem

PROBLEM_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Raised anywhere in a handler: the request ends with this Problem."""

    def __init__(self, status: int, code: str, title: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {title}")
        self.problem = Problem(status=status, code=code, title=title)
        self.headers = dict(headers or {})


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A Problem as an answer."""
    return Response(problem.model_dump_json(), problem.status, headers, PROBLEM_TYPE)


def problem_of_status(status: int, title: str = "") -> Problem:
    """The Problem for an HTTP status that the framework itself decided on (404, 405, ...)."""
    phrase = HTTPStatus(status).phrase
    return Problem(status=status, code=phrase.lower().replace(" ", "_").replace("-", "_"), title=title or phrase)


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
