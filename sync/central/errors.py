"""What happens to an error that no handler caught: a Problem for machines, a page for people."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sync.central.api.problems import ProblemError, problem_of_status, problem_response
from sync.central.pages.guards import NotAllowedError, NotSignedInError
from sync.central.storage.lock import StorageBusyError
from sync.protocol.messages import Problem

_RETRY_AFTER_S = 5


def install_errors(app: FastAPI) -> None:
    """Make every error of `app` a Problem, or lead a person to where they can go on."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(NotSignedInError, _on_not_signed_in)
    app.add_exception_handler(NotAllowedError, _on_not_allowed)
    for busy in (StorageBusyError, OperationalError, InterfaceError, PoolTimeoutError):
        app.add_exception_handler(busy, _on_storage)
    app.add_exception_handler(DataError, _on_data)
    app.add_exception_handler(Exception, _on_bug)


def _on_problem(_: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return problem_response(error.problem, error.headers)


def _on_invalid(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return problem_response(Problem(status=422, code="invalid", title=where_wrong(error.errors())))


def _on_http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return problem_response(problem_of_status(error.status_code), error.headers)


def _on_not_signed_in(request: Request, _: Exception) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/signin?next={quote(request.url.path)}", status_code=303)
    return problem_response(Problem(status=401, code="not_signed_in", title="Sign in first"))


def _on_not_allowed(_: Request, __: Exception) -> Response:
    return problem_response(problem_of_status(403))


def _on_storage(_: Request, __: Exception) -> Response:
    return problem_response(problem_of_status(503), {"Retry-After": str(_RETRY_AFTER_S)})


def _on_data(_: Request, __: Exception) -> Response:
    # A letter or a number in an address that the database cannot even look for.
    return problem_response(problem_of_status(422))


def _on_bug(_: Request, __: Exception) -> Response:
    return problem_response(problem_of_status(500))


def where_wrong(errors: Sequence[Any]) -> str:
    """Where a message is wrong and what is expected there; never what was sent, which may be somebody's words."""
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"[:300]
