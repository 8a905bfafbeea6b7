"""Signing in and out."""

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sync.central.pages.guards import cookie_name, posted_by, token_of, whoever
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SESSION_LASTS, SignedIn, end_session
from sync.central.people.signin import Credentials, Granted, sign_in
from sync.central.people.users import Role, roles_of
from sync.central.services import Needed, Services

ROUTER = APIRouter(include_in_schema=False)

_HOME_OF = {Role.HOST: "/desk", Role.CLERK: "/inbox", Role.MANAGER: "/fleet"}


@ROUTER.get("/signin")
def ask(page: StaffPage, person: Annotated[SignedIn | None, Depends(whoever)], next: str = "") -> Response:  # noqa: A002
    """The sign-in page; whoever is signed in already goes on."""
    if person:
        return RedirectResponse(_where_to(next, person.roles), status_code=303)
    return page.show("signin.html", next=next, user="", problem="")


@ROUTER.post("/signin")
def check(
    request: Request,
    services: Needed,
    page: StaffPage,
    user: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  (the word in everybody's addresses)
) -> Response:
    """Check what was typed; lead to where the person wanted to go, or show the page again with what is wrong."""
    if request.headers.get("sec-fetch-site") == "cross-site":  # another site must not sign anybody in
        return page.show("signin.html", 403, next="", user="", problem=page.texts("signin.wrong"))
    given = Credentials(user, password, request.client.host if request.client else "")
    outcome = sign_in(services.database, services.passwords, services.random_bits, given, services.clock.now())
    if isinstance(outcome, Granted):
        return _let_in(services, given.user.strip().lower(), outcome.token, next)
    wait_s = math.ceil(outcome.wait.total_seconds())
    return _once_more(page, given.user, next, wait_s)


@ROUTER.post("/signout")
def leave(
    services: Needed,
    _: Annotated[SignedIn, Depends(posted_by())],
    token: Annotated[str | None, Depends(token_of)],
) -> Response:
    """End the sign-in, here and in the database."""
    with services.database.write() as connection:
        end_session(connection, token or "")
    response = RedirectResponse("/signin", status_code=303)
    response.delete_cookie(
        cookie_name(services.config.address),
        secure=services.config.address.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
    return response


def _let_in(services: Services, user: str, token: str, wanted: str) -> Response:
    with services.database.read() as connection:
        roles = roles_of(connection, user)
    response = RedirectResponse(_where_to(wanted, roles), status_code=303)
    response.set_cookie(
        cookie_name(services.config.address),
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        secure=services.config.address.startswith("https:"),
        samesite="strict",
    )
    return response


def _once_more(page: Page, user: str, wanted: str, wait_s: int) -> Response:
    if wait_s:
        problem = page.texts.count("signin.wait", wait_s)
        response = page.show("signin.html", 429, next=wanted, user=user, problem=problem)
        response.headers["Retry-After"] = str(wait_s)
        return response
    return page.show("signin.html", 401, next=wanted, user=user, problem=page.texts("signin.wrong"))


def _where_to(wanted: str, roles: frozenset[Role]) -> str:
    """Where the person wanted to go, if that is a page of ours; else the page of their first role.

    >>> _where_to("//elsewhere.example", frozenset({Role.CLERK}))
    '/inbox'
    """
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/signin")) and wanted.isprintable():
        return wanted
    return next((page for role, page in _HOME_OF.items() if role in roles), "/")
