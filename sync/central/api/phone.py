"""Where a visitor's phone is: the terminal asks for a link, looks whether the phone answered, and lets go."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from sync.central.api.auth import TerminalNeeded
from sync.central.api.problems import ProblemError, problems
from sync.central.phone.places import forget, look, make_link
from sync.central.services import Needed
from sync.protocol.phone import LINK_LASTS, TOKEN_PATTERN, PhoneLink, PhonePoint

ROUTER = APIRouter(prefix="/api/v1", tags=["phone"])

_Token = Annotated[str, Path(pattern=TOKEN_PATTERN, description="What the terminal got when it asked for a link")]


@ROUTER.post("/phone-places", responses=problems(401, 429, 503), operation_id="make_phone_link", status_code=200)
def make(services: Needed, terminal: TerminalNeeded) -> PhoneLink:
    """A link for one phone and one answer; its page is /w/{token}."""
    with services.database.write() as connection:
        link = make_link(connection, terminal.name, services.random_bits, services.clock.now())
    if link is None:
        wait = {"Retry-After": str(int(LINK_LASTS.total_seconds()))}
        raise ProblemError(429, "too_many_links", "This terminal has asked for too many links", wait)
    return link


@ROUTER.get("/phone-places/{token}", responses=problems(401, 422, 503), operation_id="look_at_phone_link")
def ask(services: Needed, terminal: TerminalNeeded, token: _Token) -> PhonePoint:
    """Whether the phone has answered, and what; `gone` for a link that is over or of another terminal."""
    with services.database.read() as connection:
        return look(connection, terminal.name, token, services.clock.now())


@ROUTER.delete(
    "/phone-places/{token}", responses=problems(401, 422, 503), operation_id="forget_phone_link", status_code=204
)
def drop(services: Needed, terminal: TerminalNeeded, token: _Token) -> Response:
    """Forget the link and what the phone said; doing it twice is as well."""
    with services.database.write() as connection:
        forget(connection, terminal.name, token)
    return Response(status_code=204)
