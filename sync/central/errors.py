"""What happens to an error that no handler caught: a Problem for machines, a page for people."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sync.central.agenda.port import AgendaSilentError
from sync.central.api.problems import ProblemError, problem_of_status, problem_response
from sync.central.pages.guards import NotAllowedError, NotSignedInError
from sync.central.pages.problem import problem_page, wants_page
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
    app.add_exception_handler(AgendaSilentError, _on_agenda)
    app.add_exception_handler(DataError, _on_data)
    app.add_exception_handler(Exception, _on_bug)


def _answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    if wants_page(request):
        return problem_page(request, problem, headers)
    return problem_response(problem, headers)


def _on_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return _answer(request, error.problem, error.headers)


def _on_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return _answer(request, Problem(status=422, code="invalid", title=where_wrong(error.errors())))


def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _answer(request, problem_of_status(error.status_code), error.headers)


def _on_not_signed_in(request: Request, _: Exception) -> Response:
    if request.method == "GET" and wants_page(request):
        return RedirectResponse(f"/signin?next={quote(request.url.path)}", status_code=303)
    return _answer(request, Problem(status=401, code="not_signed_in", title="Sign in first"))


def _on_not_allowed(request: Request, _: Exception) -> Response:
    return _answer(request, problem_of_status(403))


def _on_storage(request: Request, _: Exception) -> Response:
    return _answer(request, problem_of_status(503), {"Retry-After": str(_RETRY_AFTER_S)})


def _on_agenda(request: Request, _: Exception) -> Response:
    title = "The agenda does not answer now; what was asked may or may not have been done"
    problem = Problem(status=503, code="agenda_silent", title=title)
    return _answer(request, problem, {"Retry-After": str(_RETRY_AFTER_S)})


def _on_data(request: Request, _: Exception) -> Response:
    # A letter or a number in an address that the database cannot even look for.
    return _answer(request, problem_of_status(422))


def _on_bug(_: Request, __: Exception) -> Response:
    # No page: what makes pages may be what is broken.
    return problem_response(problem_of_status(500))


def where_wrong(errors: Sequence[Any]) -> str:
    """Where a message is wrong and what is expected there; never what was sent, which may be somebody's words."""
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"[:300]
