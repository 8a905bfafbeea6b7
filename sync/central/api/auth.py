"""Which terminal is asking: its token in the Authorization header (RFC 6750)."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from sync.central.api.problems import ProblemError
from sync.central.fleet.terminals import NotLetInError, Refusal, Terminal, authenticate
from sync.central.services import Needed

_TITLES = {
    Refusal.UNKNOWN: "This token is not known here; enrol the terminal with a new code",
    Refusal.REPLACED: "A newer enrolment has taken this terminal's place",
    Refusal.REVOKED: "A manager has shut this terminal out",
}

_BEARER = HTTPBearer(
    auto_error=False, scheme_name="terminal", description="The token that the terminal got on enrolling"
)


def refused(refusal: Refusal) -> ProblemError:
    """The 401 that tells a terminal why it is not let in."""
    return ProblemError(401, refusal.value, _TITLES[refusal], {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def terminal_of(
    services: Needed, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Terminal:
    """The terminal that is asking; raises a 401 Problem."""
    if credentials is None:
        title = "A terminal's token is expected in the Authorization header"
        raise ProblemError(401, "no_token", title, {"WWW-Authenticate": "Bearer"})
    try:
        with services.database.read() as connection:
            return authenticate(connection, credentials.credentials)
    except NotLetInError as error:
        raise refused(error.refusal) from error


TerminalNeeded = Annotated[Terminal, Depends(terminal_of)]
"""A handler's parameter of this type gets the terminal that is asking."""
