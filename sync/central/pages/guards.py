"""Who may ask for a page: dependencies for the handlers."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Form, Header, Request

from sync.central.people.sessions import SignedIn, session_of
from sync.central.people.users import Role
from sync.central.services import Needed

_COOKIE = "infopunt_session"
_SECURE_COOKIE = "__Host-infopunt_session"

Guard = Callable[..., Awaitable[SignedIn]]


class NotSignedInError(Exception):
    """Nobody is signed in: a page leads to /signin, anything else gets 401."""


class NotAllowedError(Exception):
    """Somebody is signed in who may not do this, or the proof that our own page asked for it is missing: 403."""


def cookie_name(address: str) -> str:
    """The name of our cookie; the prefix keeps other hosts from setting it, over https only (RFC 6265bis, 4.1.3)."""
    return _SECURE_COOKIE if address.startswith("https:") else _COOKIE


# What waits for nothing is `async`: otherwise each request would be sent to a thread for it alone.
async def token_of(request: Request, services: Needed) -> str | None:
    """The token in the browser's cookie, if any."""
    return request.cookies.get(cookie_name(services.config.address))


def whoever(services: Needed, token: Annotated[str | None, Depends(token_of)]) -> SignedIn | None:
    """Who is signed in, if anybody."""
    if token is None:
        return None
    with services.database.read() as connection:
        return session_of(connection, token, services.clock.now())


def signed_in(*roles: Role) -> Guard:
    """A dependency: somebody with one of `roles` (any role when none is given). Raises the errors above."""

    async def guard(person: Annotated[SignedIn | None, Depends(whoever)]) -> SignedIn:
        if person is None:
            raise NotSignedInError
        if roles and not person.roles.intersection(roles):
            raise NotAllowedError
        return person

    return guard


def posted_by(*roles: Role) -> Guard:
    """Like `signed_in`, for what changes something: also wants the proof, as form field `csrf` or X-CSRF-Token."""

    async def guard(
        person: Annotated[SignedIn, Depends(signed_in(*roles))],
        csrf: Annotated[str, Form()] = "",
        x_csrf_token: Annotated[str, Header()] = "",
    ) -> SignedIn:
        if not hmac.compare_digest((csrf or x_csrf_token).encode("utf-8", "replace"), person.csrf.encode()):
            raise NotAllowedError
        return person

    return guard
